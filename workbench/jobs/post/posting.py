"""Planning a payout, opening its batch, carrying it out, reading it back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from workbench import clock
from workbench.errors import Conflict, NotReady
from workbench.jobs import crash, review
from workbench.jobs.mapping import costs, products
from workbench.jobs.post import marketplaces, preflight, rates
from workbench.jobs.post.poster import SHOWN_WITHIN, Poster
from workbench.jobs.quickbooks.session import books_of
from workbench.jobs.settlements.import_answers import targets_of
from workbench.jobs.shapes import batch_shape
from workbench.mapping.mapping import Target
from workbench.posting.accounts import Account, Accounts
from workbench.posting.document import decode
from workbench.posting.facts import Facts, KindTarget, MonthAmount, ReceiptLine
from workbench.posting.plan import Plan, plan
from workbench.quickbooks.client import Books
from workbench.reconcile.home_amounts import home_effects_of, rate_of, same_currency
from workbench.reconcile.readback import effects_of, lost_labels, tax_of, total_of
from workbench.settlement.catalogue import kind_of, side_of
from workbench.store import closes, decisions, foreign_answers, mappings, outbox, payout_choices, settings, settlements
from workbench.store import costs as goods_costs
from workbench.store import products as sold_products
from workbench.store.company import Company
from workbench.store.outbox_values import Posting
from workbench.store.settlements import Kind, Settlement


def plan_payout(company: Company, settlement_id: str, mode: str = "") -> Plan:
    """The plan of a payout that is ready; `NotReady` with the first thing in the way otherwise. Sends nothing."""
    p = review.payout(company, settlement_id)
    if p.batch is None:
        _require_ready(company, settlement_id)
    with company.state.read() as connection:
        mode = mode or marketplaces.mode_for(connection, p.settlement)
        accounts = marketplaces.accounts_for(connection, p.settlement)
        exchange = rates.exchange_of(connection, p.settlement)
        moved = payout_choices.first_open_day_of(connection, settlement_id)
        link_limit = int(settings.get(connection, "link_limit"))
        fees_as = settings.get(connection, "fees_as")
        facts = _facts(company, connection, p.settlement, accounts, fees=mode == "order" and fees_as == "expense")
        if mode != "summary":
            costs.require_not_twice(connection, p.settlement, facts.goods, facts.sold)
    closed_through = moved.closed_through if moved else ""
    return plan(facts, accounts, mode, link_limit=link_limit, fees_as=fees_as, exchange=exchange, closed_through=closed_through)


def _require_ready(company: Company, settlement_id: str) -> None:
    standing = review.findings(company, settlement_id)
    if standing:
        first, more = standing[0], len(standing) - 1
        also = f" ({more} more)" if more else ""
        raise NotReady(f"{first.what}{also}", where=first.where, next=first.next)


def _facts(company: Company, connection: sa.Connection, s: Settlement, accounts: Accounts, *, fees: bool) -> Facts:
    """The settlement's money; its fees transaction by transaction only where `fees` says that they are needed so."""
    targets = targets_of(connection, settlements.kinds_of(connection, s.load_id))
    decided = decisions.of_settlement(connection, s.settlement_id)
    kinds = {kind.kind_id: _kind_target(kind, target, accounts) for kind, target in targets.items()}
    sold = products.sold_as(connection, s, targets, accounts)
    months = company.lines.by_month(s.load_id, targets, decided, sold.by_sku)
    lines = company.lines.document_lines(s.load_id, targets, decided)
    fee_lines = company.lines.document_lines(s.load_id, targets, decided, fees=True) if fees else []
    return Facts(
        settlement_id=s.settlement_id,
        currency=s.currency,
        total=s.total,
        deposit_date=s.deposit_day,
        kinds=kinds,
        months=[MonthAmount(*row) for row in months],
        receipts=[_receipt_line(*row) for row in lines],
        excluded={key: accounts.of(d.account_id, "", d.account) for key, d in decided.items() if d.status == "excluded"},
        mapping_version=mappings.newest_version(connection),
        revision=outbox.next_revision(connection, s.settlement_id),
        taken_numbers=outbox.numbers_in_use(connection, s.settlement_id),
        fees=[_receipt_line(*row) for row in fee_lines],
        sold=sold,
        goods=costs.goods_of(company, connection, s, targets, decided),
    )


def _receipt_line(
    key: str, kind: str, order: str, posted: date, kind_id: int, sku: str, quantity: int | None, amount: Decimal
) -> ReceiptLine:
    return ReceiptLine(key, kind, side_of(kind), order, posted.isoformat(), kind_id, sku, quantity or 0, amount)


def _kind_target(kind: Kind, target: Target, accounts: Accounts) -> KindTarget:
    account: Account = accounts.of(target.account_id, target.key, target.account)
    return KindTarget(target, account, bool(kind_of(kind.transaction_type)), review.words_of(kind))


