"""What a search found, and the dossier of one order, on a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from workbench.jobs.dossier import Dossier, Event
from workbench.jobs.find import Found
from workbench.jobs.quickbooks import document_page
from workbench.store.company import Company
from workbench.store.settlements import Settlement
from workbench.ui import figures, vocabulary

UNDERSTOOD = {
    "order": "as an order", "amount": "as an amount, of either sign", "day": "as a day", "payout": "as a payout's number",
    "sku": "as a SKU",
}  # fmt: skip


def words(found: Found) -> str:
    """How the text was understood, and how much there is."""
    parts = [f"{len(found.payouts):,} payout{'s' * (len(found.payouts) != 1)}"] if found.payouts else []
    if found.hits or not parts:
        parts.append(f"{'more than ' * found.more}{len(found.hits):,} transaction{'s' * (len(found.hits) != 1)} or lines")
    return f"Understood {UNDERSTOOD[found.meant]}: {', '.join(parts)}."


def payouts(found: Found) -> None:
    """A link to each payout."""
    for p in found.payouts:
        s = p.settlement
        label = f"Payout {s.settlement_id}: {s.day(s.start)} to {s.day(s.end)}, {figures.with_currency(s.total, s.currency)}"
        st.page_link("pages/close/payouts.py", label=label, query_params={"payout": s.settlement_id})


def hits(found: Found, loads: Mapping[str, Settlement], key: str) -> list[int]:
    """The hits as a table; the rows selected."""
    rows = [
        [hit.day, vocabulary.word(vocabulary.KIND, hit.what), hit.order_id, hit.skus, hit.amount, loads[hit.load_id].currency,
         loads[hit.load_id].settlement_id]
        for hit in found.hits
    ]  # fmt: skip
    state = st.dataframe(
        figures.table(rows, day=figures.DAY, what=figures.TEXT, order=figures.TEXT, skus=figures.TEXT, amount=figures.MONEY,
                      currency=figures.TEXT, payout=figures.TEXT),
        column_config={
            "day": figures.day_column("Posted"), "what": st.column_config.TextColumn("What", width=220),
            "order": st.column_config.TextColumn("Order", width=164), "skus": st.column_config.TextColumn("SKUs", width=180),
            "amount": figures.money_column("Net"), "currency": st.column_config.TextColumn("", width=44), "payout": "Payout",
        },
        key=key, on_select="rerun", selection_mode="single-row", hide_index=True, height=figures.height(len(rows), 10),
        alt="What the search found",
    )  # fmt: skip
    return [n for n in state["selection"]["rows"] if n < len(rows)]


def dossier(company: Company, found: Dossier) -> None:
    """The order's events in the order in which Amazon posted them, what they come to, and every line behind them."""
    st.subheader(f"Order {found.order_id}", anchor=False)
    until = " and ".join(figures.with_currency(amount, currency) for currency, amount in found.nets.items())
    st.caption(f"{', '.join(found.skus)} · {until} after everything that Amazon has posted so far")
    _events(company, found)
    with st.container(horizontal=True):
        for number in dict.fromkeys(e.settlement_id for e in found.events):
            st.page_link("pages/close/payouts.py", label=f"Payout {number}", query_params={"payout": number})
    with st.expander(f"Lines of Amazon's files ({sum(len(e.lines) for e in found.events):,})"):
        _lines(found)


def _events(company: Company, found: Dossier) -> None:
    rows: list[list[Any]] = []
    for e in found.events:
        first = e.documents[0] if e.documents else None
        address = document_page.address_of(company, first) if first else ""
        rows.append([e.day, vocabulary.word(vocabulary.KIND, e.kind), e.amount, e.currency, e.settlement_id,
                     vocabulary.word(vocabulary.PAYOUT, e.status), _documents(e), address or None])  # fmt: skip
    st.dataframe(
        figures.table(rows, day=figures.DAY, what=figures.TEXT, amount=figures.MONEY, currency=figures.TEXT, payout=figures.TEXT,
                      status=figures.TEXT, documents=figures.TEXT, see=figures.TEXT),
        column_config={
            "day": figures.day_column("Posted"), "what": st.column_config.TextColumn("What", width=96),
            "amount": figures.money_column("Net"), "currency": st.column_config.TextColumn("", width=44), "payout": "Payout",
            "status": st.column_config.TextColumn("Status", width=104),
            "documents": st.column_config.TextColumn("In QuickBooks", width=440),
            "see": st.column_config.LinkColumn("", display_text="Open", width=60),
        },
        hide_index=True, alt=f"Everything that happened to order {found.order_id}",
    )  # fmt: skip


def _documents(e: Event) -> str:
    return ", ".join(f"{vocabulary.word(vocabulary.ENTITY, p.entity)} {p.doc_number or p.date}" for p in e.documents) or "not posted"


def _lines(found: Dossier) -> None:
    rows = [
        [line.day, line.transaction_type, line.amount_type, line.amount_description, line.sku, line.amount, e.settlement_id, line.line_no]
        for e in found.events
        for line in e.lines
    ]
    st.dataframe(
        figures.table(rows, day=figures.DAY, type=figures.TEXT, amount_type=figures.TEXT, words=figures.TEXT, sku=figures.TEXT,
                      amount=figures.MONEY, payout=figures.TEXT, line=figures.COUNT),
        column_config={
            "day": figures.day_column("Posted"), "type": "Transaction", "amount_type": "Type", "words": "Amazon's words", "sku": "SKU",
            "amount": figures.money_column("Amount"), "payout": "Payout", "line": st.column_config.NumberColumn("Line", width=60),
        },
        hide_index=True, height=figures.height(len(rows), 16), alt=f"Lines of order {found.order_id} in Amazon's files",
    )  # fmt: skip
