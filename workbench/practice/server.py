"""The socket: HTTP/1.1 on the loopback address, and the failures on order.

An answer is sent only after the books are committed; a dropped connection is really dropped.
"""

from __future__ import annotations

import os
import threading
import time
import traceback
import uuid
from collections.abc import Callable
from functools import partial
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from workbench.practice import batch_troubles, faults
from workbench.practice.amazon.server import AmazonOptions, serving
from workbench.practice.listening import HOST, LocalHandler, LocalServer
from workbench.practice.routes import Answer, Practice, Request
from workbench.practice.troubles import Trouble
from workbench.practice.wire import encode

LARGEST_BODY = 100 * 1024 * 1024
"""Bytes; Intuit's limit for a whole request."""

DEFAULT_REQUEST_LIMIT = 2
"""Seconds after which an unanswered request never lands; Intuit's are 120."""


class PracticeServer(LocalServer):
    """The practice QuickBooks, listening; the books take one request at a time."""

    def __init__(self, port: int, home: Path, request_limit: int = DEFAULT_REQUEST_LIMIT) -> None:
        """Open the books in `home` and listen; `BooksInUseError`, or OSError when the port is taken."""
        self.practice = Practice(home, request_limit)
        try:
            super().__init__(port, Handler)
        except OSError:
            self.practice.books.close()
            raise

    def server_close(self) -> None:
        """Stop listening and let go of the books."""
        super().server_close()
        self.practice.books.close()


class Handler(LocalHandler):
    """Has each request answered by the practice QuickBooks."""

    server: PracticeServer
    largest_body = LARGEST_BODY

    def respond(self) -> None:
        """Through whatever trouble is on order."""
        request = self._request()
        answer = _perform(self.server.practice, request) if request else Answer(403, '{"error":"not from here"}')
        if answer is None:
            self.close_connection = True
        else:
            self._send(answer)

    def _request(self) -> Request | None:
        """The request; None when a web page, or a name that is not ours, sent it."""
        received, body = time.monotonic_ns(), self.body()
        if body is None:
            return None
        host = (self.headers.get("Host") or HOST).partition(":")[0]
        if host not in (HOST, "localhost") or "Origin" in self.headers:
            return None
        split = urlsplit(self.path)
        return Request(
            method=self.command,
            path=unquote(split.path),
            query=dict(parse_qsl(split.query, keep_blank_values=True)),
            body=body,
            authorization=self.headers.get("Authorization") or "",
            content_type=self.headers.get("Content-Type") or "",
            tell_hard_expiry=self.headers.get("x-include-refresh-token-hard-expires-in") == "true",
            address=self.server.address,
            received=received,
        )

    def _send(self, answer: Answer) -> None:
        content = answer.text.encode("utf-8")
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("intuit_tid", str(uuid.uuid4()))
        self.send_header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
        self.send_header("X-Content-Type-Options", "nosniff")
        if answer.location:
            self.send_header("Location", answer.location)
        self.end_headers()
        if answer.cut:
            content, self.close_connection = content[: len(content) // 2], True
        self.wfile.write(content)


def _perform(practice: Practice, request: Request) -> Answer | None:
    """The answer, through whatever trouble is on order for this request; None when the connection is to be dropped."""
    is_ours = request.parts[:1] == ["_practice"] or request.is_page
    practice.count(request)
    trouble = None if is_ours else practice.troubles.take(request.method, request.resource)
    if trouble is None:
        return _answer(practice, request)
    if trouble.is_of_batch:
        return batch_troubles.perform(trouble, request, partial(_answer, practice))
    if trouble.kind == "slow":
        return _late(practice, trouble, request)
    done = _answer(practice, request) if trouble.when == "after" else None
    return _broken(trouble, done)


def _late(practice: Practice, trouble: Trouble, request: Request) -> Answer:
    """Held up before the work or after it; longer than a request may take, it is given up."""
    done = _answer(practice, request) if trouble.when == "after" else None
    if _wait(practice, trouble):
        return Answer(504)
    return done or _answer(practice, request)


def _wait(practice: Practice, trouble: Trouble) -> bool:
    """Hold the request up; true when that is longer than a request may take."""
    limit = practice.request_limit * 1000
    threading.Event().wait(min(trouble.milliseconds, limit) / 1000)
    return trouble.milliseconds >= limit


def _broken(trouble: Trouble, done: Answer | None) -> Answer | None:
    """What the client sees of a request in trouble; `done` is the true answer, where there is one."""
    if trouble.kind == "drop":
        return None
    whole = done.text if done and done.text else '{"SalesReceipt":{"Id":"1"}}'
    if trouble.kind == "malformed":
        return Answer(200, whole[: len(whole) // 2])
    if trouble.kind == "cut":
        return Answer(200, whole, cut=True)
    return REFUSALS[trouble.kind]


def _fault(fault: faults.FaultError) -> Answer:
    return Answer(fault.status, encode({"Fault": fault.as_json()}))


XML_THROTTLE = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<IntuitResponse xmlns="http://schema.intuit.com/finance/v3"><Fault type="SERVICE"><Error code="3001">'
    "<Message>message=ThrottleExceeded; errorCode=003001; statusCode=429</Message>"
    "<Detail>The request limit was reached.  Try again later</Detail></Error></Fault></IntuitResponse>"
)

REFUSALS = {
    "429": _fault(faults.throttled()),
    "429xml": Answer(429, XML_THROTTLE, "application/xml"),
    "401": Answer(401, encode(faults.SignInError().as_json())),
    "403": _fault(faults.no_access("")),
    "500": _fault(faults.system_failure()),
    "503": Answer(503),
    "504": Answer(504),
    "empty": Answer(200),
    "html": Answer(200, "<html><body>QuickBooks is being maintained</body></html>", "text/html"),
}


def _answer(practice: Practice, request: Request) -> Answer:
    try:
        return practice.answer(request)
    except Exception:  # a defect of ours must look like QuickBooks' own failure, and be seen by us
        traceback.print_exc()
        return _fault(faults.system_failure())


def serve(
    port: int,
    home: Path,
    announce: Callable[[str], None],
    stop_when_idle: int | None = None,
    request_limit: int = DEFAULT_REQUEST_LIMIT,
    amazon: AmazonOptions | None = None,
) -> None:
    """Serve the books in `home`, and the practice Amazon beside them, on the loopback address until stopped.

    Port 0 takes any free one. `announce` is called once, when requests are taken, with a line of JSON:
    {"quickbooks": address, "amazon": address, "pid": number}. With `stop_when_idle`, it ends by itself after so many
    seconds without a request to either. Raises `BooksInUseError` when another server has the books, OSError when a port
    is taken.
    """
    with PracticeServer(port, home, request_limit) as server, serving(home, amazon or AmazonOptions()) as neighbour:
        announce(encode({"quickbooks": server.address, "amazon": neighbour.address, "pid": os.getpid()}))
        server.timeout = 0.25
        while stop_when_idle is None or not (server.is_idle(stop_when_idle) and neighbour.is_idle(stop_when_idle)):
            server.handle_request()
