"""Planning a payout, opening its batch, carrying it out, reading it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from workbench.errors import Conflict, NotReady
from workbench.jobs import crash, preflight, review
from workbench.jobs.connection import books_of
from workbench.jobs.import_answers import targets_of
from workbench.jobs.poster import Poster
from workbench.jobs.shapes import batch_shape
from workbench.mapping.mapping import Target
from workbench.posting.accounts import Account, Accounts
from workbench.posting.facts import Facts, KindTarget, MonthAmount, ReceiptLine
from workbench.posting.plan import Plan, plan
from workbench.quickbooks.client import Books
from workbench.reconcile.readback import effects_of, total_of
from workbench.settlement.catalogue import kind_of, side_of
from workbench.store import decisions, foreign_answers, mappings, outbox, settings, settlements
from workbench.store.company import Company
from workbench.store.outbox import Posting
from workbench.store.settlements import Kind, Settlement


def plan_payout(company: Company, settlement_id: str, mode: str = "") -> Plan:
    """The plan of a payout that is ready; `NotReady` with the first thing in the way otherwise. Sends nothing."""
    p = review.payout(company, settlement_id)
    if p.batch is None:
        _require_ready(company, settlement_id)
    with company.state.read() as connection:
        mode = mode or settings.get(connection, "mode")
        accounts: Accounts = review.accounts_of(connection)
        link_limit = int(settings.get(connection, "link_limit"))
        facts = _facts(company, connection, p.settlement, accounts)
    return plan(facts, accounts, mode, link_limit=link_limit)


def _require_ready(company: Company, settlement_id: str) -> None:
    standing = review.findings(company, settlement_id)
    if standing:
        first, more = standing[0], len(standing) - 1
        also = f" ({more} more)" if more else ""
        raise NotReady(f"{first.what}{also}", where=first.where, next=first.next)


def _facts(company: Company, connection: sa.Connection, s: Settlement, accounts: Accounts) -> Facts:
    targets = targets_of(connection, settlements.kinds_of(connection, s.load_id))
    decided = decisions.of_settlement(connection, s.settlement_id)
    kinds = {kind.kind_id: _kind_target(kind, target, accounts) for kind, target in targets.items()}
    months = company.lines.by_month(s.load_id, targets, decided)
    lines = company.lines.document_lines(s.load_id, targets, decided)
    return Facts(
        settlement_id=s.settlement_id,
        currency=s.currency,
        total=s.total,
        deposit_date=s.deposit_day,
        kinds=kinds,
        months=[MonthAmount(*row) for row in months],
        receipts=[
            ReceiptLine(key, kind, side_of(kind), order, posted.isoformat(), kind_id, sku, quantity or 0, amount)
            for key, kind, order, posted, kind_id, sku, quantity, amount in lines
        ],
        excluded={key: accounts.of(d.account_id, "", d.account) for key, d in decided.items() if d.status == "excluded"},
        mapping_version=mappings.newest_version(connection),
        revision=outbox.next_revision(connection, s.settlement_id),
        taken_numbers=outbox.numbers_in_use(connection, s.settlement_id),
    )


def _kind_target(kind: Kind, target: Target, accounts: Accounts) -> KindTarget:
    account: Account = accounts.of(target.account_id, target.key, target.account)
    return KindTarget(target, account, bool(kind_of(kind.transaction_type)), review.words_of(kind))


def open_batch(company: Company, settlement_id: str, mode: str, by: str, content: str = "") -> str:
    """Plan and confirm: the batch is on disk when this returns, nothing is sent yet. A live batch is returned as it is.

    `content` is the hash of the plan that a person confirmed: `Conflict` when the plan has become another since. `NotReady`
    when QuickBooks would not take the plan, or when somebody else booked the payout already (`jobs/preflight.py`).
    """
    with company.state.read() as connection:
        live = outbox.live_batch(connection, settlement_id)
        s = settlements.current(connection, settlement_id)
        if live:
            return live.batch_id
        foreign_answers.require_not_elsewhere(connection, settlement_id)
    made = plan_payout(company, settlement_id, mode)
    _require_same_currency(company, s)
    if content and content != made.content_hash:
        raise Conflict(
            "What was confirmed is no longer what would be posted: the mapping, a decision or an account changed since.",
            where=f"payout {settlement_id}", next="Nothing was posted. Make a new dry run and confirm that.",
        )  # fmt: skip
    preflight.require_clear(company, made)
    with company.state.write() as connection:
        foreign_answers.require_not_elsewhere(connection, settlement_id)  # nobody said so meanwhile
        batch_id = outbox.open_batch(connection, by, made, s.load_id)
    crash.point("post.batch-opened")
    return batch_id


def _require_same_currency(company: Company, s: Settlement) -> None:
    with company.state.read() as connection:
        home = settings.get(connection, "chart").get("currency", "")
    if home and home != s.currency:
        raise NotReady(
            f"The payout is in {s.currency}, the QuickBooks company keeps its books in {home}.",
            where=f"payout {s.settlement_id}",
            next="Post it to a company that keeps its books in that currency; a rate is never guessed.",
        )


def carry_out(
    company: Company, batch_id: str, by: str, progress: Callable[[int, int, str], None], stop: Callable[[], bool]
) -> dict[str, Any]:
    """Send what is not sent, then read everything back; the answer says how the batch stands."""
    books = books_of(company)
    with company.state.write() as connection:
        state = outbox.get_batch(connection, batch_id).state
        if state == "undoing":
            raise Conflict("This batch is being undone.", where=f"batch {batch_id}", next="Let the undo come to its end; then post anew.")
        if state == "attention":
            outbox.retry(connection, by, batch_id)
    outcome = "posted" if state == "posted" else Poster(company, books, batch_id, by, progress, stop).run()
    if outcome == "posted":
        progress(1, 1, "Reading back")
        read_back(company, batch_id, books)
        crash.point("post.read-back")
    return {"batch": batch_id, "outcome": outcome}


def read_back(company: Company, batch_id: str, books: Books | None = None) -> None:
    """Ask QuickBooks what it holds for every posting of a batch, and keep the answer beside what we sent."""
    books = books or books_of(company)
    with company.state.read() as connection:
        posted = [p for p in outbox.postings(connection, batch_id) if p.quickbooks_id]
        undeposited = settings.get(connection, "undeposited_account")
    items = {item.id: item.income_account_id for item in books.items(include_inactive=True)}
    found: list[tuple[str, dict[str, Any]]] = []
    for entity in sorted({p.entity for p in posted}):
        ours = [p for p in posted if p.entity == entity]
        documents = books.by_ids(entity, [p.quickbooks_id for p in ours])
        found.extend((p.posting_key, _found(p, documents.get(p.quickbooks_id), items, undeposited)) for p in ours)
    with company.state.write() as connection:
        outbox.record_found(connection, batch_id, found)


def _found(posting: Posting, document: dict[str, Any] | None, items: dict[str, str], undeposited: str) -> dict[str, Any]:
    if document is None:
        return {"status": "deleted", "total": "0.00", "effects": {}}
    effects = effects_of(posting.entity, document, items, undeposited)
    same = effects == posting.effects
    return {
        "status": "same" if same else "changed",
        "total": str(total_of(posting.entity, document)),
        "date": document.get("TxnDate", ""),
        "effects": {account: str(debit) for account, debit in effects.items()},
        "changed_at": document.get("MetaData", {}).get("LastUpdatedTime", ""),
    }


def read_back_all(company: Company, settlement_ids: list[str], progress: Callable[[int, int, str], None]) -> dict[str, Any]:
    """Read the posted batches of these payouts back."""
    with company.state.read() as connection:
        live = [b for s in settlement_ids if (b := outbox.live_batch(connection, s)) is not None]
    books = books_of(company) if live else None
    for n, batch in enumerate(live):
        progress(n, len(live), f"Reading payout {batch.settlement_id} back")
        read_back(company, batch.batch_id, books)
    return {"read": len(live)}


def summary(company: Company, batch_id: str) -> dict[str, Any]:
    """A batch as the command line prints it: postings, counts, and its effect on the trial balance."""
    with company.state.read() as connection:
        batch = outbox.get_batch(connection, batch_id)
        postings = outbox.postings(connection, batch_id)
        names = {a["id"]: a["name"] for a in settings.get(connection, "chart").get("accounts", [])}
    return batch_shape(batch, postings, names)
