"""Client: the one face through which the workbench speaks with a QuickBooks company.

python-quickbooks is the transport: its public calls are used, its objects and its exceptions are not (the objects' defaults
are refused by QuickBooks; the exceptions lose the status). What came back is read from our own session and classified by us.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import requests
from quickbooks import QuickBooks
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from workbench.errors import Refused, Unreachable
from workbench.money import exact
from workbench.quickbooks import chart, classify
from workbench.quickbooks.answers import Answer, NotSent, Unknown
from workbench.quickbooks.pace import Pace
from workbench.quickbooks.profile import Profile
from workbench.quickbooks.query import EITHER_STATE, PAGE, Condition, chunks, select
from workbench.quickbooks.reply import Reply, refusals
from workbench.quickbooks.session import QuickBooksSession, sign_in

MINOR_VERSION = 75


def connect(profile: Profile) -> Books:
    """The company's QuickBooks. Nothing is asked before the first call."""
    return Books(profile, Pace.unlimited() if profile.kind == "practice" else Pace.of_intuit())


class Books:
    """One QuickBooks company. Reads raise `Unreachable` or `Refused` in words; writes return what they came to."""

    def __init__(self, profile: Profile, pace: Pace) -> None:
        self.profile = profile
        self._pace = pace
        self._opening = threading.Lock()
        self._library: QuickBooks | None = None
        self._session: QuickBooksSession | None = None

    def company(self) -> chart.Company:
        """The company and its preferences."""
        info = self._read(f"companyinfo/{self.profile.realm_id}", {}, "CompanyInfo")
        return chart.company(info, self._read("preferences", {}, "Preferences"))

    def accounts(self, include_inactive: bool = False) -> list[chart.Account]:
        """The chart of accounts."""
        return [chart.account(row) for row in self._rows("Account", *([EITHER_STATE] if include_inactive else []))]

    def items(self) -> list[chart.Item]:
        """Products and services."""
        return [chart.item(row) for row in self._rows("Item")]

    def customers(self) -> list[chart.Named]:
        """Customers."""
        return [chart.named(row) for row in self._rows("Customer")]

    def vendors(self) -> list[chart.Named]:
        """Vendors."""
        return [chart.named(row) for row in self._rows("Vendor")]

    def classes(self) -> list[chart.Named]:
        """Classes."""
        return [chart.named(row) for row in self._rows("Class")]

    def departments(self) -> list[chart.Named]:
        """Locations, which the API calls departments."""
        return [chart.named(row) for row in self._rows("Department")]

    def tax_codes(self) -> list[chart.Named]:
        """Tax codes."""
        return [chart.named(row) for row in self._rows("TaxCode")]

    def find(self, entity: str, doc_numbers: Sequence[str]) -> list[dict[str, Any]]:
        """The documents of this entity with any of these numbers."""
        return [row for some in chunks(doc_numbers) for row in self._rows(entity, Condition.one_of("DocNumber", some))]

    def on_date(self, entity: str, day: date) -> list[dict[str, Any]]:
        """The documents of this entity on that day; for those without a number (deposits)."""
        return self._rows(entity, Condition("TxnDate", (day,)))

    def by_ids(self, entity: str, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        """The documents with these ids; one that is missing was deleted."""
        rows = [row for some in chunks(ids) for row in self._rows(entity, Condition.one_of("Id", some))]
        return {str(row["Id"]): row for row in rows}

    def send(self, entity: str, body: bytes, request_id: str) -> Answer:
        """Create one document from exactly these bytes."""
        return self._written(entity.lower(), body, request_id, entity, {})

    def delete(self, entity: str, id: str, sync_token: str, request_id: str) -> Answer:
        """Delete one document in the state that `sync_token` names."""
        body = json.dumps({"Id": id, "SyncToken": sync_token}).encode()
        return self._written(entity.lower(), body, request_id, entity, {"operation": "delete"})

    def send_batch(self, body: bytes, request_id: str) -> dict[str, Answer]:
        """Send a batch of creations as exactly these bytes; answers by bId. An answer to the whole counts for each."""
        requests_ = json.loads(body)["BatchItemRequest"]
        entities = {r["bId"]: next(name for name in r if name not in ("bId", "operation")) for r in requests_}
        reply = self._write("batch", body, request_id, {})
        return classify.of_batch(reply, entities) if isinstance(reply, Reply) else dict.fromkeys(entities, reply)

    def trial_balance(self, end: date) -> dict[str, Decimal]:
        """Account id -> balance up to and including that day, debit positive, from QuickBooks' own report."""
        report = self._read("reports/TrialBalance", {"start_date": "1970-01-01", "end_date": end.isoformat()}, "")
        balances: dict[str, Decimal] = {}
        for row in report.get("Rows", {}).get("Row", []):
            cells = row.get("ColData", [])
            if len(cells) >= 3 and cells[0].get("id"):
                debit, credit = (exact(str(cell.get("value") or "0")) for cell in cells[1:3])
                balances[str(cells[0]["id"])] = exact(debit - credit)
        return balances

    def create_account(self, name: str, account_type: str, sub_type: str) -> chart.Account:
        """Create an account; `Refused` in QuickBooks' words."""
        return chart.account(self._created("Account", {"Name": name, "AccountType": account_type, "AccountSubType": sub_type}))

    def create_item(self, name: str, income_account_id: str) -> chart.Item:
        """Create a service that sells into an account."""
        return chart.item(self._created("Item", {"Name": name, "Type": "Service", "IncomeAccountRef": {"value": income_account_id}}))

    def create_customer(self, name: str) -> chart.Named:
        """Create a customer."""
        return chart.named(self._created("Customer", {"DisplayName": name}))

    def _created(self, entity: str, body: dict[str, Any]) -> dict[str, Any]:
        reply = self._write(entity.lower(), json.dumps(body).encode(), "", {})
        parsed = reply.parsed() if isinstance(reply, Reply) else None
        if parsed and entity in parsed:
            created: dict[str, Any] = parsed[entity]
            return created
        errors = refusals(parsed) if parsed else ()
        why = errors[0].detail or errors[0].message if errors else "QuickBooks gave no answer that we can read"
        raise Refused(f"{entity} {body.get('Name') or body.get('DisplayName')!r} was not created: {why}", where="QuickBooks",
                      next="Create it in QuickBooks, then read the chart again.")  # fmt: skip

    def _rows(self, entity: str, *conditions: Condition) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        while True:
            text = select(entity, *conditions, start=len(found) + 1)
            page = self._read("query", {"query": text}, "QueryResponse").get(entity, [])
            found.extend(page)
            if len(page) < PAGE:
                return found

    def _read(self, path: str, params: dict[str, str], member: str) -> dict[str, Any]:
        library, session = self._open()
        for attempt in (1, 2):
            self._pace.wait(batch=False)
            reply = _reply_of(session, lambda: library.get(self._url(path), params=dict(params)))
            if isinstance(reply, Reply) and reply.status == 401 and attempt == 1:
                session.renew()
                continue
            break
        return _read_or_words(reply, member)

    def _written(self, path: str, body: bytes, request_id: str, entity: str, params: dict[str, str]) -> Answer:
        reply = self._write(path, body, request_id, params)
        return classify.of_write(reply, entity) if isinstance(reply, Reply) else reply

    def _write(self, path: str, body: bytes, request_id: str, params: dict[str, str]) -> Reply | NotSent | Unknown:
        try:
            library, session = self._open()
        except Unreachable as error:
            return NotSent(error.what)
        self._pace.wait(batch=path == "batch")
        reply = self._post(library, session, path, body, request_id, params)
        if isinstance(reply, Reply) and reply.status == 401:
            session.renew()
            reply = self._post(library, session, path, body, request_id, params)
        return reply

    def _post(
        self, library: QuickBooks, session: QuickBooksSession, path: str, body: bytes, request_id: str, params: dict[str, str]
    ) -> Reply | NotSent | Unknown:
        return _reply_of(session, lambda: library.post(self._url(path), body, params=dict(params), request_id=request_id))

    def _url(self, path: str) -> str:
        library, _ = self._open()
        return f"{library.api_url}/company/{self.profile.realm_id}/{path}"

    def _open(self) -> tuple[QuickBooks, QuickBooksSession]:
        with self._opening:
            if self._library is None or self._session is None:
                client = sign_in(self.profile)
                library = QuickBooks(auth_client=client, refresh_token=client.refresh_token, company_id=self.profile.realm_id,
                                     minorversion=MINOR_VERSION, use_decimal=True)  # fmt: skip
                if self.profile.kind == "practice":
                    library.api_url_v3 = library.sandbox_api_url_v3 = f"{self.profile.address.rstrip('/')}/v3"
                self._session = library.session = QuickBooksSession(client, self.profile)
                self._library = library
            return self._library, self._session


def _reply_of(session: QuickBooksSession, call: Any) -> Reply | NotSent | Unknown:
    """Make a call through the library; what counts is what our session saw, not what the library made of it."""
    try:
        call()
    except requests.ConnectionError as error:
        cause = getattr(error.args[0], "reason", error.args[0]) if error.args else None
        if isinstance(cause, (NewConnectionError, ConnectTimeoutError)):
            return NotSent("there is no connection to QuickBooks.")
        return Unknown("the connection to QuickBooks broke before its answer was here.")
    except requests.RequestException as error:
        return Unknown(f"QuickBooks gave no answer ({type(error).__name__}).")
    except Exception as error:
        if session.last is None:
            return Unknown(f"The request could not be followed ({type(error).__name__}).")
    return session.last or Unknown("There is no answer.")


def _read_or_words(reply: Reply | NotSent | Unknown, member: str) -> dict[str, Any]:
    if not isinstance(reply, Reply):
        raise Unreachable(f"QuickBooks cannot be read: {reply.why}", where="QuickBooks", next="Nothing was changed. Try again.")
    parsed = reply.parsed()
    errors = refusals(parsed) if parsed else None
    if errors:
        raise Refused(f"QuickBooks refused the question, code {errors[0].code}: {errors[0].detail or errors[0].message}",
                      where="QuickBooks", next="Nothing was changed. Check the connection under Set up.")  # fmt: skip
    if parsed is None or not reply.succeeded or (member and member not in parsed):
        raise Unreachable(f"QuickBooks answered {reply.status} with something that cannot be read.", where="QuickBooks",
                          next="Nothing was changed. Try again in a minute.")  # fmt: skip
    found: dict[str, Any] = parsed[member] if member else parsed
    return found
