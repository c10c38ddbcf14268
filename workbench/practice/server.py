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
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from workbench.practice import batch_troubles, faults
from workbench.practice.amazon.server import AmazonOptions, serving
from workbench.practice.routes import NANOSECONDS, Answer, Practice, Request
from workbench.practice.troubles import Trouble
from workbench.practice.wire import encode

HOST = "127.0.0.1"
LARGEST_BODY = 100 * 1024 * 1024
"""Bytes; Intuit's limit for a whole request."""

DEFAULT_REQUEST_LIMIT = 2
"""Seconds after which an unanswered request never lands; Intuit's are 120."""


class PracticeServer(ThreadingHTTPServer):
    """One thread a connection; the books take one request at a time."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, port: int, home: Path, request_limit: int = DEFAULT_REQUEST_LIMIT) -> None:
        """Open the books in `home` and listen; `BooksInUseError`, or OSError when the port is taken."""
        self.practice = Practice(home, request_limit)
        self._activity = threading.Lock()
        self._working = 0
        self._last_active = time.monotonic_ns()
        try:
            super().__init__((HOST, port), Handler)
        except OSError:
            self.practice.books.close()
            raise

    @property
    def address(self) -> str:
        """Where it listens, as a client is told: http://127.0.0.1:PORT."""
        return f"http://{HOST}:{self.server_address[1]}"

    def server_close(self) -> None:
        """Stop listening and let go of the books."""
        super().server_close()
        self.practice.books.close()

    def working(self, change: int) -> None:
        """A request has begun (+1) or ended (-1)."""
        with self._activity:
            self._working += change
            self._last_active = time.monotonic_ns()

    def is_idle(self, seconds: int) -> bool:
        """Whether nothing was asked for so many seconds."""
        with self._activity:
            return self._working == 0 and time.monotonic_ns() - self._last_active > seconds * NANOSECONDS


class Handler(BaseHTTPRequestHandler):
    """Reads requests of one connection, has them answered, and sends the answers."""

    server: PracticeServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # an answer leaves at once
    wbufsize = -1  # head and body in one packet
    timeout = 600

    def do_GET(self) -> None:
        """QuickBooks reads with GET."""
        self._serve()

    def do_POST(self) -> None:
        """QuickBooks writes, deletes and queries with POST."""
        self._serve()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: standard output carries the announcement only."""

    def _serve(self) -> None:
        self.server.working(+1)
        try:
            request = self._request()
            answer = _perform(self.server.practice, request) if request else Answer(403, '{"error":"not from here"}')
            if answer is None:
                self.close_connection = True
            else:
                self._send(answer)
        except ConnectionError:
            self.close_connection = True  # the client went away; what was committed stays
        finally:
            self.server.working(-1)

    def _request(self) -> Request | None:
        """The request; None when a web page, or a name that is not ours, sent it."""
        length = self.headers.get("Content-Length") or "0"
        if not length.isdecimal() or int(length) > LARGEST_BODY or "Transfer-Encoding" in self.headers:
            self.close_connection = True
            return None
        received, body = time.monotonic_ns(), self.rfile.read(int(length))
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
