"""The pairs that must be zero on a page: one table of them, and what is open, the wrong before the natural."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from workbench.jobs.close.pairs import WORDS
from workbench.reconcile.pairs import Open, Pair
from workbench.ui import figures


def table(pairs: Sequence[Pair]) -> None:
    """Every pair with its figure; then what is open of any."""
    st.subheader("Pairs that must be zero", anchor=False)
    if not pairs:
        st.text("There is nothing to pair yet.")
        return
    st.dataframe(
        figures.table(
            [[WORDS[p.name], p.currency, p.figure, _standing(p)] for p in pairs],
            pair=figures.TEXT, currency=figures.TEXT, wrong=figures.MONEY, standing=figures.TEXT,
        ),
        column_config={
            "pair": st.column_config.TextColumn("Pair", width=430), "currency": st.column_config.TextColumn("", width=48),
            "wrong": figures.money_column("Wrong", "Must be 0.00", 110), "standing": st.column_config.TextColumn("Open", width=200),
        },
        hide_index=True, width="content", alt="Pairs that must be zero",
    )  # fmt: skip
    _open([(p, item) for p in pairs for item in p.items])


def _standing(pair: Pair) -> str:
    natural = len(pair.items) - len(pair.wrong)
    parts = [f"{len(pair.wrong):,} wrong"] if pair.wrong else []
    parts += [f"{natural:,} natural"] if natural else []
    return ", ".join(parts) or "nothing"


def _open(found: Sequence[tuple[Pair, Open]]) -> None:
    if not found:
        return
    cells = [
        ["natural" if item.natural else "wrong", item.settlement_id, item.day, item.amount, pair.currency, item.of, item.why]
        for pair, item in sorted(found, key=lambda one: one[1].natural)
    ]
    st.dataframe(
        figures.table(
            cells, standing=figures.TEXT, payout=figures.TEXT, day=figures.DAY, open=figures.MONEY, currency=figures.TEXT, of=figures.TEXT,
            why=figures.TEXT,
        ),
        column_config={
            "standing": st.column_config.TextColumn("", width=70), "payout": st.column_config.TextColumn("Payout", width=110),
            "day": figures.day_column("Since"), "open": figures.money_column("Open", width=104),
            "currency": st.column_config.TextColumn("", width=48), "of": st.column_config.TextColumn("Order or account", width=170),
            "why": st.column_config.TextColumn("Why", width=440),
        },
        hide_index=True, height=figures.height(len(cells)), alt="What is open of the pairs",
    )  # fmt: skip
