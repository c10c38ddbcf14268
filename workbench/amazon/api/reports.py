"""Reports: what getReports lists, and the document behind a report (Reports API 2021-06-30).

Settlement reports cannot be asked for: Amazon makes one when a settlement closes, and keeps it for 90 days. One
settlement may be listed under several report ids, so the settlement id inside the file is the key, never the report's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from workbench.amazon.api.reading import Entry

SETTLEMENT_REPORT = "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2"
"""The only settlement report Amazon still makes ("Removal of XML settlement report and flat file settlement report")."""

KEPT = timedelta(days=90)
"""How long Amazon keeps a report (getReports, createdSince)."""


@dataclass(frozen=True, slots=True)
class Report:
    """A report in the list. `status` is Amazon's: DONE, IN_QUEUE, IN_PROGRESS, FATAL, CANCELLED; a document only when
    DONE. `start` and `end` are the settlement's period, when Amazon says it."""

    report_id: str
    type: str
    status: str
    document_id: str
    created: datetime
    start: datetime | None
    end: datetime | None
    marketplace_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """Where the bytes of a report are, for five minutes. The address is as good as a password and is not printed."""

    document_id: str
    url: str = field(repr=False)
    gzip: bool


def parse_report(entry: Entry) -> Report:
    """One report of the list; raises `BrokenInvariant` when Amazon's required members are not there."""
    return Report(
        report_id=entry.needed("reportId"),
        type=entry.needed("reportType"),
        status=entry.needed("processingStatus"),
        document_id=entry.text("reportDocumentId"),
        created=entry.moment_needed("createdTime"),
        start=entry.moment("dataStartTime"),
        end=entry.moment("dataEndTime"),
        marketplace_ids=entry.texts("marketplaceIds"),
    )


def parse_document(entry: Entry) -> Document:
    """The answer of getReportDocument."""
    return Document(
        document_id=entry.needed("reportDocumentId"), url=entry.needed("url"), gzip=entry.text("compressionAlgorithm") == "GZIP"
    )
