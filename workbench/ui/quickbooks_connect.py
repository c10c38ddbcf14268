"""Connecting QuickBooks on a page: the link to Intuit's page, and the answer with which Intuit sends the browser back.

The answer comes to this page by itself when the application is registered with its address; otherwise the user pastes the
address at which the browser arrived. Nobody's Intuit password is ever asked for here.
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from workbench.jobs.quickbooks import consent as quickbooks_consent
from workbench.jobs.quickbooks.access import PRACTICE, REAL, Link
from workbench.quickbooks.authorise import RETURNED
from workbench.quickbooks.signin import PASTED_REDIRECT
from workbench.store.company import Company
from workbench.ui import address, asking, consent, gate

ENVIRONMENT = {"practice": "Practice company", "sandbox": "Sandbox", "production": "QuickBooks"}
MEANS = {
    "practice": "Rehearse with the practice QuickBooks: its page agrees at once, and nothing of it is real.",
    "sandbox": "A company of Intuit's for trying out. It has keys of its own at developer.intuit.com.",
    "production": "A real company. What you post there is in its books.",
}
AT_WORK = "Trading Intuit's code for the sign-in …"
CONNECTED = "Connected. The company is being examined."
WHO = "quickbooks"


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
        if url := consent.link(company, WHO):
            st.link_button("Open Intuit's page", url, type="primary")
            st.caption("Sign in there, choose the company and agree. The link is good for ten minutes, or until another is prepared.")
    with right:
        st.subheader("2. Take Intuit's answer", anchor=False)
        _answer(company)


def come_back(company: Company) -> None:
    """Take the answer that Intuit put into this page's address, once; the code in it leaves the address first."""
    if (returned := consent.returned(company, RETURNED, "code")) is not None:
        _take(company, returned)


def _question(company: Company, kind: str, link: Link) -> None:
    if kind == PRACTICE:
        if st.button("Prepare the link"):
            asking.ask("Preparing the link …", lambda: _keep(company, kind, "", "", st.context.url or ""), "")
        return
    with st.form("quickbooks_consent", border=False):
        client_id = st.text_input("Client id", link.client_id if link.kind == kind else "", key=f"quickbooks_client_{kind}",
                                  autocomplete="off")  # fmt: skip
        client_secret = asking.secret("Client secret", f"quickbooks_{kind}")
        back = st.text_input("Redirect address", key="quickbooks_back", placeholder="Empty: Intuit's own page, which shows the answer")
        st.caption("Both are at developer.intuit.com › your app › Keys and credentials. The redirect address must stand in the app's list "
                   f"of redirect URIs; Intuit's own page is {PASTED_REDIRECT}")  # fmt: skip
        if st.form_submit_button("Prepare the link"):
            asking.ask("Preparing the link …", lambda: _keep(company, kind, client_id, client_secret, back), "")


def _keep(company: Company, kind: str, client_id: str, client_secret: str, back: str) -> None:
    url = quickbooks_consent.ask(company, gate.user(), kind, client_id, client_secret, back.partition("?")[0])
    consent.keep_link(company, WHO, url)


def _answer(company: Company) -> None:
    st.text("When Intuit sends the browser back to this page, QuickBooks is connected at once. When it arrives elsewhere, copy the whole "
            "address from the browser and paste it here within ten minutes.")  # fmt: skip
    returned = consent.pasted(WHO, "https://…?code=…&state=…&realmId=…", "Connect", primary=True)
    if returned is not None:
        _take(company, returned)


def _take(company: Company, returned: Mapping[str, str]) -> None:
    consent.forget_link(WHO)
    asking.ask(AT_WORK, lambda: quickbooks_consent.answer(company, gate.user(), returned), CONNECTED)
