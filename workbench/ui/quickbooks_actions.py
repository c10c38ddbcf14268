"""What is done to the connection to QuickBooks on a page: examine the company again, connect it again, disconnect it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from workbench.jobs.quickbooks import connection as quickbooks_connection
from workbench.jobs.quickbooks.status import Status
from workbench.store.company import Company
from workbench.ui import asking, gate, quickbooks_connect

STAYS = (
    "The sign-in is revoked at Intuit and removed here, with the application's keys. What was posted stays, here and in QuickBooks. "
    "The same company can be connected again and goes on where it was; another one cannot."
)
LEAVING = ("Another tool does this now", "The company is closed or sold", "It was the wrong company", "It costs too much", "Something else")

UNCONFIRMED = "quickbooks_unconfirmed"
"""In the session: the last disconnection was not confirmed by Intuit."""


def actions(company: Company, found: Status, busy: bool) -> None:
    """The row of buttons; one that cannot be pressed says why."""
    with st.container(horizontal=True, vertical_alignment="center"):
        if found.link.is_connected:
            label = "Examine again" if found.read_at else "Examine the company"
            if st.button(label, type="secondary" if found.read_at else "primary", disabled=busy,
                         help="It is being read" if busy else "After something was switched in QuickBooks"):  # fmt: skip
                asking.ask("Asking the worker …", partial(quickbooks_connection.examine_again, company, gate.user()), "")
        if found.link.is_connected and found.link.by_consent:
            _disconnect(company)
        if found.read_at:
            st.page_link("pages/setup/settings.py", label="Go to the settings", icon=":material/arrow_forward:", icon_position="right")


def connect(company: Company, found: Status) -> None:
    """The form to connect: open while there is nothing to lose by it, and otherwise folded."""
    if found.link.by_consent and not found.link.is_connected:
        st.subheader("Connect again", anchor=False)
        quickbooks_connect.form(company, found.link)
        return
    label = "Renew the sign-in" if found.link.by_consent else "Connect a QuickBooks company"
    with st.expander(label, expanded=False):
        quickbooks_connect.form(company, found.link)


def _disconnect(company: Company) -> None:
    """Disconnecting asks why and is pressed a second time (S36-S38)."""
    with st.popover("Disconnect …", type="tertiary"):
        st.text(STAYS)
        with st.form("quickbooks_disconnect", border=False):
            because = st.radio("Why", LEAVING, index=None, key="quickbooks_because")
            words = st.text_input("In words, if you like", key="quickbooks_because_words", max_chars=300)
            if st.form_submit_button("Disconnect"):
                reason = ": ".join(part for part in (because or "", words.strip()) if part)
                asking.ask("Revoking the sign-in …", partial(_end, company, reason), "Disconnected")


def _end(company: Company, reason: str) -> None:
    if not quickbooks_connection.disconnect(company, gate.user(), reason):
        st.session_state[UNCONFIRMED] = True


def unconfirmed() -> None:
    """Say once that Intuit did not confirm a disconnection."""
    if st.session_state.pop(UNCONFIRMED, False):
        st.warning(quickbooks_connection.UNCONFIRMED)
