"""The deposit of a payout: every receipt and journal entry linked, the adjustments as lines of its own (S73-S75)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from workbench.errors import BrokenInvariant
from workbench.money import ZERO, exact, total
from workbench.posting.accounts import Accounts
from workbench.posting.document import Document, Link
from workbench.posting.entry import EntryLine
from workbench.posting.facts import Facts
from workbench.posting.journals import held_in
from workbench.posting.names import marker_of, posting_key


def deposit(facts: Facts, accounts: Accounts, linked: Sequence[Document], own: Sequence[EntryLine]) -> Document | None:
    """One deposit that empties Payments to deposit of this payout's documents.

    Its total is the payout (0.00 when the seller owes Amazon: the balance owed is then in the journal entry): asserted.
    None when there is nothing to deposit or to clear.
    """
    links = [(document, held) for document in linked if (held := held_in(document, accounts))]
    if not links and not own:
        return None
    amount = exact(total(held for _, held in links) - total(line.debit for line in own))
    expected = max(facts.total, ZERO)
    if amount != expected:
        raise BrokenInvariant(
            f"The deposit would come to {amount}, the payout is {expected}.",
            where=f"payout {facts.settlement_id}", next="Nothing was planned. Report this.",
        )  # fmt: skip
    marker = marker_of(facts.settlement_id, "deposit", facts.revision)
    body: dict[str, Any] = {
        "TxnDate": facts.deposit_date,
        "DepositToAccountRef": {"value": accounts.deposit.id},
        "PrivateNote": marker,
        "Line": [*(_linked(document, held) for document, held in links), *(_own(line) for line in own)],
    }
    effects = [(accounts.undeposited, -held) for _, held in links] + [(line.account, line.debit) for line in own]
    if amount:
        effects.append((accounts.deposit, amount))
    return Document(
        posting_key(facts.settlement_id, "deposit", facts.revision), "Deposit", "", facts.deposit_date, amount, 3, body,
        tuple(effects), marker, tuple(document.key for document, _ in links),
    )  # fmt: skip


def _linked(document: Document, held: Any) -> dict[str, Any]:
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
