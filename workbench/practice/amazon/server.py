"""The socket: HTTP/1.1 on the loopback address, one thread a connection, answers of one practice Amazon.

The Host header is not looked at: clients of the real Amazon that are pointed here compute it in odd ways. Requests of web
pages (with an Origin) are turned away.
"""

from __future__ import annotations

import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from workbench.practice.amazon import refusals
from workbench.practice.amazon.call import Answer
from workbench.practice.amazon.practice import PracticeAmazon, Request

HOST = "127.0.0.1"
LARGEST_BODY = 1024 * 1024
_NANOSECONDS = 1_000_000_000


class AmazonServer(ThreadingHTTPServer):
    """The practice Amazon of one home folder, listening."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, port: int, home: Path) -> None:
        """Open the state in `home` and listen; OSError when the port is taken."""
        self.amazon = PracticeAmazon(home)
        self._activity = threading.Lock()
        self._working = 0
        self._last_active = time.monotonic_ns()
        super().__init__((HOST, port), Handler)

    @property
    def address(self) -> str:
        """Where it listens, as a client is told: http://127.0.0.1:PORT."""
        return f"http://{HOST}:{self.server_address[1]}"

    def working(self, change: int) -> None:
        """A request has begun (+1) or ended (-1)."""
        with self._activity:
            self._working += change
            self._last_active = time.monotonic_ns()

    def is_idle(self, seconds: int) -> bool:
        """Whether nothing was asked for so many seconds."""
        with self._activity:
            return self._working == 0 and time.monotonic_ns() - self._last_active > seconds * _NANOSECONDS


class Handler(BaseHTTPRequestHandler):
    """Reads requests of one connection, has them answered, and sends the answers."""

    server: AmazonServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 600

    def do_GET(self) -> None:
        """Reading."""
        self._serve()

    def do_POST(self) -> None:
        """Signing in, asking for a report, errands."""
        self._serve()

    def do_DELETE(self) -> None:
        """Calling a report off; clearing the log."""
        self._serve()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: standard output carries the announcement only."""

    def date_time_string(self, timestamp: Any = None) -> str:
        """The Date header tells the practice clock's time, as Amazon's tells Amazon's."""
        moment = self.server.amazon.state.clock.now().timestamp()
        return super().date_time_string(int(moment) if timestamp is None else timestamp)

    def _serve(self) -> None:
        self.server.working(+1)
        try:
            request = self._request()
            answer = self._answer(request) if request else Answer(403, b'{"error":"not from here"}')
            if answer is None:
                self.close_connection = True
            else:
                self._send(answer)
        except ConnectionError:
            self.close_connection = True  # the client went away
        finally:
            self.server.working(-1)

    def _request(self) -> Request | None:
        """The request; None when a web page sent it, or its body is not acceptable."""
        length = self.headers.get("Content-Length") or "0"
        if not length.isdecimal() or int(length) > LARGEST_BODY or "Transfer-Encoding" in self.headers:
            self.close_connection = True
            return None
        body = self.rfile.read(int(length))
        headers = {name.lower(): value for name, value in self.headers.items()}
        if "origin" in headers:
            return None
        return Request.of(self.command, self.path, headers, body, self.server.address)

    def _answer(self, request: Request) -> Answer | None:
        try:
            return self.server.amazon.answer(request)
        except Exception:  # a defect of ours must look like Amazon's own failure, and be seen by us
            traceback.print_exc()
            return Answer(500, refusals.broken().text.encode("utf-8"))

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.content)))
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.content[: answer.sent])
        if answer.sent is not None:
            self.wfile.flush()
            self.close_connection = True


@dataclass(frozen=True, slots=True)
class AmazonOptions:
    """How it is started: any free port for 0; throttle and speed of the clock as last set where None."""

    port: int = 0
    throttle: str | None = None
    speed: int | None = None


@contextmanager
def serving(home: Path, options: AmazonOptions) -> Iterator[AmazonServer]:
    """A running server, on a thread of its own; it stops at the end."""
    with AmazonServer(options.port, home) as server:
        state = server.amazon.state
        if options.throttle is not None:
            state.switches = state.switches.changed({"throttle": options.throttle})
        if options.speed is not None:
            state.clock.run(options.speed)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": _POLL}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


_POLL = 1 / 20
"""Seconds between two looks whether to stop."""
