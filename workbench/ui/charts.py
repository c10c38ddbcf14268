"""Charts: pictures of exact figures that stand beside them. Plotly is loaded only when one is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import accumulate

import streamlit as st

from workbench.jobs.breakdown import Step
from workbench.money import ZERO
from workbench.reconcile.bridge import Bridge
from workbench.ui import figures

INCREASE, DECREASE, TOTAL = "#4a9a76", "#c07a62", "#4480ad"
"""Readable on a light and on a dark page, and told apart without red and green."""


def waterfall(steps: Sequence[Step], total: Decimal, currency: str) -> None:
    """From gross sales to the bank, step by step, with the same figures in a table below."""
    words = [step.words for step in steps] + ["To the bank"]
    amounts = [step.amount for step in steps] + [total]
    levels = accumulate(step.amount for step in steps)
    _waterfall(words, amounts, ["relative"] * len(steps) + ["total"], levels, currency, "Waterfall from gross sales to the bank")
    st.dataframe(
        figures.table(list(zip(words, amounts, strict=True)), step=figures.TEXT, amount=figures.MONEY),
        column_config={
            "step": st.column_config.TextColumn("Step", width=300), "amount": figures.money_column(f"Amount ({currency})", width=140),
        },
        hide_index=True, width="content", height=figures.height(len(words)), alt="Steps from gross sales to the bank",
    )  # fmt: skip


def bridge(found: Bridge) -> None:
    """The figures of a month as bars from zero, and between them the differences that lead from one to the next."""
    rows: list[tuple[str, Decimal, str]] = [(leg.begins, leg.start, "absolute") for leg in found.legs[:1]]
    for leg in found.legs:
        named = [*((step.words, step.amount) for step in leg.steps), *([("Unexplained", leg.unexplained)] if leg.unexplained else [])]
        rows += [*((words, amount, "relative") for words, amount in named), (leg.ends, leg.end, "absolute")]
    levels, level = [], ZERO
    for _, amount, measure in rows:
        level = amount if measure == "absolute" else level + amount
        levels.append(level)
    words, amounts, measures = (list(column) for column in zip(*rows, strict=True))
    _waterfall(words, amounts, measures, levels, found.currency, f"Waterfall of the figures of {found.month}")


def _waterfall(
    words: Sequence[str], amounts: Sequence[Decimal], measures: Sequence[str], levels: Iterable[Decimal], currency: str, alt: str
) -> None:
    import plotly.graph_objects as go  # noqa: PLC0415 (half a second that only these views should cost)

    chart = go.Figure(
        go.Waterfall(
            orientation="h", y=list(range(len(words))), x=[str(amount) for amount in amounts], measure=list(measures),
            text=[figures.figure(amount, currency) for amount in amounts], textposition="outside", cliponaxis=False, hoverinfo="skip",
            increasing={"marker": {"color": INCREASE}}, decreasing={"marker": {"color": DECREASE}}, totals={"marker": {"color": TOTAL}},
        )
    )  # fmt: skip
    chart.update_layout(
        showlegend=False, height=34 * len(words) + 60, margin={"t": 8, "b": 8, "l": 8, "r": 72},
        xaxis={"title": currency, "tickformat": ",.0f", "range": _range(levels)},
        yaxis={"autorange": "reversed", "tickmode": "array", "tickvals": list(range(len(words))), "ticktext": [_label(w) for w in words]},
    )  # fmt: skip
    st.plotly_chart(chart, width="stretch", config={"displayModeBar": False}, alt=alt)


def rates(named: Mapping[str, Sequence[Decimal | None]], months: Sequence[str], alt: str) -> None:
    """Percentages by month, a line each; a month without one is a gap."""
    import plotly.graph_objects as go  # noqa: PLC0415 (half a second that only this view should cost)

    chart = go.Figure([
        go.Scatter(x=list(months), y=[None if rate is None else str(rate) for rate in of], name=_label(name), mode="lines+markers")
        for name, of in named.items()
    ])  # fmt: skip
    chart.update_layout(
        height=360, margin={"t": 8, "b": 8, "l": 8, "r": 8}, xaxis={"type": "category"},
        yaxis={"title": "% of sales", "rangemode": "tozero"},
    )  # fmt: skip
    st.plotly_chart(chart, width="stretch", config={"displayModeBar": False}, alt=alt)


def _range(levels: Iterable[Decimal]) -> tuple[int, int]:
    """Where the axis begins and ends: from the lowest to the highest level, with room for the figures beside the bars.

    >>> _range([Decimal("600.00"), Decimal("-300.00"), Decimal("-200.00")])
    (-480, 780)
    """
    every = [ZERO, *levels]
    low, high = min(every), max(every)
    room = (high - low) / 5
    return int(low - room if low else ZERO), int(high + room)


def _label(words: str) -> str:
    """A label as it is: a chart reads markup, and Amazon's words are none.

    >>> _label("Fees <b>& more")
    'Fees &lt;b&gt;&amp; more'
    """
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
