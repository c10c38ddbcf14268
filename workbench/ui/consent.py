"""A consent as a page sees it: the link to the other side's page, and the answer with which the browser is sent back.

The answer comes to the page by itself when the application is registered with the page's address; otherwise the user
pastes the address at which the browser arrived.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from workbench.jobs.pending_consent import parameters
from workbench.store.company import Company
from workbench.ui import asking


@st.cache_resource(show_spinner=False)
def _asking() -> dict[str, str]:
    """Which company's books asked with which state: the answer does not name them."""
    return {}


def keep_link(company: Company, who: str, url: str) -> None:
    """Remember the link to `who` for this session, and for the answer to it which books asked."""
    _asking()[parameters(url)["state"]] = company.name
    st.session_state[_key(who)] = {company.name: url}


def link(company: Company, who: str) -> str:
    """The link that was prepared for these books in this session; '' when there is none."""
    return str(st.session_state.get(_key(who), {}).get(company.name, ""))


def forget_link(who: str) -> None:
    """The question was answered: its link leads nowhere any more."""
    st.session_state.pop(_key(who), None)


def returned(company: Company, names: Sequence[str], code: str) -> Mapping[str, str] | None:
    """The answer in this page's address, once: it leaves the address here, with the `code` in it. None when there is none.

    An answer to the question of other books turns the page to those first.
    """
    found = {name: st.query_params[name] for name in names if name in st.query_params}
    if not ({code, "error"} & found.keys()):
        return None
    books = _asking().get(found.get("state", ""), company.name)
    if books != company.name:
        st.session_state["company"] = books
        st.rerun()
    _asking().pop(found.get("state", ""), None)
    for name in found:
        del st.query_params[name]
    return found


def pasted(who: str, example: str, label: str, *, primary: bool) -> Mapping[str, str] | None:
    """The answer in an address that the user pastes, when the button with this label is pressed; None before."""
    with st.form(f"{who}_answer", border=False):
        text = asking.pasted("Address the browser came back with", f"{who}_answer", example)
        pressed = st.form_submit_button(label, type="primary" if primary else "secondary")
    return parameters(text) if pressed else None


def _key(who: str) -> str:
    return f"{who}_consent_link"
