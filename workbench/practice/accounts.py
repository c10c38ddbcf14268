"""The chart's account types: which side of the books each is on and what may be done with it."""

from __future__ import annotations

from workbench.practice.wire import Body

UNDEPOSITED = "UndepositedFunds"
"""The subtype of the account that payments wait in ("Payments to deposit"); its name may be changed, the subtype not
(quickbooks.intuit.com, "What's the Undeposited Funds account?")."""

TYPES: dict[str, tuple[str, str]] = {
    "Bank": ("Asset", "Checking"),
    "Accounts Receivable": ("Asset", "AccountsReceivable"),
    "Other Current Asset": ("Asset", "OtherCurrentAssets"),
    "Fixed Asset": ("Asset", "OtherFixedAssets"),
    "Other Asset": ("Asset", "OtherLongTermAssets"),
    "Accounts Payable": ("Liability", "AccountsPayable"),
    "Credit Card": ("Liability", "CreditCard"),
    "Other Current Liability": ("Liability", "OtherCurrentLiabilities"),
    "Long Term Liability": ("Liability", "OtherLongTermLiabilities"),
    "Equity": ("Equity", "OpeningBalanceEquity"),
    "Income": ("Revenue", "SalesOfProductIncome"),
    "Other Income": ("Revenue", "OtherMiscellaneousIncome"),
    "Cost of Goods Sold": ("Expense", "SuppliesMaterialsCogs"),
    "Expense": ("Expense", "OtherMiscellaneousServiceCost"),
    "Other Expense": ("Expense", "OtherMiscellaneousExpense"),
}
"""Account type -> classification and the subtype given when none is named."""

BALANCE_SHEET = frozenset({"Asset", "Liability", "Equity"})
DEBIT_SIDE = frozenset({"Asset", "Expense"})
"""Classifications whose figures grow with debits."""

DEPOSIT_TARGETS = frozenset({"Bank", "Other Current Asset"})
"""Where a deposit may go (Intuit's Deposit page: DepositToAccountRef)."""

DEPOSIT_LINE_TYPES = frozenset(
    {"Income", "Other Income", "Expense", "Other Expense", "Other Current Asset", "Equity", "Cost of Goods Sold"}
)
"""What a direct deposit line may post to (Intuit's Deposit page: DepositLineDetail.AccountRef)."""


OF_ANY_CURRENCY = frozenset({"Bank", "Credit Card", "Accounts Receivable", "Accounts Payable"})
"""Account types that may be in a foreign currency; all others are in the home currency (Intuit's "Add a foreign currency account")."""

EXCHANGE = "ExchangeGainOrLoss"
"""The subtype of the account that differences of exchange go to; QuickBooks makes it when it needs it."""


def classification(account: Body) -> str:
    """Asset, Liability, Equity, Revenue or Expense."""
    return TYPES[account["AccountType"]][0]


def is_undeposited(account: Body) -> bool:
    """Whether payments wait in this account until they are deposited."""
    return bool(account.get("AccountSubType") == UNDEPOSITED)
