"""The deposit of a payout: every receipt and journal entry linked, the adjustments as lines of its own (S73-S75).

Expenses for fees are no documents that a deposit could link: one line on Payments to deposit stands for all of them.

How many links a deposit can carry is not documented by Intuit, so it is capped (G5). What is over the cap goes ahead in
deposits of its own into Amazon Clearing, from where the payout's deposit takes it: the bank still sees one amount.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from workbench.errors import BrokenInvariant, Refused
from workbench.money import ZERO, exact, total
from workbench.posting.accounts import Account, Accounts
from workbench.posting.document import Document, Link
from workbench.posting.entry import EntryLine
from workbench.posting.expenses import ENTITY as EXPENSE
from workbench.posting.facts import Facts
from workbench.posting.journals import held_in
from workbench.posting.names import marker_of, posting_key

LINK_LIMIT = 500
"""How many documents a deposit links unless the company's settings say otherwise."""

STAGE = 3
"""Deposits are sent after the receipts and their expenses (1) and the journal entries that they link (2)."""

Held = tuple[Document, Decimal]
"""A document with what it leaves in Payments to deposit."""


def deposits(
    facts: Facts, accounts: Accounts, documents: Sequence[Document], own: Sequence[EntryLine], link_limit: int = LINK_LIMIT
) -> list[Document]:
    """The deposits that empty Payments to deposit of this payout's documents: one, and those that go ahead of it.

    The last one's total is the payout (0.00 when the seller owes Amazon: the balance owed is then in the journal entry):
    asserted. None when there is nothing to deposit or to clear. `Refused` for a cap below one.
    """
    if link_limit < 1:
        raise Refused("A deposit must be able to link at least one document.", where="settings", next="Set the link limit to 1 or more.")
    links = [(document, held) for document in documents if document.entity != EXPENSE and (held := held_in(document, accounts))]
    own = [*own, *_expenses(accounts, documents)]
    if not links and not own:
        return []
    over = max(len(links) - link_limit, 0)
    ahead = [_ahead(facts, accounts, n, part) for n, part in enumerate(_parts(links[:over], link_limit), 1)]
    lines = [*_cleared(accounts, ahead), *own]
    payout = _deposit(facts, accounts, "deposit", accounts.deposit, links[over:], lines, STAGE + bool(ahead))
    expected = max(facts.total, ZERO)
    if payout.total != expected:
        raise BrokenInvariant(
            f"The deposit would come to {payout.total}, the payout is {expected}.",
            where=f"payout {facts.settlement_id}", next="Nothing was planned. Report this.",
        )  # fmt: skip
    return [*ahead, payout]


def _ahead(facts: Facts, accounts: Accounts, number: int, links: Sequence[Held]) -> Document:
    """Some of the documents, into Amazon Clearing. QuickBooks takes no deposit below 0.00: where refunds outweigh sales it
    is a deposit of 0.00 with the difference as a line on Amazon Clearing."""
    net, clearing = total(held for _, held in links), accounts.role("CLEARING")
    component = f"deposit-ahead:{number}"
    if net >= 0:
        return _deposit(facts, accounts, component, clearing, links, [], STAGE)
    short = EntryLine(clearing, net, "refunds beyond sales, met by the payout's deposit")
    return _deposit(facts, accounts, component, accounts.deposit, links, [short], STAGE)


def _expenses(accounts: Accounts, documents: Sequence[Document]) -> list[EntryLine]:
    """The line that takes what expenses paid out of Payments to deposit back from there: no deposit links an expense."""
    expenses = [document for document in documents if document.entity == EXPENSE]
    paid = total(-held_in(document, accounts) for document in expenses)
    of = "1 expense" if len(expenses) == 1 else f"{len(expenses):,} expenses"
    return [EntryLine(accounts.undeposited, paid, f"Amazon's fees, paid by {of}")] if paid else []


def _cleared(accounts: Accounts, ahead: Sequence[Document]) -> list[EntryLine]:
    """The line that takes back from Amazon Clearing what went ahead."""
    if not ahead:
        return []
    clearing = accounts.role("CLEARING")
    waiting = total(debit for document in ahead for account, debit in document.effects if account == clearing)
    of = "1 deposit" if len(ahead) == 1 else f"{len(ahead)} deposits"
    return [EntryLine(clearing, exact(-waiting), f"from {of} made ahead of this one")] if waiting else []


def _deposit(
    facts: Facts, accounts: Accounts, component: str, to: Account, links: Sequence[Held], own: Sequence[EntryLine], stage: int
) -> Document:
    amount = exact(total(held for _, held in links) - total(line.debit for line in own))
    marker = marker_of(facts.settlement_id, component, facts.revision)
    body: dict[str, Any] = {
        "TxnDate": facts.deposit_date,
        "DepositToAccountRef": {"value": to.id},
        "PrivateNote": marker,
        "Line": [*(_linked(document, held) for document, held in links), *(_own(line) for line in own)],
    }
    effects = [(accounts.undeposited, -held) for _, held in links] + [(line.account, line.debit) for line in own]
    if amount:
        effects.append((to, amount))
    return Document(
        posting_key(facts.settlement_id, component, facts.revision), "Deposit", "", facts.deposit_date, amount, stage, body,
        tuple(effects), marker, tuple(document.key for document, _ in links),
    )  # fmt: skip


def _parts(links: Sequence[Held], size: int) -> Iterator[Sequence[Held]]:
    for first in range(0, len(links), size):
        yield links[first : first + size]


def _linked(document: Document, held: Decimal) -> dict[str, Any]:
    """A linked line carries no DetailType; a journal entry is linked by the id of its Payments-to-deposit line."""
    line: Any = Link(document.key, "line") if document.entity == "JournalEntry" else "0"
    return {
        "Amount": exact(held),
        "LinkedTxn": [{"TxnId": Link(document.key, "id"), "TxnType": document.entity, "TxnLineId": line}],
    }


def _own(line: EntryLine) -> dict[str, Any]:
    detail: dict[str, Any] = {"AccountRef": {"value": line.account.id}}
    if line.class_id:
        detail["ClassRef"] = {"value": line.class_id}
    return {"DetailType": "DepositLineDetail", "Amount": exact(-line.debit), "Description": line.memo, "DepositLineDetail": detail}
