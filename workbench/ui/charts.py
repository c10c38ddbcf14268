"""Charts: pictures of exact figures that stand beside them. Plotly is loaded only when one is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import streamlit as st

from workbench.jobs.breakdown import Step
from workbench.ui import figures


def waterfall(steps: Sequence[Step], total: Decimal, currency: str) -> None:
    """From gross sales to the bank, step by step, with the same figures in a table below."""
    import plotly.graph_objects as go  # noqa: PLC0415 (half a second that only this view should cost)

    words = [step.words for step in steps] + ["To the bank"]
    amounts = [step.amount for step in steps] + [total]
    chart = go.Figure(
        go.Waterfall(
            x=[_wrapped(word) for word in words], y=[str(amount) for amount in amounts],
            measure=["relative"] * len(steps) + ["total"],
            text=[figures.figure(amount, currency) for amount in amounts], textposition="outside", cliponaxis=False,
            hovertemplate="%{x}: %{text}<extra></extra>", connector={"line": {"width": 1}},
        )
    )  # fmt: skip
    chart.update_layout(showlegend=False, height=400, margin={"t": 24, "b": 8, "l": 8, "r": 8}, yaxis={"title": currency, "tickformat": ",.0f"})
    st.plotly_chart(chart, width="stretch", config={"displayModeBar": False}, alt="Waterfall from gross sales to the bank")
    st.dataframe(
        figures.table(list(zip(words, amounts, strict=True)), step=figures.TEXT, amount=figures.MONEY),
        column_config={
            "step": st.column_config.TextColumn("Step", width=300), "amount": figures.money_column(f"Amount ({currency})", width=140),
        },
        hide_index=True, width="content", height=36 * (len(words) + 1) + 2, alt="Steps from gross sales to the bank",
    )  # fmt: skip


def _wrapped(words: str) -> str:
    """A label on lines of about twelve letters; without markup, because a chart's labels would read it.

    >>> _wrapped("Selling plan <b>subscription")
    'Selling plan<br>&lt;b&gt;subscription'
    """
    lines: list[str] = []
    for word in words.split():
        if lines and len(lines[-1]) + len(word) < 13:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return "<br>".join(line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for line in lines)
