"""The page on which a browser signs in at the practice Amazon: whose user it is, instead of a password.

A program that asks without wanting HTML gets its answer at once, as the owner of the account.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from workbench.practice.markup import Html, link, paragraph, whole

OWNER, ASSISTANT = "owner", "assistant"
"""Who may sign in: the owner of the account, and a user who may not install third-party apps."""

DECLINED = {"error": "access_denied", "error_description": "This Amazon user may not install third-party apps"}
"""What the assistant's answer says (assumed: Amazon shows such a user a page of its own)."""


def is_wanted(query: Mapping[str, str], headers: Mapping[str, str]) -> bool:
    """Whether somebody sits before a browser and has not said yet who they are."""
    return "user" not in query and "text/html" in headers.get("accept", "")


def page(query: Mapping[str, str]) -> str:
    """The page: two ways to log in, both leading back to the consent with the user in the address."""

    def login(words: str, user: str) -> Html:
        return Html(f"<p>{link('?' + urlencode({**query, 'user': user}), words)}</p>")

    return whole(
        "Practice Amazon: log in",
        paragraph("An application asks to read this seller's reports, finances and transfers. Nobody's password is asked for here."),
        login("Login as the owner of the account", OWNER),
        login("Login as an assistant who may not install third-party apps", ASSISTANT),
    )
