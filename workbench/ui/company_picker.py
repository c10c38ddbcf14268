"""Which company's books are open: the strip above every page, and the way to begin a new company."""

from __future__ import annotations

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.jobs import setup
from workbench.store import settings
from workbench.store.company import Company, names
from workbench.ui import gate

_PICKED = "company_picked"
_NEW = "company_new_name"
_ERROR = "company_error"


def header(company: Company) -> None:
    """The strip above the page: the company, whether its QuickBooks is the practice one, and a new company.

    The company stands in the address (`?company=…`), so that a link or a reload opens the same books.
    """
    with company.state.read() as connection:
        practice = settings.get(connection, "connection") == "practice"
    st.query_params["company"] = company.name
    st.session_state[_PICKED] = company.name
    with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center"):
        if practice:
            st.badge("Practice QuickBooks", color="orange", help="Nothing is posted to a real QuickBooks company")
        st.selectbox("Company", names(), key=_PICKED, on_change=_pick, label_visibility="collapsed", width=220)
        with st.popover("New company", type="tertiary"):
            _form()
    if error := st.session_state.pop(_ERROR, None):
        gate.show_error(error)


def go_to(name: str) -> None:
    """Open other books: what the address says about the old ones no longer holds."""
    st.query_params.clear()
    st.session_state["company"] = name


def first_company() -> None:
    """What a workbench without any books shows instead of a page."""
    st.title("Tieout")
    st.text("There are no books yet. Begin with a company; then import Amazon's settlement reports into it.")
    if error := st.session_state.pop(_ERROR, None):
        gate.show_error(error)
    _form()


def _form() -> None:
    with st.form("new_company", border=False, clear_on_submit=True):
        st.text_input("Name", key=_NEW, max_chars=60, placeholder="For example: Northwind Trading")
        st.caption("It begins with a practice QuickBooks of its own, in dollars. A name that begins with eu-, uk- or ca- begins in that "
                   "country's currency; fr-ca- is Canada in French.")  # fmt: skip
        st.form_submit_button("Begin the company", on_click=_begin)


def _begin() -> None:
    name = str(st.session_state.get(_NEW, "")).strip()
    try:
        setup.open_company(name, create=True).close()
    except WorkbenchError as error:
        st.session_state[_ERROR] = error
        return
    go_to(name)


def _pick() -> None:
    go_to(st.session_state[_PICKED])
