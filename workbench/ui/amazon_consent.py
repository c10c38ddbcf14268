"""Connecting by consent on a page: the link to Amazon's page, and the answer with which Amazon sends the browser back.

The answer comes to this page by itself when the application is registered with its address; otherwise the user pastes the
address at which the browser arrived.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

import streamlit as st

from workbench.errors import Refused
from workbench.jobs.amazon import connection as amazon_connection
from workbench.jobs.amazon import consent as amazon_consent
from workbench.jobs.amazon.access import Credentials
from workbench.store.company import Company
from workbench.ui import amazon_fields, amazon_words, asking, consent, gate

RETURNED = ("spapi_oauth_code", "selling_partner_id", "state", "error", "error_description")
"""What Amazon puts into the address ("Website authorization workflow", developer-docs.amazon.com)."""

AT_WORK = "Trading Amazon's code for the sign-in …"
WHO = "amazon"


def form(company: Company, of_books: str, is_practice: bool) -> None:
    """Two steps: prepare and open Amazon's page; then bring its answer here. `of_books` is the QuickBooks company's country."""
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("1. Ask the seller", anchor=False)
        if is_practice and st.toggle("At the practice Amazon", value=True, key="amazon_rehearse", help="No password is asked for there"):
            _rehearsal(company)
        else:
            _question(company, amazon_fields.country_field(of_books))
        if link := consent.link(company, WHO):
            st.link_button("Continue", link, type="primary", help="Opens Amazon's page")
            st.caption("Amazon asks you to log in and to agree. The link is good until another is prepared.")
    with right:
        st.subheader("2. Take Amazon's answer", anchor=False)
        _answer(company)


def come_back(company: Company) -> None:
    """Take the answer that Amazon put into this page's address, once; the code in it leaves the address first."""
    if (returned := consent.returned(company, RETURNED, "spapi_oauth_code")) is not None:
        _take(company, returned)


def _rehearsal(company: Company) -> None:
    """The practice Amazon's consent: it is told who the seller is, because nobody signs in there."""
    seller = amazon_fields.practice_seller_field()
    name, country = amazon_words.PRACTICE_SELLER[seller], amazon_connection.PRACTICE_COUNTRIES.get(seller, "US")

    def prepare() -> None:
        link = amazon_consent.ask(company, name, country, Credentials("", "", ""), st.context.url or "", is_practice=True)
        consent.keep_link(company, WHO, f"{link}&{urlencode({'seller': seller})}")

    if st.button("Connect", type="secondary" if consent.link(company, WHO) else "primary"):
        asking.ask("Preparing the link …", prepare, "")


def _question(company: Company, country: str) -> None:
    """The fields of a developer's application."""
    with st.form("amazon_consent", border=False):
        name = amazon_fields.name_field(country)
        application = st.text_input("Application id", key="amazon_application", placeholder="amzn1.sp.solution.…", autocomplete="off")
        client_id = amazon_fields.client_id_field("consent")
        client_secret = asking.secret("Client secret", "secret_consent")
        made = amazon_fields.secret_day("consent")
        back = st.text_input("Redirect address", key="amazon_back", placeholder="Empty: the first that the application registered")
        draft = st.checkbox("The application is a draft", key="amazon_draft")
        st.caption("The application's developer has these, in the Developer Console.")
        credentials = Credentials(client_id, client_secret.strip(), "", made, application.strip())

        def prepare() -> None:
            if not name.strip():
                raise Refused("The seller needs a name.", where="Amazon connection", next="Give it one by which you will know it.")
            if not (client_id and credentials.client_secret):
                raise Refused("The client id and the client secret are needed, to trade Amazon's answer.", where="Amazon connection")
            consent.keep_link(company, WHO, amazon_consent.ask(company, name, country, credentials, back.strip(), draft=draft))

        if st.form_submit_button("Connect", type="primary"):
            asking.ask("Preparing the link …", prepare, "")


def _answer(company: Company) -> None:
    st.text("When Amazon sends the browser back to this page, the seller is connected at once. When it arrives elsewhere, copy the "
            "whole address from the browser and paste it here within five minutes.")  # fmt: skip
    returned = consent.pasted(WHO, "https://…?spapi_oauth_code=…&state=…", "Take the answer", primary=False)
    if returned is not None:
        _take(company, returned)


def _take(company: Company, returned: Mapping[str, str]) -> None:
    consent.forget_link(WHO)
    amazon_fields.pair(lambda: amazon_consent.answer(company, gate.user(), returned), AT_WORK)
