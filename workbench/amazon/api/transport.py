"""Transport: one request to Amazon over the wire, and its reply as bytes.

Both the API and the sign-in go through here, in place of the library's own transport: a reply is waited for so long and
no longer, is no larger than an answer can be, and a redirect is never followed, since it would carry our token along.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from workbench.errors import Unreachable

CONNECT_TIMEOUT = 10
"""Seconds to reach Amazon."""

SILENCE = 30
"""Seconds without a byte after which an answer is given up."""

ANSWER_TIMEOUT = 60
"""Seconds for a whole answer, however slowly it drips."""

LARGEST_ANSWER = 64 * 1024 * 1024
"""Bytes. A page of 500 transactions is about one million."""

TRUSTING_NOBODY = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""For the connections that the library opens for itself and we close unused: loading certificates for each takes time."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came over the wire. `request_id` is Amazon's number for the exchange, for its support."""

    status: int
    body: bytes
    request_id: str


def http() -> httpx.Client:
    """The connections of one seller: no redirects, no proxies from the environment, no endless waits."""
    timeout = httpx.Timeout(SILENCE, connect=CONNECT_TIMEOUT)
    return httpx.Client(timeout=timeout, follow_redirects=False, trust_env=False, verify=ssl.create_default_context())


class Transport:
    """What the library calls its transport. `clock` counts nanoseconds and only runs forward."""

    def __init__(self, client: httpx.Client, clock: Callable[[], int] = time.monotonic_ns) -> None:
        self._client, self._clock = client, clock

    def request(
        self, method: str, url: str, *, params: Any = None, data: Any = None, content: Any = None, headers: Mapping[str, str] | None = None
    ) -> Reply:
        """One request. Raises `Unreachable` when there is no whole reply."""
        # the library computes the Host header for https only; the address itself knows it
        sent = {name: value for name, value in (headers or {}).items() if name.lower() != "host"}
        try:
            with self._client.stream(method, url, params=params, data=data, content=content, headers=sent) as response:
                return Reply(response.status_code, self._body(response), response.headers.get("x-amzn-RequestId", ""))
        # the cause is cut off: it holds the request with its headers
        except httpx.TimeoutException:
            raise _silent("Amazon did not answer in time.") from None
        except httpx.ConnectError:
            raise _silent("Amazon cannot be reached from this machine.") from None
        except (httpx.HTTPError, httpx.InvalidURL):
            raise _silent("The connection to Amazon broke before its answer was complete.") from None

    def close(self) -> None:
        """The connections belong to the seller, who closes them."""

    def _body(self, response: httpx.Response) -> bytes:
        deadline = self._clock() + ANSWER_TIMEOUT * 1_000_000_000
        body = bytearray()
        for part in response.iter_bytes():
            body += part
            if len(body) > LARGEST_ANSWER:
                raise _silent("Amazon's answer is larger than an answer can be.")
            if self._clock() > deadline:
                raise _silent("Amazon answers too slowly.")
        return bytes(body)


def _silent(what: str) -> Unreachable:
    return Unreachable(what, where="Amazon", next="Nothing was lost. Try again in a few minutes.")
