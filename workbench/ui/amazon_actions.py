"""What is done to a seller's connection on a page: sync now, renew its sign-in, disconnect it, connect it again."""

from __future__ import annotations

from functools import partial

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.jobs.amazon import connection as amazon_connection
from workbench.jobs.amazon import settings as amazon_settings
from workbench.jobs.amazon import sync
from workbench.jobs.amazon.status import SellerStatus
from workbench.store.company import Company
from workbench.store.sellers import Seller
from workbench.ui import amazon_fields, amazon_words, asking, gate

STAYS = (
    "Nothing more is imported, and the seller's secrets are removed. What was imported and what was posted stays as it is, here and in "
    "QuickBooks. Connected again, the seller goes on where it was."
)

DISCONNECT = "disconnect"
"""In the address: Disconnect was selected in the card's menu."""


def actions(company: Company, found: SellerStatus) -> None:
    """The row of buttons; one that cannot be pressed says why."""
    seller = found.seller
    with st.container(horizontal=True, vertical_alignment="center"):
        if not seller.is_connected:
            _connect_again(company, seller)
            return
        _sync_now(company, found)
        if seller.kind != "practice":
            _renew(company, seller)
        if DISCONNECT not in st.query_params:
            with st.popover("Disconnect …", type="tertiary"):
                _disconnect(company, seller)
        if seller.last_success_at:
            st.page_link("pages/review/transactions.py", label="Go to Integration transactions", icon=":material/arrow_forward:",
                         icon_position="right")  # fmt: skip
    if DISCONNECT in st.query_params:  # selected in the card's menu: it is open at once
        with st.container(border=True):
            _disconnect(company, seller)


def _sync_now(company: Company, found: SellerStatus) -> None:
    if not amazon_settings.is_approved(company, found.seller):
        why = "Review the settings and approve them first"
    elif found.syncing:
        why = "A sync is under way"
    else:
        why = ""
    if st.button("Sync now", type="primary", disabled=bool(why), help=why or "Brings in everything Amazon has and the books have not"):
        try:
            sync.ask(company, found.seller.seller_id, gate.user())
        except WorkbenchError as error:
            gate.show_error(error)
        else:
            st.rerun()


def _renew(company: Company, seller: Seller) -> None:
    with st.popover("Renew secret …"):
        st.caption("Every 180 days the client secret is rotated in the Developer Console. The refresh token stays good: leave it empty.")
        _sign_in_form(company, seller, "Renew", "The sign-in is renewed")


def _connect_again(company: Company, seller: Seller) -> None:
    if seller.kind == "practice":
        if st.button("Connect again", type="primary"):
            amazon_fields.pair(lambda: amazon_connection.connect_practice(company, gate.user(), seller.account, seller.name))
    else:
        with st.popover("Connect again …", type="primary"):
            _sign_in_form(company, seller, "Connect", "Connected again")


def _sign_in_form(company: Company, seller: Seller, label: str, done: str) -> None:
    if seller.kind == "app" and not seller.is_connected:
        st.caption("A seller who consented on Amazon's page is connected again by consent, with Connect another seller: it is known by its "
                   "account and goes on where it was.")  # fmt: skip
        return
    with st.form(f"amazon_renew_{seller.seller_id}", border=False):
        credentials = amazon_fields.credentials_fields(f"renew_{seller.seller_id}")
        if st.form_submit_button(label, type="primary"):
            question = partial(amazon_connection.renew, company, gate.user(), seller.seller_id, credentials)
            asking.ask(amazon_fields.AT_WORK, question, done)


def _disconnect(company: Company, seller: Seller) -> None:
    """Disconnecting asks why and is pressed a second time (S36-S38)."""
    st.text(STAYS)
    with st.form(f"amazon_disconnect_{seller.seller_id}", border=False):
        because = st.radio("Why", amazon_words.LEAVING, index=None, key=f"amazon_because_{seller.seller_id}")
        words = st.text_input("In words, if you like", key=f"amazon_because_words_{seller.seller_id}", max_chars=300)
        if st.form_submit_button("Disconnect"):
            st.query_params.pop(DISCONNECT, None)
            st.query_params[amazon_fields.PARAMETER] = seller.seller_id  # it stays on the page, though no longer the first
            reason = ": ".join(part for part in (because or "", words.strip()) if part)
            question = partial(amazon_connection.disconnect, company, gate.user(), seller.seller_id, reason)
            asking.ask("Disconnecting …", question, "Disconnected")
