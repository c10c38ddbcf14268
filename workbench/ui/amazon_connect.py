"""Connecting a seller on a page: which store, and by which of three ways; Amazon's password is asked for in none of them."""

from __future__ import annotations

import streamlit as st

from workbench.amazon.api import marketplaces
from workbench.jobs.amazon import connection as amazon_connection
from workbench.store import settings
from workbench.store.company import Company
from workbench.ui import address, amazon_consent, amazon_fields, amazon_words, gate

APP = "Amazon Seller Connector"
"""What the app is called where apps are listed."""
GET = "get"
"""In the address: *Get app now* was pressed."""

WAYS = {"practice": "Practice Amazon", "private": "Own application", "consent": "Consent on Amazon's page"}
MEANS = {
    "practice": "A made-up seller of the Amazon that comes with the workbench: it shows every step, and nothing of it is real.",
    "private": "The seller has an application of its own at Amazon and authorizes it itself. This is the usual way.",
    "consent": "A developer's application asks, and the seller agrees on a page of Amazon's. Amazon then sends the browser back with a "
    "code, good for five minutes.",
}


def connect(company: Company, quickbooks: bool, *, is_first: bool) -> None:
    """The ways to connect, and the form of the chosen one. Without a QuickBooks company there is nothing to pair with (S3).

    Of the first seller, the page says what the app does, and *Get app now* opens the form (S8, S9).
    """
    opened = not is_first or bool({"way", GET} & set(st.query_params))
    st.subheader("Connect to Amazon" if opened else APP, anchor=False)
    st.text("Connect an Amazon seller, and its settlements come in by themselves, each held against Amazon's own control totals. "
            "Nothing is posted to QuickBooks by it, and Amazon's password is never asked for here.")  # fmt: skip
    if not quickbooks:
        st.warning("No QuickBooks company is connected yet. Connect QuickBooks first: a seller is paired with one company, for good.")
        st.page_link("pages/setup/quickbooks.py", label="Connect QuickBooks")
        return
    with company.state.read() as connection:
        now = settings.every(connection)
    is_practice = now["connection"] == "practice"
    ways = [way for way in WAYS if is_practice or way != "practice"]
    if not opened:
        if st.button("Get app now", type="primary"):
            st.query_params[GET] = "yes"
            st.rerun()
        return
    keep = address.kept("way", "amazon_way", ways, ways[0])
    way = str(st.segmented_control("Way", ways, format_func=WAYS.__getitem__, required=True, key="amazon_way", on_change=keep,
                                   label_visibility="collapsed"))  # fmt: skip
    st.caption(MEANS[way])
    if way == "practice":
        _practice(company)
        return
    country = str(now["chart"].get("country", ""))
    if way == "private":
        _private(company, country)
    else:
        amazon_consent.form(company, country, is_practice)


def _practice(company: Company) -> None:
    chosen = amazon_fields.practice_seller_field()
    if st.button("Connect", type="primary"):
        amazon_fields.pair(lambda: amazon_connection.connect_practice(company, gate.user(), chosen, amazon_words.PRACTICE_SELLER[chosen]))


def _private(company: Company, of_books: str) -> None:
    country = amazon_fields.country_field(of_books)
    fields, steps = st.columns([2, 3], gap="large")
    with fields, st.form("amazon_private", border=False):
        name = amazon_fields.name_field(country)
        credentials = amazon_fields.credentials_fields("private")
        if st.form_submit_button("Connect", type="primary"):
            amazon_fields.pair(lambda: amazon_connection.connect_private(company, gate.user(), name, country, credentials))
    with steps:
        where_to_find(country)


def where_to_find(country: str) -> None:
    """The steps in Seller Central to an application of one's own ("Authorize Private Applications", developer-docs.amazon.com)."""
    host = marketplaces.by_country(country).seller_central
    st.markdown(
        f"""**Where these are**

1. Sign in to [Seller Central](https://{host}/) ({host}) as a user who may install applications, and open
   *Apps and Services › Develop Apps*.
2. Add an app client for the Selling Partner API with the role *Finance and Accounting*, and with *Selling Partner Insights* to learn the
   account's countries. It may stay a draft.
3. Beside the application choose *View* under *LWA credentials*: there are the client id, the client secret and the day it ends.
4. Choose *Authorize* in the application's menu, then *Authorize app*: Amazon shows the refresh token once.

They are kept encrypted in this company's books, and are neither shown again nor written into a log."""
    )
