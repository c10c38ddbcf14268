"""Client: the books of one QuickBooks company, to read and to write.

Reads return values or raise in words. A write returns an `Answer` and never raises for what QuickBooks did; the bytes
that were given go over the wire unchanged, under the request id that was given, also when the sign-in had to be renewed
in between. python-quickbooks carries everything; its payload classes, its batches and its exceptions are not used,
because they add defaults, lose the request id, and lose the status.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from types import TracebackType
from typing import Any, TypeVar

from quickbooks import QuickBooks

from workbench.errors import BrokenInvariant, Conflict, Refused, WorkbenchError
from workbench.quickbooks import batch, changes, classify, newcomers, query, reading, trial_balance
from workbench.quickbooks.answers import Accepted, Answer, Document, NotSent, Unknown
from workbench.quickbooks.chart import Account, Company, Item, Named
from workbench.quickbooks.pace import Pace
from workbench.quickbooks.profile import Profile
from workbench.quickbooks.query import Condition, Span
from workbench.quickbooks.reply import Reply
from workbench.quickbooks.session import QuickBooksSession
from workbench.quickbooks.signin import SignIn
from workbench.quickbooks.tax_codes import TaxCode, rate_ids
from workbench.quickbooks.tokens import InMemory, Tokens

MINOR_VERSION = 75
"""The only one Intuit has served since 2025-08-01 (blogs.intuit.com, 2025-01-21)."""

T = TypeVar("T")


def connect(profile: Profile, *, tokens: Tokens | None = None, pace: Pace | None = None) -> Books:
    """The books of the profile's company. Nothing is sent until something is asked for; the sign-in comes with the first
    request. `tokens` keeps the refresh token (in memory when not given), `pace` holds requests back (Intuit's limits
    when not given, none for the practice company)."""
    unhurried = Pace.unlimited() if profile.kind == "practice" else Pace.of_intuit()
    return Books(profile, SignIn(profile, tokens or InMemory(profile.refresh_token)), pace or unhurried)


class Books:
    """One company's QuickBooks. May be shared by threads; close it, or use it in a `with`."""

    def __init__(self, profile: Profile, signin: SignIn, pace: Pace) -> None:
        self.profile = profile
        self._signin = signin
        self._pace = pace
        self._session = QuickBooksSession(signin, pace, profile.answer_timeout)
        self._quickbooks = _library(profile, self._session)

    def __repr__(self) -> str:
        return f"Books({self.profile.kind}, {self.profile.realm_id})"

    def __enter__(self) -> Books:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the connections."""
        self._session.close()
        self._signin.close()

    # reading: raises Unreachable, NotReady or Refused as `reading.document` says

    def company(self) -> Company:
        """Name, country, currency, and the preferences the workbench depends on."""
        info = self._entity("CompanyInfo", f"companyinfo/{self.profile.realm_id}")
        return _shaped(Company.parse, info, self._entity("Preferences", "preferences"))

    def accounts(self, include_inactive: bool = False) -> list[Account]:
        """The chart of accounts, with current balances in each account's own currency."""
        return self._list("Account", Account.parse, include_inactive)

    def items(self, include_inactive: bool = False) -> list[Item]:
        """Products and services."""
        return self._list("Item", Item.parse, include_inactive)

    def customers(self, include_inactive: bool = False) -> list[Named]:
        """Customers, by display name."""
        return self._list("Customer", Named.parse, include_inactive)

    def vendors(self, include_inactive: bool = False) -> list[Named]:
        """Vendors, by display name."""
        return self._list("Vendor", Named.parse, include_inactive)

    def classes(self, include_inactive: bool = False) -> list[Named]:
        """Classes, with their parents' names."""
        return self._list("Class", Named.parse, include_inactive)

    def departments(self, include_inactive: bool = False) -> list[Named]:
        """Locations, which the API calls departments."""
        return self._list("Department", Named.parse, include_inactive)

    def tax_codes(self, include_inactive: bool = False) -> list[Named]:
        """Sales tax codes; a company in the United States writes TAX or NON instead."""
        return self._list("TaxCode", Named.parse, include_inactive)

    def taxes_of(self, codes: Sequence[str]) -> dict[str, TaxCode]:
        """These tax codes, by id, with the rates they are made of; one that is missing from the answer is not there."""
        found = self.by_ids("TaxCode", codes) if codes else {}
        wanted = sorted({rate for code in found.values() for rate in rate_ids(code)})
        rates = self.by_ids("TaxRate", wanted) if wanted else {}
        return {key: _shaped(partial(TaxCode.parse, rates=rates), code) for key, code in found.items()}

    def find(self, entity: str, doc_numbers: Sequence[str]) -> list[Document]:
        """The documents with one of these numbers. QuickBooks does not tell capitals apart, and a number may be on
        several documents. `Refused` for deposits and transfers, which have none: look `on_date`."""
        parts = [self._rows(entity, Condition("DocNumber", tuple(part))) for part in query.chunks(doc_numbers)]
        return [row for part in parts for row in part]

    def on_date(self, entity: str, day: date) -> list[Document]:
        """The documents of that entity dated that day, in the company's own calendar."""
        return self._rows(entity, Condition("TxnDate", (day,)))

    def between(self, entity: str, first: date, last: date) -> list[Document]:
        """The documents of that entity dated in that period, both days included, in the company's own calendar."""
        return self._rows(entity, Span("TxnDate", first, last))

    def by_ids(self, entity: str, ids: Sequence[str]) -> dict[str, Document]:
        """The entities with these ids, by id. One that is missing from the answer was deleted."""
        states = [query.EITHER_STATE] if entity in query.LISTS else []
        parts = [self._rows(entity, Condition("Id", tuple(part)), *states) for part in query.chunks(ids)]
        return {row["Id"]: row for part in parts for row in part}

    def changed_since(self, entities: Sequence[str], since: datetime) -> changes.Changes:
        """What was created, changed or deleted since then, by change data capture: at most 30 days back."""
        asked = {"entities": ",".join(entities), "changedSince": since.isoformat(timespec="seconds")}
        body = self._read(lambda: self._quickbooks.get(self._url("cdc"), params=asked), "what changed")
        return _shaped(partial(changes.parse, entities=entities), body)

    def trial_balance(self, end: date) -> dict[str, Decimal]:
        """Account id -> balance at the end of that day, debit positive, in the home currency, on the accrual basis.
        Income and expenses are those of the fiscal year so far. Accounts without a balance may be missing."""
        start = self.company().fiscal_year_start(end)
        period = {"start_date": start.isoformat(), "end_date": end.isoformat(), "accounting_method": "Accrual"}
        report = self._read(lambda: self._quickbooks.get_report("TrialBalance", period), "the trial balance")
        return _shaped(trial_balance.parse, report)

    # writing: what QuickBooks did is an Answer; Refused only for what must never be sent

    def wait_for_turn(self, *, batch: bool) -> None:
        """Return when a write would leave at once. To be asked before it is noted that the write may be on its way."""
        self._pace.wait_for_turn(batch=batch)

    def send(self, entity: str, body: bytes, request_id: str) -> Answer:
        """Create one `entity` from these bytes of JSON, exactly as they are. The same request id with the same bytes may
        be sent again: QuickBooks then answers what it answered before."""
        batch.check_request_id(request_id)
        _check_entity(entity)
        _check_body(body)
        outcome = self._write(lambda: self._quickbooks.create_object(entity, body, request_id=request_id))
        return classify.of_write(outcome, entity) if isinstance(outcome, Reply) else outcome

    def send_batch(self, body: bytes, request_id: str) -> dict[str, Answer]:
        """Send these bytes, `{"BatchItemRequest": […]}`, exactly as they are. An answer for every bId in them; when the
        whole call failed, the same for all."""
        batch.check_request_id(request_id, batch=True)
        entities = batch.items(body)
        outcome = self._write(lambda: self._quickbooks.post(self._url("batch"), body, request_id=request_id))
        return classify.of_batch(outcome, entities) if isinstance(outcome, Reply) else dict.fromkeys(entities, outcome)

    def attach(self, entity: str, id: str, name: str, content_type: str, content: bytes) -> Answer:
        """Attach a file to a document. Uploads know no request id: look at `attachments` before sending one again."""
        reference = {"EntityRef": {"type": entity, "value": id}}
        about = json.dumps({"AttachableRef": [reference], "FileName": name, "ContentType": content_type})
        post = partial(self._quickbooks.make_request, "POST", self._url("upload"))
        outcome = self._write(lambda: post(request_body=about, file_bytes=content))
        return classify.of_upload(outcome) if isinstance(outcome, Reply) else outcome

    def attachments(self, entity: str, id: str) -> list[Document]:
        """The files attached to a document."""
        rows = self._rows("Attachable", Condition("AttachableRef.EntityRef.value", (id,)))  # ids of two entities may be alike
        wanted = {"type": entity, "value": id}
        return [row for row in rows if wanted in (reference.get("EntityRef") for reference in row.get("AttachableRef", []))]

    def delete(self, entity: str, id: str, sync_token: str, request_id: str) -> Answer:
        """Delete one document in the version named by its sync token. Accepted only when QuickBooks says that this very
        document is deleted; Rejected with 5010 when somebody changed it, 610 when it is already gone."""
        batch.check_request_id(request_id)
        _check_entity(entity)
        body = json.dumps({"Id": id, "SyncToken": sync_token}).encode()
        outcome = self._write(lambda: self._quickbooks.delete_object(entity, body, request_id=request_id))
        answer = classify.of_write(outcome, entity) if isinstance(outcome, Reply) else outcome
        if isinstance(answer, Accepted) and (answer.id, answer.document.get("status")) != (id, "Deleted"):
            return Unknown(f"QuickBooks answered without saying that the {entity} is deleted.", answer.tid)
        return answer

    def _write(self, call: Callable[[], object]) -> Reply | NotSent | Unknown:
        try:
            return self._session.exchange(call)
        except WorkbenchError as refusal:  # the sign-in failed, before the write or after it was turned away
            return NotSent(str(refusal))

    # creating what set-up needs: raises Refused, NotReady or Unreachable as `newcomers.created` says

    def create_account(self, name: str, type: str, sub_type: str = "", *, number: str = "", currency: str = "") -> Account:
        """A new account; `type` and `sub_type` are QuickBooks' (as in "Expense", "CommissionsAndFees")."""
        body = newcomers.account(name, type, sub_type, number, currency)
        return _shaped(Account.parse, self._create("Account", body, f"the account {name}"))

    def create_item(self, name: str, income_account_id: str, *, sku: str = "", type: newcomers.ItemType = "Service") -> Item:
        """A new product or service without stock, whose sales go to that account."""
        body = newcomers.item(name, income_account_id, sku, type)
        return _shaped(Item.parse, self._create("Item", body, f"the item {name}"))

    def create_customer(self, name: str, *, currency: str = "") -> Named:
        """A new customer; where several currencies are on, a customer has one, the home currency unless given."""
        return _shaped(Named.parse, self._create("Customer", newcomers.named(name, currency), f"the customer {name}"))

    def create_vendor(self, name: str, *, currency: str = "") -> Named:
        """A new vendor, as `create_customer`."""
        return _shaped(Named.parse, self._create("Vendor", newcomers.named(name, currency), f"the vendor {name}"))

    def _create(self, entity: str, body: Document, what: str) -> Document:
        request_id = f"setup-{uuid.uuid4().hex}"
        return newcomers.created(self.send(entity, json.dumps(body).encode(), request_id), what)

    # how a read is made

    def _url(self, rest: str) -> str:
        return f"{self._quickbooks.api_url}/company/{self.profile.realm_id}/{rest}"

    def _read(self, call: Callable[[], object], what: str) -> Document:
        return reading.document(self._session.read(call), what)

    def _entity(self, entity: str, path: str) -> Document:
        body = self._read(lambda: self._quickbooks.get(self._url(path)), f"its {entity}")
        found = body.get(entity)
        if not isinstance(found, dict):
            raise _shapeless()
        return found

    def _list(self, entity: str, parse: Callable[[Document], T], include_inactive: bool) -> list[T]:
        states = [query.EITHER_STATE] if include_inactive else []
        return [_shaped(parse, row) for row in self._rows(entity, *states)]

    def _rows(self, entity: str, *conditions: Condition | Span) -> list[Document]:
        """All rows, page by page; `Conflict` when a row shows up twice because the list changed in between."""
        found: dict[str, Document] = {}
        start = 1
        while True:
            text = query.select(entity, *conditions, start=start).encode()
            body = self._read(partial(self._quickbooks.query, text), entity)
            page = reading.rows(body, entity, entity)
            if not found.keys().isdisjoint(row["Id"] for row in page):
                raise Conflict(f"The {entity} list of QuickBooks changed while it was read.", next="Read it again.")
            found |= {row["Id"]: row for row in page}
            if len(page) < query.PAGE:
                return list(found.values())
            start += query.PAGE


