"""A stub Amazon: a real socket that signs anybody in and then answers each path as it was told, the last answer for ever."""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

REPORTS = "/reports/2021-06-30/reports"
DOCUMENT = "/reports/2021-06-30/documents/"
GROUPS = "/finances/v0/financialEventGroups"
TRANSACTIONS = "/finances/2024-06-19/transactions"
BALANCES = "/finances/2024-06-19/balances"
SUMMARY = "/finances/2024-06-19/summary"
PAYOUTS = "/finances/transfers/2024-06-01/payouts"
EXPECTED = "/finances/transfers/2024-06-01/payouts/expected"
PARTICIPATIONS = "/sellers/v1/marketplaceParticipations"
TOKEN = "/auth/o2/token"
STORAGE = "/storage/report"


@dataclass
class Told:
    """What to answer. `drop` closes without a word, `cut` breaks off after so many bytes of the body."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    drop: bool = False
    cut: int | None = None


@dataclass
class Seen:
    """A request as it came over the wire."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes


def told(document: Any, status: int = 200, **headers: str) -> Told:
    return Told(status, json.dumps(document).encode(), {"Content-Type": "application/json"} | headers)


def error(status: int, code: str, message: str = "", details: str = "") -> Told:
    return told({"errors": [{"code": code, "message": message, "details": details}]}, status)


class Stub(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.scripts: dict[str, deque[Told]] = {}
        self.seen: list[Seen] = []
        self.lock = threading.Lock()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def tell(self, path: str, *answers: Told) -> None:
        """Answer this path so, one after the other; the last one from then on."""
        self.scripts[path] = deque(answers)

    def document(self, *answers: Told, gzip: bool = False) -> None:
        """Offer a document with the id `doc`, whose storage answers so."""
        packed = {"compressionAlgorithm": "GZIP"} if gzip else {}
        self.tell(
            DOCUMENT + "doc", told({"reportDocumentId": "doc", "url": f"{self.address}{STORAGE}?X-Amz-Signature=canary-signature"} | packed)
        )
        self.tell(STORAGE, *answers)

    def asked(self, path: str) -> list[Seen]:
        return [request for request in self.seen if request.path == path]

    def answer(self, request: Seen) -> Told:
        with self.lock:
            self.seen.append(request)
            script = self.scripts.get(request.path)
            if script:
                return script.popleft() if len(script) > 1 else script[0]
            if request.path == TOKEN:
                return told({"access_token": f"Atza|canary-{len(self.asked(TOKEN))}", "token_type": "bearer", "expires_in": 3600})
            return error(404, "NotFound", "Requested resource not found.")


class Handler(BaseHTTPRequestHandler):
    server: Stub
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        split = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(split.query, keep_blank_values=True).items()}
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = self.server.answer(Seen(self.command, split.path, query, headers, body))
        if answer.drop:
            return self._reset()
        status, sent, extra = _part(answer, headers)
        self.send_response(status)
        for name, value in (answer.headers | extra).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent if answer.cut is None else sent[: answer.cut])
        self.close_connection = self.close_connection or answer.cut is not None
        return None

    def _reset(self) -> None:
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # a reset, not an end


def _part(answer: Told, headers: dict[str, str]) -> tuple[int, bytes, dict[str, str]]:
    """The rest of a body from where a Range begins, when the version asked for is still the one there is."""
    tag, wanted = answer.headers.get("ETag"), headers.get("range")
    if answer.status != 200 or not tag or not wanted or headers.get("if-range") != tag:
        return answer.status, answer.body, {}
    start = int(wanted.removeprefix("bytes=").removesuffix("-"))
    return 206, answer.body[start:], {"Content-Range": f"bytes {start}-{len(answer.body) - 1}/{len(answer.body)}"}


@contextmanager
def running() -> Iterator[Stub]:
    with Stub() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            server.server_close()
            thread.join()
