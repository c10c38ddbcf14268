"""The socket: HTTP/1.1 on the loopback address, one thread a connection, answers of one practice Amazon.

The Host header is not looked at: clients of the real Amazon that are pointed here compute it in odd ways. Requests of web
pages (with an Origin) are turned away.
"""

from __future__ import annotations

import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.practice.amazon import refusals
from workbench.practice.amazon.call import Answer
from workbench.practice.amazon.practice import PracticeAmazon, Request
from workbench.practice.listening import LocalHandler, LocalServer

LARGEST_BODY = 1024 * 1024


class AmazonServer(LocalServer):
    """The practice Amazon of one home folder, listening."""

    def __init__(self, port: int, home: Path) -> None:
        """Open the state in `home` and listen; OSError when the port is taken."""
        self.amazon = PracticeAmazon(home)
        super().__init__(port, Handler)


class Handler(LocalHandler):
    """Has each request answered by the practice Amazon."""

    server: AmazonServer
    largest_body = LARGEST_BODY

    def do_DELETE(self) -> None:  # noqa: N802 (so http.server calls it)
        """Calling a report off; clearing the log."""
        self.serve()

    def date_time_string(self, timestamp: Any = None) -> str:
        """The Date header tells the practice clock's time, as Amazon's tells Amazon's."""
        moment = self.server.amazon.state.clock.now().timestamp()
        return super().date_time_string(int(moment) if timestamp is None else timestamp)

    def respond(self) -> None:
        """An answer of Amazon's, or none where a trouble on order says so."""
        request = self._request()
        answer = self._answer(request) if request else Answer(403, b'{"error":"not from here"}')
        if answer is None:
            self.close_connection = True
        else:
            self._send(answer)

    def _request(self) -> Request | None:
        """The request; None when a web page sent it, or its body is not acceptable."""
        body = self.body()
        headers = {name.lower(): value for name, value in self.headers.items()}
        if body is None or "origin" in headers:
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
