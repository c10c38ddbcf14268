"""Review › Find: one box for an order, a SKU, a payout, an amount or a day; and the dossier of one order."""

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.jobs import find, review
from workbench.jobs.dossier import dossier
from workbench.ui import dossier as view
from workbench.ui import gate

company = gate.company()
st.title("Find", anchor=False)


def keep() -> None:
    """Keep what is looked for in the address; a new search closes the open order."""
    st.query_params.pop("order", None)
    st.query_params["find"] = st.session_state["find_text"]


def opened(order_id: str) -> None:
    """The dossier of the order, or why there is none."""
    try:
        view.dossier(company, dossier(company, order_id))
    except WorkbenchError as error:
        gate.show_error(error)


st.session_state["find_text"] = text = st.query_params.get("find", "")
st.text_input(
    "Find", key="find_text", on_change=keep, placeholder="Order, SKU, payout, amount (12.34) or day (2026-09-18)",
    label_visibility="collapsed", width=520,
)  # fmt: skip
order = st.query_params.get("order", "")
if text:
    try:
        found = find.find(company, text)
    except WorkbenchError as error:
        gate.show_error(error)
        st.stop()
    order = found.one_order or order
    st.caption(view.words(found))
    view.payouts(found)
    if found.hits and not found.one_order:
        loads = {p.settlement.load_id: p.settlement for p in review.payouts(company)}
        chosen = view.hits(found, loads, f"hits_{company.name}_{text}")
        order = found.hits[chosen[0]].order_id if chosen else order
        if chosen and not order:
            st.info("This line belongs to no order; its payout has it among its adjustments.")
    elif not found.hits and not found.payouts:
        st.info("Nothing in these books answers that. An amount needs its cents; a day is written 2026-09-18.")
if order:
    st.query_params["order"] = order
    opened(order)
elif not text:
    st.info("Enter what you know: an order opens with everything that Amazon ever posted about it, across payouts, with its documents "
            "in QuickBooks.")  # fmt: skip
