"""Tokens: where the refresh token of a company lives between two uses.

Intuit replaces a refresh token about once a day and the old one dies, so the newest must be kept before it is used,
and a refused one may only mean that another process was faster.
"""

from __future__ import annotations

from typing import Protocol


class Tokens(Protocol):
    """The keeper of one company's refresh token; the store has one that keeps it encrypted."""

    def current(self) -> str:
        """The newest refresh token that was kept."""
        ...

    def keep(self, refresh_token: str) -> None:
        """Keep this one from now on; it returns when the token would survive a crash."""
        ...


class InMemory:
    """Keeps the token for the life of the process: for the practice company, whose fixed token always works."""

    def __init__(self, refresh_token: str) -> None:
        self._token = refresh_token

    def current(self) -> str:
        """The newest refresh token."""
        return self._token

    def keep(self, refresh_token: str) -> None:
        """Take the new one."""
        self._token = refresh_token
