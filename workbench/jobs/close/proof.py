"""What stands behind the four figures of a payout: Amazon's lines by kind, QuickBooks' documents as read back, the bank's lines.

From the state alone. Each list comes to the figure that it stands behind: the lines to their sum, what the documents brought into
the payout's accounts to QuickBooks' figure, the bank's lines to what it received. What is missing is said, with the place where it
is done.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from workbench.jobs import review
from workbench.jobs.close.roll_forward import ENTITY
from workbench.jobs.close.variance import PayoutVariance, money_accounts
from workbench.money import ZERO, total
from workbench.store import bank_lines, bank_matches, outbox, settings, settlements
from workbench.store.bank_lines import BankLine
from workbench.store.company import Company
from workbench.store.outbox_values import Posting
from workbench.store.settlements import Kind

Place = Literal["transactions", "batches", "bank", "read-back"]
"""Where what is missing is done; *read-back* is the button of the same page."""


@dataclass(frozen=True, slots=True)
class Held:
    """A document: what was sent, and what QuickBooks holds of it (None before the read-back). `lines` are its debits by account
    name, as read back, else as sent; `money` is what of them is in the accounts of the payout's money."""

    what: str
    number: str
    day: str
    sent: Decimal
    found: Decimal | None
    standing: str
    money: Decimal
    lines: tuple[tuple[str, Decimal], ...]


@dataclass(frozen=True)
class Behind:
    """The rows behind the figures of one payout, the deposit before the receipts; and what is missing: (words, place)."""

    kinds: tuple[Kind, ...]
    documents: tuple[Held, ...]
    bank: tuple[BankLine, ...]
    missing: tuple[tuple[str, Place], ...]


def behind(company: Company, v: PayoutVariance) -> Behind:
    """Everything behind the figures `v`; `NotFound` for a payout that is not in these books."""
    p = review.payout(company, v.settlement_id)
    with company.state.read() as connection:
        kinds = settlements.kinds_of(connection, p.settlement.load_id)
        postings = outbox.postings(connection, p.batch.batch_id) if p.batch else []
        money = money_accounts(connection, p.settlement)
        names = {a["id"]: a["name"] for a in settings.get(connection, "chart").get("accounts", [])}
        match = next((m for m in bank_matches.live(connection) if v.settlement_id in {one.settlement_id for one in m.payouts}), None)
        bank = [line for line in bank_lines.lines(connection) if match and line.line_id in match.lines]
    largest = sorted(kinds, key=lambda kind: (-abs(kind.total), kind.kind_id))
    documents = tuple(_held(posting, names, money) for posting in sorted(postings, key=lambda one: -one.stage))
    return Behind(tuple(largest), documents, tuple(bank), tuple(_missing(p, v, postings, bank)))


def _held(posting: Posting, names: Mapping[str, str], money: Collection[str]) -> Held:
    read = bool(posting.found_at)
    effects = {a: Decimal(debit) for a, debit in (posting.found.get("effects", {}) if read else posting.effects).items()}
    lines = tuple((names.get(account, account), debit) for account, debit in effects.items())
    return Held(
        ENTITY.get(posting.entity, posting.entity), posting.doc_number, posting.found.get("date") or posting.date, posting.total,
        Decimal(posting.found["total"]) if read else None, posting.found.get("status", posting.state),
        total(debit for account, debit in effects.items() if account in money), lines,
    )  # fmt: skip


def _missing(
    p: review.Payout, v: PayoutVariance, postings: Sequence[Posting], bank: Sequence[BankLine]
) -> Iterator[tuple[str, Place]]:  # fmt: skip
    unread = sum(not one.found_at for one in postings)
    if p.status == "elsewhere":
        yield "Somebody else booked this payout; it is not posted from here.", "batches"
    elif p.batch is None and p.status == "for-review":
        yield "It is not confirmed yet.", "transactions"
    elif p.batch is None:
        yield "It is not posted yet.", "batches"
    elif unread:
        yield f"{unread:,} of {len(postings):,} documents were not read back from QuickBooks.", "read-back"
    if v.amazon_total > ZERO and not bank:
        yield "No line of the bank is matched with it.", "bank"
    elif bank and v.bank is None:
        yield f"The bank received it in {bank[0].currency}.", "bank"
