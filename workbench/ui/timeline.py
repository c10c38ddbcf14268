"""The timeline of settlements: a row for each Amazon account, a bar for each settlement, hatched where one is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from typing import Any

import streamlit as st

from workbench.reconcile.chain import Chain
from workbench.ui import figures, vocabulary

COLOURS = {
    "for-review": "#8f7433", "ready": "#3f78a0", "posting": "#64809f", "posted": "#3f8383", "reconciled": "#3b8563", "attention": "#a9634a",
    "elsewhere": "#7b6f9c",
}  # fmt: skip
MISSING, OVERLAP, IN_PART = "Missing", "Overlap", "Only in part"
HATCHED = {IN_PART: ("#7d7d7d", "."), MISSING: ("#d0453f", "/"), OVERLAP: ("#9a63b5", "x")}
EDGE = "rgba(255,255,255,0.4)"
"""Readable on a light and on a dark page; what is wrong is told by its pattern and not by its colour alone."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of time in the row of an account; `payout` is empty for one without a settlement."""

    group: str
    row: str
    start: datetime
    end: datetime
    payout: str
    text: str
    hover: str


def bars(named: Mapping[str, Chain], statuses: Mapping[str, str]) -> Iterator[Bar]:
    """The bars of all chains by name; `statuses` are those of the payouts."""
    for row, chain in named.items():
        for p in chain.periods:
            group = vocabulary.word(vocabulary.PAYOUT, statuses.get(p.settlement_id, "")) if p.complete else IN_PART
            amount = figures.figure(p.total, p.currency)
            hover = f"Payout {p.settlement_id} · {group}<br>{p.start:%Y-%m-%d} to {p.end:%Y-%m-%d}<br>{amount} {p.currency}"
            yield Bar(group, row, p.start, p.end, p.settlement_id if p.complete else "", amount, hover)
        for joint in chain.joints:
            if joint.meeting == "hole":
                yield _between(MISSING, row, joint.before.end, joint.after.start)
            elif joint.meeting == "overlap":
                yield _between(OVERLAP, row, joint.after.start, joint.before.end)


def _between(group: str, row: str, start: datetime, end: datetime) -> Bar:
    return Bar(group, row, start, end, "", "", f"{group}<br>{start:%Y-%m-%d} to {end:%Y-%m-%d}")


def timeline(named: Mapping[str, Chain], statuses: Mapping[str, str], key: str) -> str:
    """Draw the timeline; the payout that was clicked, or ''."""
    import plotly.graph_objects as go  # noqa: PLC0415 (half a second that only this page should cost)

    drawn = list(bars(named, statuses))
    words = {vocabulary.PAYOUT[status]: colour for status, colour in COLOURS.items()}
    groups = [group for group in (*words, *HATCHED) if any(bar.group == group for bar in drawn)]
    chart = go.Figure([_trace(go, group, words.get(group, ""), [bar for bar in drawn if bar.group == group]) for group in groups])
    chart.update_layout(
        barmode="overlay", bargap=1 / 5, height=96 + 44 * len(named), margin={"t": 30, "b": 24, "l": 8, "r": 8}, dragmode=False,
        legend={"orientation": "h", "y": 1, "yanchor": "bottom", "x": 0, "itemclick": False, "itemdoubleclick": False},
        showlegend=True, uniformtext={"mode": "hide", "minsize": 11}, clickmode="event+select",
        xaxis={"type": "date", "fixedrange": True},
        yaxis={"autorange": "reversed", "fixedrange": True, "type": "category", "ticksuffix": "  "},
    )  # fmt: skip
    event: Any = st.plotly_chart(
        chart, width="stretch", config={"displayModeBar": False}, on_select="rerun", selection_mode="points", key=key,
        alt="Timeline of settlements, a row for each Amazon account",
    )  # fmt: skip
    return next((str(point["customdata"]) for point in event["selection"]["points"] if point.get("customdata")), "")


def _trace(go: Any, group: str, colour: str, of: Sequence[Bar]) -> Any:
    hatch, shape = HATCHED.get(group, (colour, ""))
    pattern = {"shape": shape, "fgcolor": hatch, "bgcolor": "rgba(0,0,0,0)", "size": 6} if shape else {}
    return go.Bar(
        name=group, orientation="h", y=[escape(bar.row, quote=False) for bar in of], base=[f"{bar.start:%Y-%m-%d %H:%M:%S}" for bar in of],
        x=[(bar.end.replace(tzinfo=None) - bar.start.replace(tzinfo=None)) // timedelta(milliseconds=1) for bar in of],
        customdata=[bar.payout for bar in of], text=[bar.text for bar in of], textposition="inside", insidetextanchor="middle", textangle=0,
        hovertext=[bar.hover for bar in of], hoverinfo="text", textfont={"color": "#ffffff"},
        selected={"marker": {"opacity": 1}}, unselected={"marker": {"opacity": 1}, "textfont": {"color": "#ffffff"}},
        marker={"color": hatch, "pattern": pattern, "line": {"color": hatch if shape else EDGE, "width": 1}},
    )  # fmt: skip
