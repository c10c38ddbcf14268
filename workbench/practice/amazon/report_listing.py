"""The reports of a seller's settlements: one for each closed settlement, made by Amazon without being asked.

Source: developer-docs.amazon.com/sp-api/docs/report-type-values-settlement and the Reports API model 2021-06-30. Seen:
a report appears one to two hours after the close. Reports are kept for ninety days.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from workbench.practice.amazon import clock
from workbench.practice.amazon.call import Call
from workbench.practice.amazon.ledger import PaymentAccount, Settlement
from workbench.practice.amazon.marketplaces import of_region
from workbench.practice.wire import Body

V2 = "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2"
V1 = "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE"
XML = "GET_V2_SETTLEMENT_REPORT_DATA_XML"
OLD_TYPES = (V1, XML)
NOT_REQUESTED = {V2: "1118", V1: "1117", XML: "1116"}
"""Types that cannot be asked for, and the number the refusal names; that of XML is assumed."""

REMOVED = clock.moment("2026-11-11")
"""When V1 and XML settlement reports end (changelog of the Selling Partner API)."""

KEPT = timedelta(days=90)
_QUEUED, _MADE = timedelta(minutes=2), timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Report:
    """One report: of which settlement, of which type, in which `edition` ("", "again", "changed"), since when."""

    type: str
    account: PaymentAccount
    settlement: Settlement
    created: datetime
    edition: str = ""

    @property
    def report_id(self) -> str:
        """Twelve digits or so, rising with time."""
        return f"{int(self.created.timestamp())}{self._chance % 100:02d}"

    @property
    def document_id(self) -> str:
        """Amazon's form of it: a name, a UUID, a token, digits."""
        word = hashlib.sha256(f"document/{self._name}".encode()).hexdigest()
        uuid = f"{word[:8]}-{word[8:12]}-4{word[13:16]}-a{word[17:20]}-{word[20:32]}"
        return f"amzn1.spdoc.1.4.{self.account.marketplace.region}.{uuid}.T{word[32:45].upper()}.{self.report_id[-5:]}"

    @property
    def _name(self) -> str:
        return f"{self.type}/{self.settlement.settlement_id}/{self.edition}"

    @property
    def _chance(self) -> int:
        return int(hashlib.sha256(self._name.encode()).hexdigest()[:8], 16)

    def status(self, call: Call) -> str:
        """Where its processing stands; an error on order comes first."""
        held = {"report-fatal": "FATAL", "report-cancelled": "CANCELLED", "report-stuck": "IN_PROGRESS"}
        for kind, status in held.items():
            if call.troubles.of(kind, self.settlement.settlement_id):
                return status
        age = call.now - self.created
        return "IN_QUEUE" if age < _QUEUED else "IN_PROGRESS" if age < _MADE else "DONE"

    def as_json(self, call: Call) -> Body:
        """The model's Report. Marketplaces are all of the seller's region: one authorisation, one list of reports."""
        status = self.status(call)
        body: Body = {
            "reportType": self.type,
            "processingStatus": status,
            "marketplaceIds": [marketplace.id for marketplace in of_region(call.ledger.region)],
            "reportId": self.report_id,
            "dataStartTime": clock.with_offset(self.settlement.start),
            "dataEndTime": clock.with_offset(self.settlement.end),
            "createdTime": clock.with_offset(self.created),
        }
        if status != "IN_QUEUE":
            body["processingStartTime"] = clock.with_offset(self.created + _QUEUED)
        if status in ("DONE", "FATAL", "CANCELLED"):
            body["processingEndTime"] = clock.with_offset(self.created + _MADE)
        if status == "DONE":
            body["reportDocumentId"] = self.document_id
        return body


def reports(call: Call) -> list[Report]:
    """Every report that is there at the call's moment, newest first."""
    found = [report for account in call.ledger.accounts for report in _of_account(call, account)]
    kept = [report for report in found if call.now - KEPT <= report.created <= call.now]
    return sorted(kept, key=lambda report: (report.created, report.report_id), reverse=True)


def _of_account(call: Call, account: PaymentAccount) -> Iterator[Report]:
    for settlement in account.closed(call.now):
        for kind in _types(call):
            report = Report(kind, account, settlement, _created(kind, settlement))
            yield report
            if call.troubles.of("duplicate-report", settlement.settlement_id):
                yield replace(report, created=report.created + timedelta(minutes=3), edition="again")
            if call.troubles.of("reissued", settlement.settlement_id):
                yield replace(report, created=report.created + timedelta(hours=2), edition="changed")


def _types(call: Call) -> tuple[str, ...]:
    offered = call.ledger.offers_old_types or call.now < REMOVED or call.switches.removed_types == "listed"
    return (V2, *OLD_TYPES) if offered else (V2,)


def _created(type: str, settlement: Settlement) -> datetime:
    chance = int(hashlib.sha256(f"{settlement.settlement_id}/{type}".encode()).hexdigest()[:6], 16)
    return (settlement.end + timedelta(seconds=2_400 + chance % 3_600)).replace(microsecond=0)
