"""Session: the wire under python-quickbooks.

The library takes any object with an access token and a `request` method. Ours waits no longer than it should, follows
no redirect, renews a refused sign-in once and sends the same bytes again, keeps our pace, and remembers, for each
thread, the reply that the library reduces to an exception.
"""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable
from typing import Any

import requests
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError
from urllib3.exceptions import SSLError as TransportSSLError

from workbench.errors import WorkbenchError
from workbench.quickbooks.answers import NotSent, Unknown
from workbench.quickbooks.pace import Pace
from workbench.quickbooks.reply import Reply
from workbench.quickbooks.signin import CONNECT_TIMEOUT, SignIn

PATIENCE = 3
"""How often a throttled read is made again before the throttle is passed on."""


class QuickBooksSession(requests.Session):
    """What python-quickbooks calls its session."""

    def __init__(self, signin: SignIn, pace: Pace, answer_timeout: int) -> None:
        """`answer_timeout`: seconds of silence after which an answer is given up."""
        super().__init__()
        self.trust_env = False
        self._signin = signin
        self._pace = pace
        self._answer_timeout = answer_timeout
        self._thread = threading.local()

    @property
    def access_token(self) -> str:
        """Read by the library for every request, so a renewed token is used at once; raises as `SignIn` does."""
        return self._signin.access_token()

    def exchange(self, call: Callable[[], object]) -> Reply | NotSent | Unknown:
        """Make a call of the library and return what came over the wire, whatever the library thought of it.

        Raises `NotReady` or `Unreachable` when the sign-in failed, so that nothing was carried out.
        """
        self._thread.reply = None
        try:
            call()
        except WorkbenchError:
            raise
        except Exception as error:  # the library raises whatever it meets; only the wire counts
            if self._reply is None:
                return no_reply(error)
        return self._reply or Unknown("QuickBooks was not asked in a way we can follow.")

    def read(self, call: Callable[[], object]) -> Reply | NotSent | Unknown:
        """The same for a call that only reads: throttled, it is made again after the pause that QuickBooks asks for."""
        outcome = self.exchange(call)
        for _ in range(PATIENCE if self._pace.is_limited else 0):
            if not isinstance(outcome, Reply) or outcome.status != requests.codes.too_many_requests:
                break
            outcome = self.exchange(call)
        return outcome

    @property
    def _reply(self) -> Reply | None:
        reply: Reply | None = self._thread.reply
        return reply

    def request(self, method: str | bytes, url: str | bytes, **options: Any) -> requests.Response:  # type: ignore[override]
        """One request of the library; after a 401 the same bytes once more with a renewed token."""
        options |= {"timeout": (CONNECT_TIMEOUT, self._answer_timeout), "allow_redirects": False}
        response = self._send(method, url, options)
        if response.status_code == requests.codes.unauthorized:
            headers = options["headers"]
            refused = headers["Authorization"].removeprefix("Bearer ")
            options["headers"] = headers | {"Authorization": f"Bearer {self._signin.renewed(refused)}"}
            response = self._send(method, url, options)
        return response

    def _send(self, method: str | bytes, url: str | bytes, options: dict[str, Any]) -> requests.Response:
        self._thread.reply = None  # the reply to an earlier attempt says nothing about this one
        self._pace.wait(batch=str(url).endswith("/batch"))
        response = super().request(method, url, **options)
        response.encoding = "utf-8"  # JSON is UTF-8; the library would have it guessed, slowly
        self._thread.reply = reply = Reply(
            status=response.status_code,
            body=response.content,
            retry_after=response.headers.get("Retry-After", ""),
            tid=response.headers.get("intuit_tid", ""),
        )
        if reply.status == requests.codes.too_many_requests:
            self._pace.pause(reply.pause)
        return response


def no_reply(error: Exception) -> NotSent | Unknown:
    """What a call without any reply came to: only a connection that was never made is certain."""
    if _never_left(error):
        return NotSent("QuickBooks cannot be reached from this machine.")
    if isinstance(error, requests.Timeout):
        return Unknown("QuickBooks did not answer in time.")
    return Unknown("The connection to QuickBooks broke before its answer was complete.")


def _never_left(error: Exception) -> bool:
    if isinstance(error, (requests.exceptions.InvalidURL, requests.exceptions.MissingSchema)):
        return True
    cause = error.args[0] if error.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else cause
    if isinstance(reason, TransportSSLError):  # a certificate is looked at before anything is sent
        return any(isinstance(part, ssl.SSLCertVerificationError) for part in reason.args)
    return isinstance(reason, (ConnectTimeoutError, NewConnectionError))