def open_batch(company: Company, settlement_id: str, mode: str, by: str, content: str = "") -> str:
    """Plan and confirm: the batch is on disk when this returns, nothing is sent yet. A live batch is returned as it is.

    `content` is the hash of the plan that a person confirmed: `Conflict` when the plan has become another since. `NotReady`
    when QuickBooks would not take the plan, or when somebody else booked the payout already (`jobs/post/preflight.py`).
    """
    with company.state.read() as connection:
        live = outbox.live_batch(connection, settlement_id)
        s = settlements.current(connection, settlement_id)
        if live:
            return live.batch_id
        foreign_answers.require_not_elsewhere(connection, settlement_id)
    made = plan_payout(company, settlement_id, mode)
    _require_rate(made)
    if content and content != made.content_hash:
        raise Conflict(
            "What was confirmed is no longer what would be posted: the mapping, a decision or an account changed since.",
            where=f"payout {settlement_id}", next="Nothing was posted. Make a new dry run and confirm that.",
        )  # fmt: skip
    preflight.require_clear(company, made)
    with company.state.write() as connection:
        foreign_answers.require_not_elsewhere(connection, settlement_id)  # nobody said so meanwhile
        closes.require_open(connection, {document.date for document in made.documents}, f"payout {settlement_id}")
        batch_id = outbox.open_batch(connection, by, made, s.load_id)
        sold_products.freeze(connection, batch_id, made.sold)
        of_kinds = {kind.kind_id: kind.marketplace for kind in settlements.kinds_of(connection, s.load_id)}
        goods_costs.freeze(connection, batch_id, made.goods, of_kinds, made.currency)
    crash.point("post.batch-opened")
    return batch_id


def _require_rate(made: Plan) -> None:
    """A payout in another currency than the books' is posted at the rate that a person gave for it, or not at all."""
    missing = rates.finding(made.settlement_id, made.exchange) if made.exchange else None
    if missing:
        raise NotReady(missing.what, where=missing.where, next=missing.next)


def carry_out(
    company: Company, batch_id: str, by: str, progress: Callable[[int, int, str], None], stop: Callable[[], bool],
    books: Books | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Send what is not sent, then read everything back; the answer says how the batch stands."""
    books = books or books_of(company)
    with company.state.write() as connection:
        batch = outbox.get_batch(connection, batch_id)
        if batch.state == "undoing":
            raise Conflict("This batch is being undone.", where=f"batch {batch_id}", next="Let the undo come to its end; then post anew.")
        if batch.state == "attention":
            outbox.retry(connection, by, batch_id)
    outcome = "posted" if batch.state == "posted" else Poster(company, books, batch_id, by, progress, stop).run()
    if outcome == "posted":
        progress(1, 1, "Reading back")
        read_back(company, batch_id, books, patience=SHOWN_WITHIN if batch.difference is None else 0)
        crash.point("post.read-back")
    return {"batch": batch_id, "outcome": outcome}


def read_back(company: Company, batch_id: str, books: Books | None = None, patience: int = 0) -> None:
    """Ask QuickBooks what it holds for every posting of a batch, and keep the answer beside what we sent. A document that
    is not shown is asked for again for `patience` seconds before it is taken for deleted."""
    books = books or books_of(company)
    with company.state.read() as connection:
        posted = [p for p in outbox.postings(connection, batch_id) if p.quickbooks_id]
        undeposited = settings.get(connection, "undeposited_account")
    items = {item.id: item.income_account_id for item in books.items(include_inactive=True)}
    found: list[tuple[str, dict[str, Any]]] = []
    for entity in sorted({p.entity for p in posted}):
        ours = [p for p in posted if p.entity == entity]
        ids = [p.quickbooks_id for p in ours]
        documents = books.by_ids(entity, ids)
        while patience and not documents.keys() >= set(ids):
            clock.pause(1)
            patience -= 1
            documents = books.by_ids(entity, ids)
        found.extend((p.posting_key, _found(p, documents.get(p.quickbooks_id), items, undeposited)) for p in ours)
    with company.state.write() as connection:
        outbox.record_found(connection, batch_id, found)


def _found(posting: Posting, document: dict[str, Any] | None, items: dict[str, str], undeposited: str) -> dict[str, Any]:
    if document is None:
        return {"status": "deleted", "total": "0.00", "effects": {}}
    effects = effects_of(posting.entity, document, items, undeposited)
    stamp = decode(posting.plan)
    same = (effects == posting.effects and not tax_of(document) and same_currency(stamp, document)
            and document.get("TxnDate") == posting.date and not lost_labels(stamp, document))  # fmt: skip
    rate = rate_of(stamp)
    home = {} if rate is None else home_effects_of(posting.entity, document, items, undeposited, rate)
    return {
        "status": "same" if same else "changed",
        "total": str(total_of(posting.entity, document)),
        "date": document.get("TxnDate", ""),
        "effects": {account: str(debit) for account, debit in effects.items()},
        "home_effects": {account: str(debit) for account, debit in home.items()},
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
