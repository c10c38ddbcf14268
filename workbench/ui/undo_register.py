"""The register of reversals: every batch that was undone or reversed, by whom, when, why, and how much it was."""

from __future__ import annotations

import streamlit as st

from workbench.store import undo
from workbench.store.company import Company
from workbench.ui import figures, vocabulary

_HOW = {"deleted": "Deleted", "reversed": "Reversed"}


def show(company: Company) -> None:
    """The register as a table; nothing while it is empty."""
    with company.state.read() as connection:
        lines = undo.register(connection)
    if not lines:
        return
    st.subheader("Undone and reversed")
    st.dataframe(
        figures.table(
            [
                [figures.moment(u.at), u.batch_id, vocabulary.word(_HOW, u.how), u.total, u.currency, u.documents, u.by, u.because,
                 f"{u.reversal_number} of {u.reversal_day}" if u.reversal_number else ""]
                for u in lines
            ],
            at=figures.TEXT, batch=figures.TEXT, how=figures.TEXT, total=figures.MONEY, currency=figures.TEXT, documents=figures.COUNT,
            by=figures.TEXT, because=figures.TEXT, reversal=figures.TEXT,
        ),
        column_config={
            "at": st.column_config.TextColumn("When", width=150), "batch": st.column_config.TextColumn("Batch", width=130),
            "how": st.column_config.TextColumn("How", width=84), "total": figures.money_column("Payout", width=92),
            "currency": st.column_config.TextColumn("", width=44), "documents": st.column_config.NumberColumn("Documents", width=92),
            "by": "By", "because": st.column_config.TextColumn("Why", width=220),
            "reversal": st.column_config.TextColumn("Reversal", width=220),
        },
        hide_index=True, placeholder="", height=figures.height(len(lines), 8), alt="Register of undone and reversed batches",
    )  # fmt: skip
