"""The syncs of a seller on a page: the one under way, the last ones, what they found, and what no settlement has yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import streamlit as st

from workbench.errors import Finding
from workbench.jobs.amazon import sync
from workbench.jobs.amazon.status import SellerStatus
from workbench.jobs.amazon.sync import Past
from workbench.store import control_totals, jobs, report_listings
from workbench.store.company import Company
from workbench.store.open_transactions import OpenTotal
from workbench.ui import amazon_seller, amazon_words, figures, gate, waiting

FIRST = (
    "The first sync takes from ten minutes to three hours when there are many settlements, because Amazon gives one report a minute after "
    "the first fifteen. It goes on without this page; stopped or cut off, the next one goes on where it was."
)


def standing(company: Company, found: SellerStatus) -> None:
    """The sync under way with its Stop, or how the last one ended."""
    seller = found.seller
    newest = jobs.last(company.state, sync.KIND, seller=seller.seller_id)
    if newest is not None and not newest.ended:
        if not seller.last_success_at:
            st.caption(FIRST)
        waiting.result(company, newest.job_id)
        return
    if newest is None:
        if seller.start_date:
            st.caption(FIRST)
        return
    was_whole = newest.state == "done" and seller.last_sync_at == seller.last_success_at
    words = f": {seller.last_sync}" if was_whole else ""
    after = f" {amazon_seller.next_sync(found)}" if seller.is_connected else ""
    st.text(f"Last sync {figures.moment(newest.ended_at)}, {amazon_words.SYNC[newest.state].lower()}{words}.{after}")
    if newest.state == "failed":
        waiting.result_or_words(newest)
    elif newest.state == "stopped":
        st.caption("What it did until then is kept; the next sync goes on from there.")
    elif not was_whole:
        st.error(gate.plain(seller.last_sync))  # the schedule could not even ask for a sync


def findings(company: Company, found: SellerStatus) -> None:
    """Amazon's figures that differ from a settlement's total, then what the last whole sync found and nothing else says."""
    with company.state.read() as connection:
        ours = {f"settlement {each}" for each in report_listings.settlement_ids(connection, found.seller.seller_id)}
        differing = [each for each in control_totals.findings(connection) if each.where in ours]
    whole = next((past for past in sync.history(company, found.seller.seller_id) if past.state == "done"), None)
    told = {f"report {listing.report_id}" for listing in found.look_at}
    others = [each for each in (whole.findings if whole else ()) if each["code"] != "control-total" and each["where"] not in told]
    rows = [*map(_of_control, differing), *map(_of_sync, others)]
    if not rows:
        return
    st.subheader("What to know", anchor=False)
    st.dataframe(
        figures.table(rows, where=figures.TEXT, what=figures.TEXT, next=figures.TEXT, amount=figures.MONEY, blocks=figures.TEXT),
        column_config={
            "where": st.column_config.TextColumn("Where", width=150), "what": st.column_config.TextColumn("What", width=400),
            "next": st.column_config.TextColumn("What to do", width=370), "amount": figures.money_column("Difference", width=80),
            "blocks": st.column_config.TextColumn("Stops posting", width=90),
        },
        hide_index=True, placeholder="", row_height=64, height=min(64 * len(rows) + 34, 354), alt="What the syncs found",
    )  # fmt: skip


def _of_control(finding: Finding) -> list[Any]:
    return [finding.where, finding.what, finding.next, finding.amount, "Yes" if finding.blocks else "No"]


def _of_sync(finding: Mapping[str, Any]) -> list[Any]:
    amount = Decimal(finding["amount"]) if "amount" in finding else None
    return [finding["where"], finding["what"], finding["next"], amount, "Yes" if finding["blocks"] else "No"]


def history(past: Sequence[Past]) -> None:
    """The last syncs, newest first."""
    if not past:
        st.info("There was no sync yet.")
        return
    st.dataframe(
        figures.table(
            [
                [figures.moment(each.at), figures.moment(each.ended_at), each.by, amazon_words.SYNC.get(each.state, each.state),
                 len(each.imported) if each.ended_at else None, len(each.findings) or None,
                 each.message if each.state in ("failed", "running", "queued") else ""]
                for each in past
            ],
            at=figures.TEXT, ended=figures.TEXT, by=figures.TEXT, state=figures.TEXT, imported=figures.COUNT, findings=figures.COUNT,
            words=figures.TEXT,
        ),
        column_config={
            "at": st.column_config.TextColumn("Asked for", width=140), "ended": st.column_config.TextColumn("Ended", width=140),
            "by": st.column_config.TextColumn("By", width=110), "state": st.column_config.TextColumn("Result", width=110),
            "imported": st.column_config.NumberColumn("Settlements", width=90, help="Came into the books, or were found there"),
            "findings": st.column_config.NumberColumn("Findings", width=76),
            "words": st.column_config.TextColumn("In words", width=480),
        },
        hide_index=True, placeholder="", height=figures.height(len(past), 20), alt="Last syncs",
    )  # fmt: skip


def unsettled(totals: Sequence[OpenTotal]) -> None:
    """What no settlement in the books has yet, by currency, each transaction counted once."""
    if not totals:
        st.info("Amazon stated no transaction that is not in a settlement of the books.")
        return
    st.dataframe(
        figures.table(
            [
                [o.currency, o.count - o.deferred_count, o.amount - o.deferred, o.deferred_count, o.deferred, o.count, o.amount]
                for o in totals
            ],
            currency=figures.TEXT, open_count=figures.COUNT, open=figures.MONEY, deferred_count=figures.COUNT, deferred=figures.MONEY,
            count=figures.COUNT, total=figures.MONEY,
        ),
        column_config={
            "currency": st.column_config.TextColumn("Currency", width=80),
            "open_count": st.column_config.NumberColumn("Open transactions", width=130),
            "open": figures.money_column("Open settlement", "Not deferred, and in no settlement of the books yet", 130),
            "deferred_count": st.column_config.NumberColumn("Deferred transactions", width=150),
            "deferred": figures.money_column("Deferred", "Sales whose money Amazon holds until after delivery", 130),
            "count": st.column_config.NumberColumn("Transactions", width=110), "total": figures.money_column("Together", width=130),
        },
        hide_index=True, width="content", height=figures.height(len(totals)), alt="Not settled yet, by currency",
    )  # fmt: skip
    st.caption("As Amazon stated it in the last sync; orders of the last 48 hours may be missing. A deferred sale that was released stays "
               "one transaction, so each is counted once. None of it is a payout yet, and none is posted.")  # fmt: skip
