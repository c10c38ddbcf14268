"""Small settlements for tests of the planner: lines by name of what they are, months and total added up from them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from tests.posting.test_worked_example import ACCOUNTS, BANK, COMMISSION, OWED, PROMOTIONS, SALES, STORAGE
from workbench.mapping.mapping import Target
from workbench.money import total
from workbench.posting.accounts import Account, Accounts
from workbench.posting.facts import Facts, KindTarget, MonthAmount, ReceiptLine
from workbench.posting.plan import Plan
from workbench.settlement.catalogue import Meaning

CLEARING = Account("Amazon clearing", "23", "Other Current Asset", "OtherCurrentAssets")
CARD = Account("Amazon Card", "24", "Credit Card", "CreditCard")
COLLECTED = Account("Tax collected", "25", "Other Current Liability")
WITHHELD = Account("Tax withheld", "26", "Other Current Liability")

KINDS = {  # name: (account, column, included, category)
    "price": (SALES, "gross", True, "sales.principal"),
    "promotion": (PROMOTIONS, "discounts", True, "promotions.item"),
    "tax": (COLLECTED, "tax", True, "tax.collected"),
    "withheld": (WITHHELD, "tax", True, "tax.withheld"),
    "commission": (COMMISSION, "fees", True, "fees.referral"),
    "storage": (STORAGE, "", False, "fees.fba_storage"),
    "carried": (OWED, "", False, "balance.carried_forward"),
    "charged": (OWED, "", False, "balance.card_charge"),
}
NUMBERS = {name: number for number, name in enumerate(KINDS)}


@dataclass(frozen=True)
class Line:
    """One line: what it is, its amount, and the order it belongs to, if any; a refund's `side` is "refunds"."""

    what: str
    amount: str
    order: str = ""
    day: str = "2026-11-03"
    quantity: int = 1
    sku: str = "MUG"
    side: str = "sales"


def accounts(country: str = "US", payment: Account | None = CARD, tax_code: str = "") -> Accounts:
    """The worked example's chart with clearing, tax and card accounts and an item for each account that receipts sell into."""
    every = {**ACCOUNTS.by_id, **{a.id: a for a in (CLEARING, CARD, COLLECTED, WITHHELD)}}
    items = {**ACCOUNTS.items, COLLECTED.id: "30", WITHHELD.id: "31"}
    keys = {**ACCOUNTS.by_key, "CLEARING": CLEARING.id}
    return Accounts(every, keys, items, ACCOUNTS.undeposited_id, ACCOUNTS.deposit_id, ACCOUNTS.customer_id, country,
                    payment.id if payment else "", tax_code)  # fmt: skip


def settlement(*lines: Line, number: str = "12000000001", tax_code: str = "", charged: Account = OWED) -> Facts:
    """The facts of these lines, deposited on 2026-11-17. `tax_code` is the mapping's for every kind; `charged` the account
    that a charge is mapped to."""
    kinds = {NUMBERS[name]: _kind(name, tax_code, charged) for name in KINDS}
    months: dict[tuple[str, int], list[Line]] = defaultdict(list)
    for line in lines:
        months[line.day[:7], NUMBERS[line.what]].append(line)
    included = [line for line in lines if line.order and kinds[NUMBERS[line.what]].target.meaning.column != "fees"]
    return Facts(
        settlement_id=number, currency="USD", total=total(Decimal(line.amount) for line in lines), deposit_date="2026-11-17", kinds=kinds,
        months=[MonthAmount(month, kind, "", total(Decimal(x.amount) for x in of), max(x.day for x in of))
                for (month, kind), of in sorted(months.items())],
        receipts=[_receipt_line(line) for line in sorted(included, key=lambda line: (line.day, line.order, line.side))],
        excluded={},
    )  # fmt: skip


def effect(plan: Plan) -> dict[str, Decimal]:
    """What a plan does to each account, by name; accounts that come to 0.00 stay."""
    return {account.name: debit for account, debit in plan.trial_balance_effect.items()}


def bank_lines(plan: Plan) -> list[Decimal]:
    """The amounts that the bank account is debited, each of which a bank's feed would have to match."""
    return [debit for document in plan.documents for account, debit in document.effects if account == BANK]


def _kind(name: str, tax_code: str, charged: Account) -> KindTarget:
    account, column, included, category = KINDS[name]
    account = charged if name == "charged" else account
    meaning = Meaning(category, "included" if included else "adjustment", column, "", "r", True, name)  # type: ignore[arg-type]
    return KindTarget(Target(meaning, account.name, account.id, "", False, True, tax_code), account, included, name)


def _receipt_line(line: Line) -> ReceiptLine:
    kind = "sale" if line.side == "sales" else "refund"
    key = f"{kind}|{line.order}||{line.day[:7]}"
    return ReceiptLine(key, kind, line.side, line.order, line.day, NUMBERS[line.what], line.sku, line.quantity, Decimal(line.amount))
