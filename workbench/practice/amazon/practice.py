"""From a request to an answer: who is let in, what goes wrong on order, and which operation it is.

Nothing here knows about sockets.
"""

from __future__ import annotations

import threading
import uuid
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from workbench.practice.amazon import control, login, refusals, storage, tokens
from workbench.practice.amazon.call import Answer, Call
from workbench.practice.amazon.failing import marred, refused
from workbench.practice.amazon.operations import Operation, operation
from workbench.practice.amazon.refusals import Refusal
from workbench.practice.amazon.reports import document_of
from workbench.practice.amazon.state import State
from workbench.practice.amazon.throttle import Throttle
from workbench.practice.amazon.troubles import CALLS, Troubles
from workbench.practice.wire import Body, decode, encode

_LOG_LENGTH = 10_000


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it came; header names are in lower case."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    address: str = ""

    @classmethod
    def of(cls, method: str, target: str, headers: Mapping[str, str], body: bytes, address: str) -> Request:
        """From the request line's target; a parameter given twice is joined by commas, as lists are."""
        split = urlsplit(target)
        query: dict[str, str] = {}
        for name, value in parse_qsl(split.query, keep_blank_values=True):
            query[name] = f"{query[name]},{value}" if name in query else value
        return cls(method, split.path, query, headers, body, address)


class PracticeAmazon:
    """The practice Amazon of one home folder; it takes one request at a time."""

    def __init__(self, home: Path) -> None:
        self.state = State(home)
        self.troubles = Troubles()
        self.throttle = Throttle()
        self.log: deque[Body] = deque(maxlen=_LOG_LENGTH)
        self._lock = threading.RLock()
        self._answered = 0

    def reset(self) -> None:
        """As on the first day."""
        self.state.reset()
        self.troubles.order([])
        self.throttle.forget()
        self.log.clear()

    def answer(self, request: Request) -> Answer | None:
        """The answer, with the headers every answer has; None when the connection is to be closed without one."""
        with self._lock:
            if request.path.startswith("/_emu/"):
                return self._errand(request)
            name = self._name(request)
            trouble = self.troubles.take(CALLS, name)
            try:
                if trouble and (refusal := refused(trouble)):
                    raise refusal
                answer = self._route(request)
            except Refusal as refusal:
                content = refusal.text.encode("utf-8")
                answer = Answer(refusal.status, content, refusal.content_type, _told(refusal))
            self._write_down(request, name, answer, trouble.kind if trouble else "")
            finished = replace(answer, headers={**self._headers(request, answer), **answer.headers})
        return finished if trouble is None else marred(trouble, finished)

    def _name(self, request: Request) -> str:
        if request.path == "/auth/o2/token":
            return "token"
        if request.path.startswith("/_s3/"):
            return "download"
        found = operation(request.method, request.path)
        return found[0].name if found else request.path

    def _errand(self, request: Request) -> Answer:
        try:
            body = decode(request.body) if request.body else {}
            errand = request.path.removeprefix("/_emu/")
            told = control.answer(self, request.method, errand, dict(request.query), body)
        except ValueError as reason:
            return Answer(400, encode({"error": str(reason)}).encode("utf-8"))
        return Answer(200, encode(told).encode("utf-8"))

    def _route(self, request: Request) -> Answer:
        now = self.state.clock.now()
        if request.path == "/auth/o2/token" and request.method == "POST":
            form = dict(parse_qsl(request.body.decode("utf-8", "replace")))
            return _json(200, tokens.grant(self.state.access, form, now))
        if request.path == "/apps/authorize/consent":
            if login.is_wanted(request.query, request.headers):
                return Answer(200, login.page(request.query).encode("utf-8"), refusals.HTML)
            return _sent_back(request.query.get("redirect_uri", ""), tokens.consent(dict(request.query), now))
        if request.path.startswith("/_s3/"):
            return self._download(request, now)
        return self._operation(request, now)

    def _operation(self, request: Request, now: datetime) -> Answer:
        seller = tokens.seller_of(self.state.access, request.headers.get("x-amz-access-token", ""), now)
        found = operation(request.method, request.path)
        if found is None:
            raise refusals.forbidden()
        wanted, words = found
        plan = self.state.switches.throttle
        if not self.throttle.allows(plan, self.state.access.client_id, seller, wanted, now):
            raise refusals.throttled()
        call = self._call(request, wanted, seller, now, words)
        return _json(wanted.success, wanted.handler(call))

    def _call(self, request: Request, wanted: Operation, seller: str, now: datetime, words: tuple[str, ...]) -> Call:
        unknown = request.query.keys() - wanted.parameters
        if unknown and self.state.switches.strict_parameters:
            raise refusals.invalid("Unknown query parameters", ", ".join(sorted(unknown)))
        arguments = {name: value for name, value in request.query.items() if name in wanted.parameters}
        ledger = self.state.sellers.ledger(seller)
        return Call(wanted.name, ledger, now, arguments, self.state.switches, self.troubles, words, request.body, request.address)

    def _download(self, request: Request, now: datetime) -> Answer:
        storage.check_link(request.path, request.query, request.headers, now)
        seller, document_id, kind = request.path.split("/")[2:]
        ledger = self.state.sellers.ledger(seller)
        report = document_of(Call("download", ledger, now, {}, self.state.switches, self.troubles), document_id)
        if report is None:
            raise refusals.storage(404, "NoSuchKey", "The specified key does not exist.")
        encoded = request.query.get("response-content-encoding") == "gzip"
        return storage.download(storage.stored(report, kind), request.headers.get("range", ""), encoded)

    def _headers(self, request: Request, answer: Answer) -> dict[str, str]:
        """The request's id on every answer, and the rate on some (best effort, and never on a 429)."""
        self._answered += 1
        headers = {"x-amzn-RequestId": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{self._answered} {request.path}"))}
        found = operation(request.method, request.path)
        left_out = self.state.switches.rate_header_missing
        stated = answer.status in (200, 202, 400, 404) and not (left_out and self._answered % left_out == 0)
        return headers | ({"x-amzn-RateLimit-Limit": found[0].rate} if found and stated else {})

    def _write_down(self, request: Request, name: str, answer: Answer, trouble: str) -> None:
        token = request.headers.get("x-amz-access-token", "")
        entry: dict[str, Any] = {
            "operation": name,
            "method": request.method,
            "path": request.path,
            "query": {} if name == "download" else dict(request.query),
            "status": answer.status,
            "at": self.state.clock.now().isoformat(),
            "fault": trouble,
            "signed_in": bool(token),
        }
        self.log.append(entry)


def _json(status: int, body: Body) -> Answer:
    return Answer(status, encode(body).encode("utf-8"))


def _told(refusal: Refusal) -> dict[str, str]:
    return refusal.headers | ({"x-amzn-ErrorType": refusal.code} if refusal.code else {})


def _sent_back(target: str, result: dict[str, str]) -> Answer:
    """The browser on its way back to the application; as JSON where no address was given."""
    if not target:
        return _json(200, result)
    return Answer(302, headers={"Location": target + ("&" if "?" in target else "?") + urlencode(result)})
