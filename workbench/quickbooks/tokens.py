"""Tokens: where the refresh token of a company lives between two uses.

Intuit replaces a refresh token about once a day and the old one dies, so the newest must be kept before it is used,
one program at a time may renew, and a refused token may only mean that another one was faster.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Lifetime:
    """How many seconds a refresh token lasts, as Intuit said with it; None where it said nothing.

    `unused`: until it dies of not being used (100 days, begun anew with every renewal). `at_most`: until the company has to
    be connected again however much it is used (five years from the consent: blogs.intuit.com, 2025-11-12).
    """

    unused: int | None = None
    at_most: int | None = None

    @classmethod
    def parse(cls, granted: Mapping[str, Any]) -> Lifetime:
        """From the members of Intuit's token answer.

        >>> Lifetime.parse({"x_refresh_token_expires_in": 8726400, "x_refresh_token_hard_expires_in": "157680000"})
        Lifetime(unused=8726400, at_most=157680000)
        >>> Lifetime.parse({"x_refresh_token_expires_in": None})
        Lifetime(unused=None, at_most=None)
        """
        return cls(_seconds(granted.get("x_refresh_token_expires_in")), _seconds(granted.get("x_refresh_token_hard_expires_in")))


class Tokens(Protocol):
    """The keeper of one company's refresh token; the workbench has one that keeps it encrypted."""

    def current(self) -> str:
        """The newest refresh token that was kept."""
        ...

    def keep(self, refresh_token: str, lifetime: Lifetime) -> None:
        """Keep this one from now on; it returns when the token would survive a crash."""
        ...

    def held(self) -> AbstractContextManager[None]:
        """The right to trade the token for another: one program and thread has it at a time, the others wait."""
        ...


class InMemory:
    """Keeps the token for the life of the process: for the practice company, whose fixed token always works."""

    def __init__(self, refresh_token: str) -> None:
        self._token = refresh_token

    def current(self) -> str:
        """The newest refresh token."""
        return self._token

    def keep(self, refresh_token: str, lifetime: Lifetime) -> None:  # noqa: ARG002 (nobody asks how long it lasts)
        """Take the new one."""
        self._token = refresh_token

    def held(self) -> AbstractContextManager[None]:
        """No other program has this token, and threads wait in the sign-in."""
        return nullcontext()


def _seconds(stated: object) -> int | None:
    text = str(stated) if isinstance(stated, (int, str)) and not isinstance(stated, bool) else ""
    return int(text) if text.isdecimal() else None
