"""The list of integrations on a page: what can be connected, how it stands, and each card's menu (S7, S35, S36)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from workbench.jobs.amazon.status import Status
from workbench.jobs.quickbooks.access import Link
from workbench.ui import amazon_actions, amazon_connect, amazon_fields, gate

AMAZON = "pages/setup/amazon.py"
QUICKBOOKS = "pages/setup/quickbooks.py"


@dataclass(frozen=True, slots=True)
class App:
    """An integration: its name, what it does, the page that opens when it is selected, and its menu."""

    name: str
    words: str
    page: str
    menu: Callable[[], None]


def apps(link: Link, amazon: Status) -> list[App]:
    """Every integration there is, with its menu as things stand."""
    return [
        App(amazon_connect.APP, "Brings in Amazon's settlements, and ties each payout out to QuickBooks and the bank.", AMAZON,
            lambda: _sellers(amazon)),
        App("QuickBooks Online", "The company whose books the payouts are posted to.", QUICKBOOKS, lambda: _company(link)),
    ]  # fmt: skip


def found(every: list[App], search: str) -> list[App]:
    """The integrations whose name or description has these words; all for no words."""
    words = search.casefold().split()
    return [app for app in every if all(word in f"{app.name} {app.words}".casefold() for word in words)]


def card(app: App) -> None:
    """One integration: its name opens its page."""
    with st.container(border=True):
        st.page_link(app.page, label=f"**{app.name}**", icon=":material/arrow_forward:", icon_position="right")
        st.text(app.words)
        app.menu()


def _sellers(status: Status) -> None:
    connected = [each.seller for each in status.sellers if each.seller.is_connected]
    if not connected:
        st.caption("No seller is connected.")
    for seller in connected:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(f"{seller.name} is connected.")
            with st.popover("Menu", type="tertiary", key=f"menu_{seller.seller_id}"):
                here = {amazon_fields.PARAMETER: seller.seller_id}
                st.page_link(AMAZON, label="Settings", query_params={**here, "show": "settings"})
                st.page_link("pages/review/transactions.py", label="Go to Integration transactions")
                st.page_link("pages/setup/help.py", label="Help", icon=":material/help:")
                st.page_link(AMAZON, label="Disconnect", query_params={**here, amazon_actions.DISCONNECT: "yes"})


def _company(link: Link) -> None:
    words = "The practice company is connected." if link.kind == "practice" else f"Company {gate.plain(link.realm)} is connected."
    st.caption(words if link.is_connected else "No company is connected.")
