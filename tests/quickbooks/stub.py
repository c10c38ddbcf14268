"""A stub QuickBooks: a real socket that signs anybody in and then answers as it was told, one answer a request."""

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

TOKEN_PATH = "/oauth2/v1/tokens/bearer"


@dataclass
class Told:
    """What to answer. `drop` closes without a word, `cut` promises more bytes than it sends, `hang` never answers."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    drop: bool = False
    cut: bool = False
    hang: bool = False


@dataclass
class Seen:
    """A request as it came over the wire."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


def told(status: int, document: Any, **headers: str) -> Told:
    return Told(status, json.dumps(document).encode(), headers)


class Stub(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.script: deque[Told] = deque()
        self.token_script: deque[Told] = deque()
        self.discovery: dict[str, str] = {}
        self.seen: list[Seen] = []
        self.token_requests: list[Seen] = []
        self.good_token = ""
        """When given, every other access token gets a 401 before the script is asked."""
        self.release = threading.Event()
        self.lock = threading.Lock()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def stop(self) -> None:
        """Listen no more: from now on connections are refused."""
        self.shutdown()
        self.server_close()

    def answer(self, request: Seen) -> Told:
        with self.lock:
            if request.path.startswith("/.well-known"):
                return told(200, self._discovery())
            if request.path == TOKEN_PATH:
                self.token_requests.append(request)
                return self.token_script.popleft() if self.token_script else self._token()
            self.seen.append(request)
            if self.good_token and request.headers["authorization"] != f"Bearer {self.good_token}":
                return Told(401)
            return self.script.popleft()

    def _token(self) -> Told:
        number = len(self.token_requests)
        return told(200, {"access_token": f"access-{number}", "refresh_token": f"refresh-{number}", "expires_in": 3600})

    def _discovery(self) -> dict[str, str]:
        names = ("issuer", "authorization_endpoint", "revocation_endpoint", "userinfo_endpoint", "jwks_uri")
        return dict.fromkeys(names, self.address) | {"token_endpoint": self.address + TOKEN_PATH} | self.discovery


class Handler(BaseHTTPRequestHandler):
    server: Stub

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = self.server.answer(Seen(self.command, self.path, headers, body))
        if answer.hang:
            self.server.release.wait(60)
        if answer.drop or answer.hang:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # a reset, not an end
            return
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body) + (100 if answer.cut else 0)))
        self.end_headers()
        self.wfile.write(answer.body)


@contextmanager
def running() -> Iterator[Stub]:
    with Stub() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.release.set()
            server.stop()
            thread.join()
