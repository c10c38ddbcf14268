"""What Amazon charged to the seller's card: an expense from the payment account against the balance owed (S33, G3).

A settlement that ends below zero leaves a balance owed to Amazon. The next one brings it in as a line of its own (*Payable
to Amazon*); where Amazon charged the card for it, a second line (*Successful charge*) gives it back. Both lines stand on
the balance owed; the expense is the card's side, and what the card's own feed matches. What was not charged is taken
from the next payout and needs no document. Either way the balance owed comes to 0.00.
"""

from __future__ import annotations

from collections.abc import Sequence

from workbench.errors import NotReady
from workbench.money import exact, total
from workbench.posting.accounts import Accounts
from workbench.posting.document import Document
from workbench.posting.entry import Entry, EntryLine, merged
from workbench.posting.expenses import ENTITY, expense_body, expense_line
from workbench.posting.facts import Facts, MonthAmount
from workbench.posting.names import journal_number, marker_of, posting_key

CATEGORY = "balance.card_charge"
PREFIX = "AMZC"


def charge_entries(facts: Facts, accounts: Accounts) -> list[Entry]:
    """Each month's charges, from the payment account to the account that their lines stand on.

    A charge whose lines are mapped to the payment account itself is there already. `NotReady` while no payment account is
    chosen.
    """
    charges = [m for m in facts.months if not m.excluded and facts.kinds[m.kind_id].target.meaning.category == CATEGORY]
    if not any(m.amount for m in charges):
        return []
    open_charges = [m for m in charges if facts.account_of(m) != accounts.payment]
    months = sorted({m.month for m in open_charges})
    made = [_entry(facts, accounts, [m for m in open_charges if m.month == month]) for month in months]
    return [entry for entry in made if entry.lines]


def _entry(facts: Facts, accounts: Accounts, charges: Sequence[MonthAmount]) -> Entry:
    owed = merged(expense_line(facts.kinds[m.kind_id], accounts, -m.amount) for m in charges)
    paid = total(line.debit for line in owed)
    date = max(m.last_posted for m in charges)
    if not paid:
        return Entry("charged by Amazon", date, ())
    return Entry("charged by Amazon", date, (*owed, EntryLine(accounts.payment, exact(-paid), "charged by Amazon")))


def card_charge(facts: Facts, accounts: Accounts, entry: Entry) -> Document:
    """The entry as QuickBooks' expense (`Purchase`), or as a credit on the card when Amazon gave a charge back.

    Intuit's Finance.xsd: `PaymentType` CreditCard wants a credit card account; `Credit` is for credit cards alone.
    """
    *owed, paid = entry.lines
    gave_back = paid.debit > 0
    card = accounts.payment.type == "Credit Card"
    if gave_back and not card:
        raise NotReady(
            f"Amazon gave a charge of {paid.debit} back, and {accounts.payment.name} is no credit card.",
            where=f"payout {facts.settlement_id}", next="Map the line to the account it was paid back to (Review › Mapping).",
        )  # fmt: skip
    last = entry.month == facts.month_names[-1]
    component = "card-charge" if last else f"card-charge:{entry.month}"
    number = journal_number(facts.settlement_id, entry.month, last, PREFIX)
    marker = marker_of(facts.settlement_id, component, facts.revision)
    body = expense_body(accounts, number, entry.date, accounts.payment, marker, owed, -1 if gave_back else 1)
    if gave_back:
        body["Credit"] = True
    effects = tuple((line.account, line.debit) for line in entry.lines)
    key = posting_key(facts.settlement_id, component, facts.revision)
    return Document(key, ENTITY, number, entry.date, abs(paid.debit), 2, body, effects, marker)
