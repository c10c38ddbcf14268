"""Faults: what can stand between us and Amazon's answer, in words.

    Refused
    ├── NotPermitted    the seller has not granted what the question needs; it says which role, and where to grant it
    └── Damaged         the bytes of a report are not whole, also after asking again
    NotReady
    └── SignInRefused   Amazon does not accept the sign-in of this seller any more; it says what to renew
    Unreachable
    └── Throttled       too many questions for now, also after waiting
    WorkbenchError
    └── Stopped         a person asked to stop while we waited

What cannot be read or does not agree is a `BrokenInvariant`, what is silent or unclear `Unreachable`: neither is ever empty.
"""

from __future__ import annotations

from workbench.errors import NotReady, Refused, Unreachable, WorkbenchError


class NotPermitted(Refused):
    """The seller has not granted what the question needs."""


class Damaged(Refused):
    """The bytes of a report are not whole."""


class SignInRefused(NotReady):
    """Amazon does not accept the sign-in of this seller."""


class TokenRefused(SignInRefused):
    """The access token is not accepted, an hour old perhaps: a new one may be."""


class Throttled(Unreachable):
    """Amazon wants fewer questions."""


class Stopped(WorkbenchError):
    """Somebody asked to stop. What was done is kept."""

    exit_code = 1
