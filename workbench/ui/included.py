"""*Included transactions* of a payout: a page of a hundred at a time, by status, searched by order or SKU."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from workbench.jobs import review
from workbench.money import total
from workbench.store.company import Company
from workbench.store.lines import Filter, Transaction
from workbench.store.settlements import Settlement
from workbench.ui import figures, selection, transactions, vocabulary

ORDERS = {"posted": "By date", "net": "By net amount", "order": "By order"}
_OPENED = "included_opened"
_FIGURES = ("gross", "shipping", "discounts", "tax", "fees", "net")


@st.fragment
def included(company: Company, settlement: Settlement, locked: bool) -> None:
    """Search, the statuses with their counts, one page of the table; a selected row opens its lines in the drawer."""
    number = settlement.settlement_id
    above, tools = st.container(), st.container(horizontal=True, vertical_alignment="center")
    with tools:
        key = f"included_search_{number}"
        search = st.text_input("Search", key=key, placeholder="Order or SKU", label_visibility="collapsed", width=210)
        order = st.selectbox(
            "Sort", list(ORDERS), format_func=lambda name: ORDERS[name], key="included_order", label_visibility="collapsed", width=150
        )
    counts = review.status_counts(company, number, search)
    with above:
        status = _status({name: counts[name][0] for name in vocabulary.TRANSACTION}, number)
    chosen = [counts[name] for name in ([status] if status else vocabulary.TRANSACTION)]
    count, net = sum(n for n, _ in chosen), total(amount for _, amount in chosen)
    tools.caption(f"{figures.with_currency(net, settlement.currency)} net. Click a row to see its lines.")
    if not count:
        st.info("Nothing matches the search." if search else vocabulary.NOTHING_HERE.get(status, "This payout has no sales or refunds."))
        return
    pages = -(-count // transactions.PAGE)
    token = f"{number}_{status}_{search}_{order}"
    place = st.container()
    page = st.pagination(pages, key=f"included_page_{token}") if pages > 1 else 1
    rows = review.transactions(company, number, Filter(status, search, transactions.PAGE, (page - 1) * transactions.PAGE, order))
    with place:
        _table(rows, settlement, f"included_{token}_{page}")
    opened = st.session_state.pop(_OPENED, "")
    for transaction in rows:
        if transaction.key == opened:
            transactions.details(company, settlement, transaction, review.needs(company, transaction), locked)


def _status(counts: dict[str, int], number: str) -> str:
    """The status to show; '' for all."""
    labels = {"": f"All ({sum(counts.values()):,})", **{name: f"{vocabulary.TRANSACTION[name]} ({n:,})" for name, n in counts.items()}}
    return str(
        st.segmented_control(
            "Status", list(labels), format_func=lambda name: labels[name], default="", required=True, key=f"included_status_{number}",
            label_visibility="collapsed",
        )
    )  # fmt: skip


def _table(rows: Sequence[Transaction], settlement: Settlement, key: str) -> None:
    """Draw the rows; a click on one opens it, and leaves no mark, so that it can be clicked again."""

    def open_row() -> None:
        row = selection.clicked(key)
        if row is not None and row < len(rows):
            st.session_state[_OPENED] = rows[row].key
        selection.select(key, None)

    shown: list[list[Any]] = [
        [
            t.order_id, vocabulary.word(vocabulary.KIND, t.kind).capitalize(), figures.day(t.posted), t.skus, t.quantity,
            *(getattr(t, name) for name in _FIGURES), vocabulary.word(vocabulary.TRANSACTION, t.status),
        ]
        for t in rows
    ]  # fmt: skip
    st.dataframe(
        figures.table(
            shown, order=figures.TEXT, kind=figures.TEXT, posted=figures.DAY, skus=figures.TEXT, quantity=figures.COUNT,
            **dict.fromkeys(_FIGURES, figures.MONEY), status=figures.TEXT,
        ),
        column_config={
            "order": st.column_config.TextColumn("Order", width=152, pinned=True), "kind": st.column_config.TextColumn("Kind", width=76),
            "posted": figures.day_column("Posted"), "skus": st.column_config.TextColumn("SKUs", width=100),
            "quantity": st.column_config.NumberColumn("Qty", width=44),
            **{name: figures.money_column(name.capitalize(), f"In {settlement.currency}, + to the seller", 76) for name in _FIGURES},
            "status": st.column_config.TextColumn("Status", width=92),
        },
        key=key, on_select=open_row, selection_mode=selection.ROW, hide_index=True, height=figures.height(len(rows)),
        alt=f"Included transactions of payout {settlement.settlement_id}",
    )  # fmt: skip
