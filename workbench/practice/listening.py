"""Listening: what both practice servers are. HTTP/1.1 on the loopback address, one thread a connection, and whether anything
was asked of late, so that a server that nobody uses can end by itself.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

HOST = "127.0.0.1"
NANOSECONDS = 1_000_000_000


class LocalServer(ThreadingHTTPServer):
    """A server on this machine only, which knows how long nothing was asked of it."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, port: int, handler: type[LocalHandler]) -> None:
        """Listen; any free port for 0. OSError when the port is taken."""
        self._activity = threading.Lock()
        self._working = 0
        self._last_active = time.monotonic_ns()
        super().__init__((HOST, port), handler)

    @property
    def address(self) -> str:
        """Where it listens, as a client is told: http://127.0.0.1:PORT."""
        return f"http://{HOST}:{self.server_address[1]}"

    @contextmanager
    def working(self) -> Iterator[None]:
        """A request is being answered."""
        self._count(+1)
        try:
            yield
        finally:
            self._count(-1)

    def _count(self, change: int) -> None:
        with self._activity:
            self._working += change
            self._last_active = time.monotonic_ns()

    def is_idle(self, seconds: int) -> bool:
        """Whether nothing was asked for so many seconds."""
        with self._activity:
            return self._working == 0 and time.monotonic_ns() - self._last_active > seconds * NANOSECONDS


class LocalHandler(BaseHTTPRequestHandler):
    """Reads requests of one connection and has each of them answered."""

    server: LocalServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # an answer leaves at once
    wbufsize = -1  # head and body in one packet
    timeout = 600
    largest_body: int
    """Bytes; a request with a larger body is turned away."""

    def respond(self) -> None:
        """Read the request, have it answered, and send the answer, or close the connection without one."""
        raise NotImplementedError

    def do_GET(self) -> None:
        """Reading."""
        self.serve()

    def do_POST(self) -> None:
        """Everything else: writing, queries, signing in, errands."""
        self.serve()

    def serve(self) -> None:
        """Answer a request of any method; a client that goes away is none of our concern, what was committed stays."""
        with self.server.working():
            try:
                self.respond()
            except ConnectionError:
                self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: standard output carries the announcement only."""

    def body(self) -> bytes | None:
        """The request's body; None when it is not acceptable, and the connection is then closed after the answer."""
        length = self.headers.get("Content-Length") or "0"
        if not length.isdecimal() or int(length) > self.largest_body or "Transfer-Encoding" in self.headers:
            self.close_connection = True
            return None
        return self.rfile.read(int(length))
