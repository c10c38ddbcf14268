"""The chart and the short lists a practice company starts with, in the company's language.

Types and subtypes are the API's words and stay English; the names are what a person reads. Clients must find accounts
by subtype: in a French company the payments wait in *Paiements à déposer*.
"""

from __future__ import annotations

from dataclasses import dataclass

from workbench.practice.accounts import UNDEPOSITED
from workbench.practice.wire import Body

TAX_PAYABLE = "GlobalTaxPayable"
"""The subtype of the account that receives the tax of receipts where companies have tax codes."""

AccountRow = tuple[str, str, str]
"""Name, type and subtype."""


@dataclass(frozen=True, slots=True)
class Chart:
    """What the lists of a company of one language are called."""

    accounts: tuple[AccountRow, ...]
    tax_payable: str
    classes: tuple[str, ...]
    locations: tuple[str, ...]
    payment_methods: tuple[tuple[str, str], ...]

    def first_accounts(self, *, taxed: bool) -> list[tuple[str, Body]]:
        """Kind and body of the accounts; those of a `taxed` company have one for the tax of receipts."""
        payable = (self.tax_payable, "Other Current Liability", TAX_PAYABLE)
        rows = (*self.accounts, payable) if taxed else self.accounts
        return [("Account", {"Name": name, "AccountType": kind, "AccountSubType": subtype}) for name, kind, subtype in rows]

    def first_names(self) -> list[tuple[str, Body]]:
        """Kind and body of classes, locations and payment methods."""
        return [
            *(("Class", {"Name": name}) for name in self.classes),
            *(("Department", {"Name": name}) for name in self.locations),
            *(("PaymentMethod", {"Name": name, "Type": kind}) for name, kind in self.payment_methods),
        ]


ENGLISH = Chart(
    accounts=(
        ("Business Checking", "Bank", "Checking"),
        ("Payments to deposit", "Other Current Asset", UNDEPOSITED),
        ("Amazon Card", "Credit Card", "CreditCard"),
        ("Accounts Receivable (A/R)", "Accounts Receivable", "AccountsReceivable"),
        ("Accounts Payable (A/P)", "Accounts Payable", "AccountsPayable"),
        ("Opening Balance Equity", "Equity", "OpeningBalanceEquity"),
        ("Retained Earnings", "Equity", "RetainedEarnings"),
        ("Sales", "Income", "SalesOfProductIncome"),
        ("Services", "Income", "ServiceFeeIncome"),
        ("Discounts given", "Income", "DiscountsRefundsGiven"),
        ("Cost of Goods Sold", "Cost of Goods Sold", "SuppliesMaterialsCogs"),
        ("Office Expenses", "Expense", "OfficeGeneralAdministrativeExpenses"),
        ("Bank Charges", "Expense", "BankCharges"),
    ),
    tax_payable="Sales tax payable",
    classes=("Online", "Wholesale"),
    locations=("Main", "Second location"),
    payment_methods=(("Cash", "NON_CREDIT_CARD"), ("Check", "NON_CREDIT_CARD"), ("Credit Card", "CREDIT_CARD")),
)

FRENCH = Chart(
    accounts=(
        ("Compte chèques", "Bank", "Checking"),
        ("Paiements à déposer", "Other Current Asset", UNDEPOSITED),
        ("Carte Amazon", "Credit Card", "CreditCard"),
        ("Comptes clients", "Accounts Receivable", "AccountsReceivable"),
        ("Comptes fournisseurs", "Accounts Payable", "AccountsPayable"),
        ("Solde d'ouverture des capitaux propres", "Equity", "OpeningBalanceEquity"),
        ("Bénéfices non répartis", "Equity", "RetainedEarnings"),
        ("Ventes", "Income", "SalesOfProductIncome"),
        ("Services", "Income", "ServiceFeeIncome"),
        ("Rabais accordés", "Income", "DiscountsRefundsGiven"),
        ("Coût des marchandises vendues", "Cost of Goods Sold", "SuppliesMaterialsCogs"),
        ("Frais de bureau", "Expense", "OfficeGeneralAdministrativeExpenses"),
        ("Frais bancaires", "Expense", "BankCharges"),
    ),
    tax_payable="TPS/TVH à payer",
    classes=("En ligne", "En gros"),
    locations=("Principal", "Deuxième emplacement"),
    payment_methods=(("Comptant", "NON_CREDIT_CARD"), ("Chèque", "NON_CREDIT_CARD"), ("Carte de crédit", "CREDIT_CARD")),
)
"""Only *Paiements à déposer* is Intuit's own name for certain; the others are ours."""
