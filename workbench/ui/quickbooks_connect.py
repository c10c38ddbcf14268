"""Connecting QuickBooks on a page: the link to Intuit's page, and the answer with which Intuit sends the browser back.

The answer comes to this page by itself when the application is registered with its address; otherwise the user pastes the
address at which the browser arrived. Nobody's Intuit password is ever asked for here.
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from workbench.jobs import quickbooks_consent
from workbench.jobs.quickbooks_access import PRACTICE, REAL, Link
from workbench.quickbooks.authorise import RETURNED
from workbench.quickbooks.signin import PASTED_REDIRECT
from workbench.store.company import Company
from workbench.ui import address, amazon_asking, gate

ENVIRONMENT = {"practice": "Practice company", "sandbox": "Sandbox", "production": "QuickBooks"}
MEANS = {
    "practice": "Rehearse with the practice QuickBooks: its page agrees at once, and nothing of it is real.",
    "sandbox": "A company of Intuit's for trying out. It has keys of its own at developer.intuit.com.",
    "production": "A real company. What you post there is in its books.",
}
AT_WORK = "Trading Intuit's code for the sign-in …"
CONNECTED = "Connected. The company is being examined."
_LINK = "quickbooks_consent_link"


@st.cache_resource(show_spinner=False)
def _asking() -> dict[str, str]:
    """Which company's books asked with which state: Intuit's answer does not name them."""
    return {}


def form(company: Company, link: Link) -> None:
    """Two steps: prepare and open Intuit's page; then bring its answer here. Books of a real company offer that one only."""
    offered = [link.kind] if link.kind in REAL else [PRACTICE, *REAL]
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("1. Ask Intuit", anchor=False)
        keep = address.kept("environment", "quickbooks_environment", offered, offered[0])
        kind = str(st.segmented_control("Environment", offered, format_func=ENVIRONMENT.__getitem__, required=True, on_change=keep,
                                        key="quickbooks_environment", label_visibility="collapsed"))  # fmt: skip
        st.caption(MEANS[kind])
        _question(company, kind, link)
        if url := st.session_state.get(_LINK, {}).get(company.name):
            st.link_button("Open Intuit's page", url, type="primary")
            st.caption("Sign in there, choose the company and agree. The link is good for ten minutes, or until another is prepared.")
    with right:
        st.subheader("2. Take Intuit's answer", anchor=False)
        _answer(company)


def come_back(company: Company) -> None:
    """Take the answer that Intuit put into this page's address, once; the code in it leaves the address first."""
    returned = {name: st.query_params[name] for name in RETURNED if name in st.query_params}
    if not ({"code", "error"} & returned.keys()):
        return
    books = _asking().get(returned.get("state", ""), company.name)
    if books != company.name:
        st.session_state["company"] = books
        st.rerun()
    for name in returned:
        del st.query_params[name]
    _take(company, returned)


def _question(company: Company, kind: str, link: Link) -> None:
    if kind == PRACTICE:
        if st.button("Prepare the link"):
            amazon_asking.ask("Preparing the link …", lambda: _keep(company, kind, "", "", st.context.url or ""), "")
        return
    with st.form("quickbooks_consent", border=False):
        client_id = st.text_input("Client id", link.client_id if link.kind == kind else "", key=f"quickbooks_client_{kind}",
                                  autocomplete="off")  # fmt: skip
        client_secret = amazon_asking.secret("Client secret", f"quickbooks_{kind}")
        back = st.text_input("Redirect address", key="quickbooks_back", placeholder="Empty: Intuit's own page, which shows the answer")
        st.caption("Both are at developer.intuit.com › your app › Keys and credentials. The redirect address must stand in the app's list "
                   f"of redirect URIs; Intuit's own page is {PASTED_REDIRECT}")  # fmt: skip
        if st.form_submit_button("Prepare the link"):
            amazon_asking.ask("Preparing the link …", lambda: _keep(company, kind, client_id, client_secret, back), "")


def _keep(company: Company, kind: str, client_id: str, client_secret: str, back: str) -> None:
    """Remember the link for this session, and for the answer to it which books asked."""
    url = quickbooks_consent.ask(company, gate.user(), kind, client_id, client_secret, back.partition("?")[0])
    _asking()[quickbooks_consent.parameters(url)["state"]] = company.name
    st.session_state[_LINK] = {company.name: url}


def _answer(company: Company) -> None:
    st.text("When Intuit sends the browser back to this page, QuickBooks is connected at once. When it arrives elsewhere, copy the whole "
            "address from the browser and paste it here within ten minutes.")  # fmt: skip
    with st.form("quickbooks_answer", border=False):
        text = amazon_asking.pasted("Address the browser came back with", "quickbooks_answer", "https://…?code=…&state=…&realmId=…")
        if st.form_submit_button("Connect", type="primary"):
            _take(company, quickbooks_consent.parameters(text))


def _take(company: Company, returned: Mapping[str, str]) -> None:
    st.session_state.pop(_LINK, None)
    amazon_asking.ask(AT_WORK, lambda: quickbooks_consent.answer(company, gate.user(), returned), CONNECTED)
