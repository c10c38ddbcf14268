"""Choosing the payout a page is about: a select box that keeps its number in the address (`?payout=…`)."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from workbench.jobs.review import Payout
from workbench.ui import figures, vocabulary

PARAMETER = "payout"
_KEY = "payout_picker"


def label(p: Payout) -> str:
    """A payout in one line: period, marketplaces, total, status and number."""
    s = p.settlement
    where = ", ".join(s.marketplaces) or "Amazon"
    status = vocabulary.word(vocabulary.PAYOUT, p.status)
    return f"{s.day(s.start)} to {s.day(s.end)} · {where} · {figures.with_currency(s.total, s.currency)} · {status} · {s.settlement_id}"


def picked(listed: Sequence[Payout]) -> Payout | None:
    """Show the select box; the payout of the address, or the first. None when there is nothing to choose from.

    A number that is not in these books is said to be unknown; it is never silently replaced by another payout.
    """
    if not listed:
        st.info("There are no payouts yet. Import a settlement report under Set up › Import.")
        return None
    by_id = {p.settlement.settlement_id: p for p in listed}
    asked = st.query_params.get(PARAMETER) or next(iter(by_id))
    if asked not in by_id:
        st.warning("The payout of this address is not in these books. Choose one of the list.")
    st.session_state[_KEY] = asked if asked in by_id else None
    chosen = st.selectbox(
        "Payout", list(by_id), index=0 if asked in by_id else None, key=_KEY, format_func=lambda number: label(by_id[number]),
        on_change=_remember, placeholder="Choose a payout",
    )  # fmt: skip
    if not chosen:
        return None
    st.caption(figures.days_in([by_id[chosen].settlement.time_zone]))
    return by_id[chosen]


def go_to(settlement_id: str) -> None:
    """Make this payout the page's, from a callback or before the picker is drawn."""
    st.query_params[PARAMETER] = settlement_id


def _remember() -> None:
    chosen = st.session_state.get(_KEY)
    if chosen:
        go_to(chosen)
