"""From a request to an answer: which part of the practice QuickBooks an address belongs to.

Nothing here knows about sockets; a request is carried out inside one transaction of the books.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from workbench.practice import attachments, back_office, changes, desk, faults, pages, query, reports, seeds, tokens
from workbench.practice.beginnings import open_company
from workbench.practice.books import Books
from workbench.practice.company import Company
from workbench.practice.entities import BY_PATH, Kind
from workbench.practice.limits import Call, Limits
from workbench.practice.listening import NANOSECONDS
from workbench.practice.troubles import Troubles
from workbench.practice.wire import Body, decode, encode


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it came; `received` is on the monotonic clock, in nanoseconds."""

    method: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    authorization: str = ""
    content_type: str = ""
    tell_hard_expiry: bool = False
    address: str = ""
    received: int = field(default_factory=time.monotonic_ns)

    @property
    def parts(self) -> list[str]:
        """The words of the path."""
        return [part for part in self.path.split("/") if part]

    @property
    def is_page(self) -> bool:
        """Whether a person looks at the books."""
        return self.method == "GET" and self.parts[:1] in ([], ["company"])

    @property
    def resource(self) -> str:
        """What the request is about: "deposit", "batch", "query", "bearer"."""
        parts = self.parts
        if parts[:2] == ["v3", "company"] and len(parts) > 3:
            return parts[3].lower()
        return parts[-1].lower() if parts else ""


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, text, content type, and where to go on for a redirection. A `cut` one breaks off in the middle."""

    status: int
    text: str = ""
    content_type: str = "application/json;charset=UTF-8"
    location: str = ""
    cut: bool = False


class Practice:
    """The practice QuickBooks of one folder: its books, the failures on order, and how long a request may take."""

    def __init__(self, home: Path, request_limit: int) -> None:
        self.books = Books(home)
        self.troubles = Troubles()
        self.limits = Limits()
        self.request_limit = request_limit
        self.requests = 0
        self.batches = 0
        self._counting = threading.Lock()

    def count(self, request: Request) -> None:
        """Count a request to the accounting API."""
        with self._counting:
            self.requests += request.parts[:1] == ["v3"]
            self.batches += request.resource == "batch"

    def answer(self, request: Request) -> Answer:
        """Carry out the request, commit, and answer. A request that could not begin within the limit is given up with
        504, so that after the limit an unanswered one never lands."""
        try:
            with self.books.transaction():
                if time.monotonic_ns() - request.received > self.request_limit * NANOSECONDS:
                    return Answer(504)
                return self._route(request)
        except faults.FaultError as fault:
            return Answer(fault.status, encode({"Fault": fault.as_json(), "time": desk.moment()}))
        except faults.SignInError as refusal:
            return Answer(401, encode(refusal.as_json()))
        except tokens.GrantError as refusal:
            described = "Incorrect or invalid refresh token or authorization code"
            return Answer(400, encode({"error": str(refusal), "error_description": described}))
        except back_office.OfficeError as refusal:
            return Answer(400, encode({"error": str(refusal)}))

    def _route(self, request: Request) -> Answer:
        parts = request.parts
        if parts[:2] == ["v3", "company"] and len(parts) >= 4:
            return self._accounting(request, self._admitted(request, parts[2]), parts[3:])
        if parts[:1] == ["_practice"] and len(parts) == 2:
            body = _json(request) if request.body else {}
            errand = back_office.Errand(self, request.query, body)
            return Answer(200, encode(back_office.answer(errand, request.method, parts[1])))
        if request.is_page:
            shown = pages.page(self.books, parts, request.query)
            return Answer(404, "There is no such page.", "text/plain") if shown is None else Answer(200, shown, "text/html;charset=UTF-8")
        return self._sign_in(request)

    def _admitted(self, request: Request, realm: str) -> Company:
        """The company, for a caller who may see it and has not asked too much of late."""
        caller = tokens.bearer(self.books, request.authorization)
        if caller is None:
            raise faults.SignInError
        if not caller.may_see(realm):
            raise faults.no_access(realm)
        company = open_company(self.books, realm)
        if company.switches.limits:
            batch = request.resource == "batch"
            weight = _payloads(request) if batch and company.switches.payloads_count else 1
            if self.limits.admit(Call(realm, caller.app, batch, weight), self.books.clock.now()):
                raise faults.throttled()
        return company

    def _sign_in(self, request: Request) -> Answer:
        form = _form(request.body)
        if request.path == "/.well-known/openid_configuration":
            return Answer(200, encode(tokens.discovery(request.address)))
        if request.path == "/connect/oauth2":
            return Answer(302, location=tokens.consent(self.books, request.query))
        if request.path == "/oauth2/v1/tokens/bearer":
            wanted = tokens.TokenRequest(form, request.authorization, request.tell_hard_expiry)
            return Answer(200, encode(tokens.grant(self.books, wanted)))
        if request.path == "/v2/oauth2/tokens/revoke":
            tokens.revoke(self.books, form.get("token", ""))
            return Answer(200)
        return Answer(404, encode({"error": f"there is nothing at {request.path}"}))

    def _accounting(self, request: Request, company: Company, parts: list[str]) -> Answer:
        resource, rest = parts[0].lower(), parts[1:]
        if resource == "query" and not rest:
            text = request.query.get("query") or request.body.decode("utf-8", "replace")
            return _told(query.answer(company, text))
        if request.method == "GET":
            return _told(_read(request, company, resource, rest))
        if resource == "batch":
            return Answer(200, encode(desk.batch(company, _json(request), request.query.get("requestid", ""))))
        if resource == "upload":
            return Answer(*desk.once(company, request.query.get("requestid", ""), "", partial(_upload, request, company)))
        return _write(request, company, _kind(resource))


def _form(body: bytes) -> dict[str, str]:
    """The fields of a sign-in's body: a form, or JSON, as Intuit's own library sends to the revocation address."""
    text = body.decode("utf-8", "replace")
    if not text.startswith("{"):
        return dict(parse_qsl(text))
    try:
        return {name: str(value) for name, value in decode(text).items()}
    except ValueError:
        return {}


def _payloads(request: Request) -> int:
    body = _json(request)
    items = body.get("BatchItemRequest") if isinstance(body, dict) else None
    return max(len(items), 1) if isinstance(items, list) else 1


def _told(answer: Body) -> Answer:
    return Answer(200, encode({"time": desk.moment()} | answer))


def _read(request: Request, company: Company, resource: str, rest: list[str]) -> Body:
    if resource == "companyinfo":
        return {"CompanyInfo": seeds.company_info(company.realm, company.seed)}
    if resource == "preferences":
        switches, closed = company.switches, company.book_close_date
        return {
            "Preferences": seeds.preferences(
                company.seed, custom_txn_numbers=switches.custom_txn_numbers, book_close_date=closed, multicurrency=switches.multicurrency
            )
        }
    if resource == "cdc":
        return changes.answer(company, request.query.get("entities", ""), request.query.get("changedSince", ""))
    if resource == "reports" and len(rest) == 1:
        return reports.answer(company, rest[0], request.query)
    kind = _kind(resource)
    found = company.find(kind.name, rest[0]) if len(rest) == 1 else None
    if found is None:
        raise faults.gone(f"{kind.name} {'/'.join(rest)} is not there.")
    return {kind.name: company.shown(kind.name, found["Id"], encode(found))}


def _upload(request: Request, company: Company) -> Body:
    return attachments.upload(company, request.content_type, request.body)


def _write(request: Request, company: Company, kind: Kind) -> Answer:
    include = request.query.get("include", "")
    options = desk.Options(
        operation=request.query.get("operation", ""),
        void=include == "void",
        allow_duplicate_number=include == "allowduplicatedocnum",
    )
    body = _json(request)
    status, text = desk.once(company, request.query.get("requestid", ""), "", lambda: desk.write(company, kind, body, options))
    return Answer(status, text)


def _kind(resource: str) -> Kind:
    kind = BY_PATH.get(resource)
    if kind is None:
        raise faults.unsupported(f"The practice company has no {resource}")
    return kind


def _json(request: Request) -> Any:
    try:
        return decode(request.body)
    except (ValueError, RecursionError) as reason:
        raise faults.invalid("body", f"is not JSON: {reason}") from reason
