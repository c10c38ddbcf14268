"""The bridge of a month on a page: its figures one below the other, between them every difference by name."""

from __future__ import annotations

import streamlit as st

from workbench.reconcile.bridge import Bridge
from workbench.ui import charts, figures, gate


def shown(found: Bridge, waterfall: bool) -> None:
    """The table, what it leaves out, and the picture where it is asked for."""
    if found.unexplained:
        st.error(f"{figures.with_currency(found.unexplained, found.currency)} is unexplained.")
    for what, why in found.left_out:
        st.caption(f"{gate.plain(what)} is left out. {gate.plain(why)}")
    rows: list[list[object]] = [[leg.begins, None, leg.start] for leg in found.legs[:1]]
    for leg in found.legs:
        rows += [[f"\u2003{step.words}", step.amount, None] for step in leg.steps]
        rows += [["\u2003Unexplained", leg.unexplained, None], [leg.ends, None, leg.end]]
    st.dataframe(
        figures.table(rows, what=figures.TEXT, difference=figures.MONEY, figure=figures.MONEY),
        column_config={
            "what": st.column_config.TextColumn(f"{found.month}, in {found.currency}", width=420),
            "difference": figures.money_column("Difference", "+ is money to the seller", 130),
            "figure": figures.money_column("Figure", width=130),
        },
        hide_index=True, placeholder="", width="content", height=figures.height(len(rows), 40), alt=f"Bridge of {found.month}",
    )  # fmt: skip
    if waterfall:
        charts.bridge(found)
