"""The plan of a payout: our entries, the documents that carry them, and the proof that the two are the same.

Three ways from the same facts, per order in three steps, the same day by day, or as a summary: whichever is chosen, the
documents come to the entries month by month, account by account, to the cent, or there is no plan.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from workbench.errors import BrokenInvariant, Refused
from workbench.money import exact
from workbench.posting.accounts import DEPOSIT_LINE_TYPES, Account, Accounts
from workbench.posting.card_charges import card_charge, charge_entries
from workbench.posting.cost_of_goods import cost_documents, cost_entries
from workbench.posting.deposits import LINK_LIMIT, deposits
from workbench.posting.document import Document, encode
from workbench.posting.entries import per_order_entries, summary_entries
from workbench.posting.entry import Entry, EntryLine, effect, merged
from workbench.posting.exchange import Exchange, stamped
from workbench.posting.expenses import FEES_AS, fee_expenses
from workbench.posting.facts import Facts, MonthAmount, ReceiptLine
from workbench.posting.first_open_day import documents_moved, entries_moved
from workbench.posting.goods import Goods
from workbench.posting.journals import fee_journal, summary_journal
from workbench.posting.products import Product
from workbench.posting.receipts import WithoutReceipt, receipts
from workbench.posting.reversal import with_free_numbers

MODES = ("order", "daily", "summary")


@dataclass(frozen=True, slots=True)
class _Drafted:
    """What one mode makes of the facts: documents, the deposit's own lines, and the transactions without a receipt."""

    documents: Sequence[Document]
    own: Sequence[EntryLine] = ()
    without_receipt: Sequence[WithoutReceipt] = ()


@dataclass(frozen=True)
class Plan:
    """Everything that confirming a payout will do to QuickBooks, before anything is sent.

    `exchange` is the payout's currency beside that of the books; `closed_through` the last closed day, where a person chose that
    what lies in closed books takes the first open day ('' otherwise); `moved` counts those documents.
    """

    settlement_id: str
    mode: str
    currency: str
    total: Decimal
    mapping_version: int
    revision: int
    entries: tuple[Entry, ...]
    documents: tuple[Document, ...]
    without_receipt: tuple[WithoutReceipt, ...] = ()
    exchange: Exchange | None = None
    closed_through: str = ""
    moved: int = 0
    sold: tuple[tuple[int, str, Product], ...] = ()
    """Which kinds of line and SKUs are sold as which item; those that keep the item of their mapping are not named."""
    goods: tuple[Goods, ...] = ()
    """What the cost of goods was worked out from."""

    @property
    def trial_balance_effect(self) -> dict[Account, Decimal]:
        """What the plan does to each account: + debit, − credit; accounts that come to 0.00 are kept (they prove themselves)."""
        sums: dict[Account, Decimal] = {}
        for document in self.documents:
            for account, debit in document.effects:
                sums[account] = exact(sums.get(account, Decimal(0)) + debit)
        return sums

    @property
    def content_hash(self) -> str:
        """The hash of every document's bytes: what a confirmation confirms."""
        digest = hashlib.sha256()
        for document in self.documents:
            digest.update(json.dumps([document.entity, document.key]).encode() + encode(document.body))
        return digest.hexdigest()


def plan(
    facts: Facts, accounts: Accounts, mode: str, *, link_limit: int = LINK_LIMIT, fees_as: str = FEES_AS[0],
    exchange: Exchange | None = None, closed_through: str = "",
) -> Plan:  # fmt: skip
    """The plan in one of the `MODES`; a deposit links at most `link_limit` documents. `fees_as` is one of `FEES_AS`, and is
    for posting per order: daily and in summary the fees are in the journal entry. What is dated up to `closed_through` takes
    the day after it.

    `NotReady` when QuickBooks lacks something it needs; `Refused` for a mode or a way there is not.
    """
    if mode not in MODES:
        raise Refused(f"There is no posting mode {mode!r}.", next=f"Use {', '.join(MODES[:-1])} or {MODES[-1]}.")
    if fees_as not in FEES_AS:
        raise Refused(f"There is no way {fees_as!r} of posting fees.", next=f"Use {' or '.join(FEES_AS)}.")
    if mode == "summary":
        entries, drafted = summary_entries(facts, accounts), _summary(facts, accounts)
    else:
        entries, drafted = per_order_entries(facts, accounts), _with_receipts(facts, accounts, mode, fees_as)
    charges, costs = charge_entries(facts, accounts), cost_entries(facts, accounts)
    entries = [*entries, *charges, *costs]
    documents = [
        *drafted.documents,
        *(card_charge(facts, accounts, entry) for entry in charges),
        *cost_documents(facts, accounts, costs),
        *deposits(facts, accounts, drafted.documents, drafted.own, link_limit),
    ]
    documents = stamped(with_free_numbers(documents, facts.taken_numbers), exchange)
    moved = sum(document.date <= closed_through for document in documents)
    if moved:
        entries, documents = entries_moved(entries, closed_through), documents_moved(documents, closed_through)
    _prove(facts, entries, documents)
    return Plan(
        facts.settlement_id, mode, facts.currency, facts.total, facts.mapping_version, facts.revision, tuple(entries), tuple(documents),
        tuple(drafted.without_receipt), exchange, closed_through, moved, sold=facts.products_sold,
        goods=tuple(facts.goods),
    )  # fmt: skip


