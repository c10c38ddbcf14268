"""The Reports API: listing reports, one report, its document; asking for one and calling it off.

Source: Reports API model 2021-06-30 and developer-docs.amazon.com/sp-api/docs/report-type-values-settlement: settlement
reports cannot be requested. Seen: marketplaceIds does not narrow them down.
"""

from __future__ import annotations

from workbench.practice.amazon import pages, refusals, storage
from workbench.practice.amazon.call import Call
from workbench.practice.amazon.report_listing import KEPT, NOT_REQUESTED, OLD_TYPES, REMOVED, Report, reports
from workbench.practice.wire import Body, decode

PARAMETERS = frozenset({"reportTypes", "processingStatuses", "marketplaceIds", "pageSize", "createdSince", "createdUntil", "nextToken"})
DOCUMENT_PARAMETERS = frozenset({"enableContentEncodingUrlHeader"})
_STATUSES = frozenset({"CANCELLED", "DONE", "FATAL", "IN_PROGRESS", "IN_QUEUE"})


def get_reports(call: Call) -> Body:
    """The page of reports, newest first (assumed); no wrapper."""
    call = pages.alone(call)
    types = call.listed("reportTypes")
    if not 1 <= len(types) <= 10:
        raise refusals.invalid("Missing or invalid reportTypes", "between 1 and 10 report types are required")
    size = call.number("pageSize", 10, 100)
    shown, following = pages.page(call, _wanted(call, types), size)
    body: Body = {"reports": [report.as_json(call) for report in shown]}
    return body | ({"nextToken": following} if following else {})


def _wanted(call: Call, types: tuple[str, ...]) -> list[Report]:
    removed = set(types) & set(OLD_TYPES) and call.now >= REMOVED and not call.ledger.offers_old_types
    if removed and call.switches.removed_types == "refused":
        raise refusals.invalid("Report type is not supported", ", ".join(types))
    statuses = set(call.listed("processingStatuses")) or _STATUSES
    if unknown := statuses - _STATUSES:
        raise refusals.invalid("Invalid processingStatuses", ", ".join(sorted(unknown)))
    since = max(call.moment("createdSince") or call.now - KEPT, call.now - KEPT)
    until = call.moment("createdUntil") or call.now
    return [
        report for report in reports(call) if report.type in types and since <= report.created <= until and report.status(call) in statuses
    ]


def get_report(call: Call) -> Body:
    """One report."""
    return _found(call, call.words[0]).as_json(call)


def _found(call: Call, report_id: str) -> Report:
    for report in reports(call):
        if report.report_id == report_id:
            return report
    raise refusals.not_found(f"reportId {report_id}")


def get_document(call: Call) -> Body:
    """The link to a report's bytes."""
    report = document_of(call, call.words[0])
    if report is None or report.status(call) != "DONE" or _is_gone(call, report):
        raise refusals.not_found(f"reportDocumentId {call.words[0]}")
    return storage.document(call, report, call.arguments.get("enableContentEncodingUrlHeader") == "true")


def document_of(call: Call, document_id: str) -> Report | None:
    """The report whose document that is; None when there is none or it is kept no longer."""
    return next((report for report in reports(call) if report.document_id == document_id), None)


def _is_gone(call: Call, report: Report) -> bool:
    return call.troubles.of("document-gone", report.settlement.settlement_id) is not None


def create_report(call: Call) -> Body:
    """Refuse to make a settlement report, as Amazon does; other types are taken, and never come about here."""
    try:
        wanted = decode(call.body)["reportType"]
    except (ValueError, KeyError, TypeError):
        raise refusals.invalid("Missing reportType") from None
    if wanted in NOT_REQUESTED:
        raise refusals.invalid(f"Request for report type {NOT_REQUESTED[wanted]} is not allowed at this time")
    return {"reportId": f"{int(call.now.timestamp())}99"}


def cancel_report(call: Call) -> Body:
    """A report that is made already cannot be called off."""
    _found(call, call.words[0])
    raise refusals.invalid("The report cannot be cancelled", "it is not in IN_QUEUE status")