def _library(profile: Profile, session: QuickBooksSession) -> Any:
    """python-quickbooks on our session. It is not given the OAuth client, or it would sign in at once, over a session
    of its own that keeps an outdated token."""
    library = QuickBooks(company_id=profile.realm_id, minorversion=MINOR_VERSION, use_decimal=True)
    library.sandbox = profile.kind == "sandbox"
    if profile.kind == "practice":
        library.api_url_v3 = f"{profile.address.rstrip('/')}/v3"
    library.session = session
    return library


def _check_entity(entity: str) -> None:
    if entity not in query.PROPERTIES:
        raise Refused(f"The workbench does not write {entity}.", where="QuickBooks write")


def _check_body(body: bytes) -> None:
    if not body:
        raise Refused("There is nothing to send.", where="QuickBooks write")


def _shaped(parse: Callable[..., T], *parts: Document) -> T:
    """What `parse` makes of an answer; `BrokenInvariant` when the answer has another shape than QuickBooks' own."""
    try:
        return parse(*parts)
    except (AttributeError, IndexError, KeyError, TypeError):
        raise _shapeless() from None


def _shapeless() -> BrokenInvariant:
    return BrokenInvariant(
        "QuickBooks' answer has another shape than the one we know.",
        where="QuickBooks",
        next="Nothing was changed. Please report this with the time it happened.",
    )
