"""What the forms share that sign a seller in: its name, its application's secrets, and the question they end in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import streamlit as st

from workbench import clock
from workbench.amazon.api import marketplaces
from workbench.jobs.amazon.access import Credentials
from workbench.store.sellers import Seller
from workbench.ui import address, amazon_words, asking

PARAMETER = "seller"
"""The seller of the address."""

AT_WORK = "Asking Amazon what this sign-in may see …"
CONNECTED = "Connected"


def pair(question: Callable[[], Seller], at_work: str = AT_WORK) -> None:
    """Ask Amazon, and open the seller that it connected."""

    def connected() -> None:
        st.query_params[PARAMETER] = question().seller_id

    asking.ask(at_work, connected, CONNECTED)


def practice_seller_field() -> str:
    """Which of the made-up sellers, by its name at the practice Amazon."""
    return st.selectbox("Amazon Marketplace", list(amazon_words.PRACTICE_SELLER), format_func=amazon_words.PRACTICE_SELLER.__getitem__,
                        key="amazon_practice_seller", width=420, help="Each is a made-up seller of the practice Amazon")  # fmt: skip


def country_field(of_books: str) -> str:
    """The country of the seller's home store; at first `of_books`, the country of the QuickBooks company, where Amazon has a store."""
    offered = [market.country for market in marketplaces.MARKETPLACES]
    of_books = {"GB": "UK"}.get(of_books, of_books)
    default = of_books if of_books in offered else offered[0]
    keep = address.kept("country", "amazon_country", offered, default)
    return st.selectbox("Amazon Marketplace", offered, format_func=amazon_words.store, key="amazon_country", on_change=keep, width=420,
                        help="The seller's home store")  # fmt: skip


def name_field(country: str) -> str:
    """What the seller is called in these books."""
    return st.text_input("Name in these books", marketplaces.by_country(country).domain, key=f"amazon_name_{country}", max_chars=60)


def credentials_fields(name: str) -> Credentials:
    """The fields of an application's sign-in, inside a form called `name`."""
    client_id = client_id_field(name)
    client_secret = asking.secret("Client secret", f"secret_{name}")
    refresh_token = asking.secret("Refresh token", f"token_{name}", "Begins with Atzr|")
    return Credentials(client_id, client_secret.strip(), refresh_token.strip(), secret_day(name))


def client_id_field(name: str) -> str:
    """The id of the application, which is no secret."""
    typed = st.text_input("Client id", key=f"amazon_client_{name}", placeholder="amzn1.application-oa2-client.…", autocomplete="off")
    return typed.strip()


def secret_day(name: str) -> date | None:
    """The day from which Amazon counts the 180 days of a secret; None when it was left empty."""
    return st.date_input(
        "Day the client secret was made", value=None, max_value=clock.now().date(), format="YYYY-MM-DD", key=f"amazon_made_{name}",
        help="Amazon refuses a secret after 180 days; with this day the workbench warns from day 150.",
    )  # fmt: skip
