"""The reports that Amazon ever listed for a seller, on a page: those that need a look, then all with what became of each."""

from __future__ import annotations

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.jobs.amazon import sync
from workbench.jobs.amazon.status import SellerStatus
from workbench.store import settlements
from workbench.store.company import Company
from workbench.store.report_listings import Listing
from workbench.store.sellers import Seller
from workbench.ui import amazon_words, figures, gate, payouts, selection

MOST = 5
"""Reports that need a look which are spelled out; the rest stand in the table."""

_AGAIN = ("refused", "gone")


def need_a_look(company: Company, found: SellerStatus) -> None:
    """The reports that did not come in, each with why and what to do."""
    for each in found.look_at[:MOST]:
        with st.container(border=True):
            words, way = st.columns([7, 1], vertical_alignment="center")
            words.text(f"{amazon_words.REPORT[each.state]} · report {each.report_id}{_period(each, found.seller)} · {each.message}")
            with way:
                if each.state in _AGAIN:
                    _try_again(company, found, each)
                else:
                    st.page_link("pages/setup/imports.py", label="Import its file")
    if len(found.look_at) > MOST:
        st.caption(f"{amazon_words.many(len(found.look_at) - MOST, 'more report')} in the table below.")


def _try_again(company: Company, found: SellerStatus, listing: Listing) -> None:
    why = "A sync is under way" if found.syncing else "" if found.seller.is_connected else "The seller is disconnected"
    if st.button("Try again", key=f"amazon_again_{listing.report_id}", disabled=bool(why), help=why or "Takes it up with a sync now"):
        try:
            sync.try_again(company, found.seller.seller_id, listing.report_id)
            sync.ask(company, found.seller.seller_id, gate.user())
        except WorkbenchError as error:
            gate.show_error(error)
        else:
            st.rerun()


def listed(company: Company, found: SellerStatus) -> None:
    """Every report, newest first; while a sync is under way the table is drawn anew now and then."""
    st.fragment(_table, run_every=2 if found.syncing else None)(company, found.seller)


def _table(company: Company, seller: Seller) -> None:
    """The table; a click on a report that is imported opens its payout."""
    listings = sync.listings(company, seller.seller_id)
    if not listings:
        st.info("Amazon's list of settlement reports was not read yet. The first sync reads it.")
        return
    with company.state.read() as connection:
        totals = {s.settlement_id: (s.total, s.currency) for s in settlements.listed(connection)}
    key = f"amazon_reports_{seller.seller_id}_{len(listings)}_{listings[0].report_id}"
    st.dataframe(
        figures.table(
            [
                [amazon_words.local_day(r.start, seller.marketplace), amazon_words.local_day(r.end, seller.marketplace),
                 amazon_words.REPORT.get(r.state, r.state), r.settlement_id, *totals.get(r.settlement_id, (None, "")), r.message,
                 r.report_id, figures.moment(r.created)]
                for r in listings
            ],
            start=figures.TEXT, end=figures.TEXT, state=figures.TEXT, settlement=figures.TEXT, total=figures.MONEY, currency=figures.TEXT,
            message=figures.TEXT, report=figures.TEXT, created=figures.TEXT,
        ),
        column_config={
            "start": st.column_config.TextColumn("From", width=90), "end": st.column_config.TextColumn("To", width=90),
            "state": st.column_config.TextColumn("State", width=150), "settlement": st.column_config.TextColumn("Settlement", width=100),
            "total": figures.money_column("Total", width=90), "currency": st.column_config.TextColumn("", width=44),
            "message": st.column_config.TextColumn("What to know", width=300), "report": st.column_config.TextColumn("Report", width=110),
            "created": st.column_config.TextColumn("Made by Amazon", width=140),
        },
        key=key, on_select="rerun", selection_mode=selection.ROW, hide_index=True, placeholder="",
        height=figures.height(len(listings), 16), alt="Reports that Amazon listed",
    )  # fmt: skip
    st.caption(f"Days at {amazon_words.store(seller.marketplace)}. A click on an imported one opens its payout.")
    row = selection.clicked(key)
    if row is not None and row < len(listings) and listings[row].settlement_id:
        st.switch_page("pages/close/payouts.py", query_params={payouts.PARAMETER: listings[row].settlement_id})


def _period(listing: Listing, seller: Seller) -> str:
    if not listing.start or not listing.end:
        return ""
    days = (amazon_words.local_day(stamp, seller.marketplace) for stamp in (listing.start, listing.end))
    return f" ({' to '.join(days)})"
