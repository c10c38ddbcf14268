"""Charts: pictures of exact figures that stand beside them. Plotly is loaded only when one is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import accumulate

import streamlit as st

from workbench.jobs.breakdown import Step
from workbench.money import ZERO
from workbench.ui import figures

INCREASE, DECREASE, TOTAL = "#4a9a76", "#c07a62", "#4480ad"
"""Readable on a light and on a dark page, and told apart without red and green."""


def waterfall(steps: Sequence[Step], total: Decimal, currency: str) -> None:
    """From gross sales to the bank, step by step, with the same figures in a table below."""
    import plotly.graph_objects as go  # noqa: PLC0415 (half a second that only this view should cost)

    words = [step.words for step in steps] + ["To the bank"]
    amounts = [step.amount for step in steps] + [total]
    chart = go.Figure(
        go.Waterfall(
            orientation="h", y=list(range(len(words))), x=[str(amount) for amount in amounts],
            measure=["relative"] * len(steps) + ["total"],
            text=[figures.figure(amount, currency) for amount in amounts], textposition="outside", cliponaxis=False, hoverinfo="skip",
            increasing={"marker": {"color": INCREASE}}, decreasing={"marker": {"color": DECREASE}}, totals={"marker": {"color": TOTAL}},
        )
    )  # fmt: skip
    chart.update_layout(
        showlegend=False, height=34 * len(words) + 60, margin={"t": 8, "b": 8, "l": 8, "r": 72},
        xaxis={"title": currency, "tickformat": ",.0f", "range": _range(step.amount for step in steps)},
        yaxis={"autorange": "reversed", "tickmode": "array", "tickvals": list(range(len(words))), "ticktext": [_label(w) for w in words]},
    )  # fmt: skip
    st.plotly_chart(chart, width="stretch", config={"displayModeBar": False}, alt="Waterfall from gross sales to the bank")
    st.dataframe(
        figures.table(list(zip(words, amounts, strict=True)), step=figures.TEXT, amount=figures.MONEY),
        column_config={
            "step": st.column_config.TextColumn("Step", width=300), "amount": figures.money_column(f"Amount ({currency})", width=140),
        },
        hide_index=True, width="content", height=figures.height(len(words)), alt="Steps from gross sales to the bank",
    )  # fmt: skip


def _range(amounts: Iterable[Decimal]) -> tuple[int, int]:
    """Where the axis begins and ends: from the lowest to the highest level, with room for the figures beside the bars.

    >>> _range([Decimal("600.00"), Decimal("-900.00"), Decimal("100.00")])
    (-480, 780)
    """
    levels = [ZERO, *accumulate(amounts)]
    low, high = min(levels), max(levels)
    room = (high - low) / 5
    return int(low - room if low else ZERO), int(high + room)


def _label(words: str) -> str:
    """A label as it is: a chart reads markup, and Amazon's words are none.

    >>> _label("Fees <b>& more")
    'Fees &lt;b&gt;&amp; more'
    """
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