def _with_receipts(facts: Facts, accounts: Accounts, mode: str, fees_as: str) -> _Drafted:
    made = receipts(facts, accounts, daily=mode == "daily")
    expenses = fee_expenses(facts, accounts) if mode == "order" and fees_as == "expense" else None
    deposit_month = facts.deposit_date[:7]
    own: list[EntryLine] = []
    journals: list[Document] = []
    for month in facts.month_names:
        fees = _fees(facts, month) if expenses is None else _left(facts, expenses.left, month)
        lines = [*fees, *_left(facts, made.left, month)]
        for amount in _adjustments(facts, month):
            line = _adjustment_line(facts, amount)
            direct = month == deposit_month and line.account.type in DEPOSIT_LINE_TYPES
            (own if direct else lines).append(line)
        if month == facts.month_names[-1] and facts.total < 0:
            lines.append(EntryLine(accounts.role("NEGBAL"), facts.total, "balance owed to Amazon"))
        journal = fee_journal(facts, accounts, month, merged(lines))
        journals.extend([journal] if journal else [])
    paid = expenses.documents if expenses else []
    return _Drafted([*made.documents, *paid, *journals], [line for line in own if line.debit], made.without)


def _summary(facts: Facts, accounts: Accounts) -> _Drafted:
    journals = []
    entries = summary_entries(facts, accounts)
    for month, entry in zip(facts.month_names, entries, strict=False):
        lines = list(entry.lines)
        if month == facts.month_names[-1] and facts.total < 0:
            lines = [line for line in lines if line.account != accounts.undeposited]
            lines.append(EntryLine(accounts.role("NEGBAL"), facts.total, "balance owed to Amazon"))
        journal = summary_journal(facts, accounts, month, lines)
        journals.extend([journal] if journal else [])
    return _Drafted(journals)


def _fees(facts: Facts, month: str) -> list[EntryLine]:
    return [
        EntryLine(kind.account, -m.amount, kind.words, kind.target.tax_code, kind.target.class_id, kind.target.location_id)
        for m in facts.months
        if m.month == month and not m.excluded and (kind := facts.kinds[m.kind_id]).included and kind.target.meaning.column == "fees"
    ]


def _left(facts: Facts, left: Sequence[ReceiptLine], month: str) -> list[EntryLine]:
    return [
        EntryLine(
            facts.account_of_line(line.kind_id, line.sku),
            -line.amount,
            f"{line.order_id} {kind.words}",
            target.tax_code,
            target.class_id,
            target.location_id,
        )
        for line in left
        if line.posted[:7] == month and (kind := facts.kinds[line.kind_id]) and (target := kind.target)
    ]


def _adjustments(facts: Facts, month: str) -> list[MonthAmount]:
    return [m for m in facts.months if m.month == month and (m.excluded or not facts.kinds[m.kind_id].included)]


def _adjustment_line(facts: Facts, amount: MonthAmount) -> EntryLine:
    kind = facts.kinds[amount.kind_id]
    if amount.excluded:
        order = amount.excluded.split("|")[1]
        return EntryLine(facts.excluded[amount.excluded], -amount.amount, f"excluded: order {order}, {kind.words}")
    target = kind.target
    return EntryLine(kind.account, -amount.amount, kind.words, target.tax_code, target.class_id, target.location_id)


def _prove(facts: Facts, entries: Sequence[Entry], documents: Sequence[Document]) -> None:
    """Documents = entries, account by account and month by month. The holding account and the payout's own date are
    proved apart: over the whole plan Payments to deposit must come to 0.00."""
    ours = effect((entry.month, line.account, line.debit) for entry in entries for line in entry.lines)
    theirs = effect((document.date[:7], account, debit) for document in documents for account, debit in document.effects)
    held = {account for _, account in [*ours, *theirs] if account.sub_type == "UndepositedFunds"}
    for account in held:
        for sums in (ours, theirs):
            if sum((debit for (_, a), debit in sums.items() if a == account), Decimal(0)):
                raise BrokenInvariant(f"{account.name} would not come back to 0.00.", where=f"payout {facts.settlement_id}")
    different = {
        key: (ours.get(key), theirs.get(key))
        for key in ours.keys() | theirs.keys()
        if key[1] not in held and ours.get(key) != theirs.get(key)
    }
    if different:
        (month, account), (entry, document) = next(iter(different.items()))
        raise BrokenInvariant(
            f"{account.name} in {month}: our entries say {entry or 0}, the documents say {document or 0}.",
            where=f"payout {facts.settlement_id}", next="Nothing was planned. Report this.",
        )  # fmt: skip
