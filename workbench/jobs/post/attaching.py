"""What proves a payout, attached to its deposit in QuickBooks: Amazon's own file and the reconciliation.

An attachment is not money: one that fails is said and tried again with the next posting of the payout, and stops nothing. Uploads
know no request id, so what is attached already is looked up first, by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from workbench.errors import WorkbenchError
from workbench.jobs.close import reporting
from workbench.jobs.quickbooks.session import books_of
from workbench.quickbooks.answers import Accepted
from workbench.store import audit, outbox, settings, settlements
from workbench.store.company import Company
from workbench.store.settlements import Settlement

LARGEST = 20 * 1024 * 1024
"""Bytes; Intuit takes 100 MB a request, and a deposit opens faster with less."""

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS = {"settlement-xml": ("xml", "text/xml"), "transactions": ("json", "text/plain")}
"""The ending and content type of an archived file by its format; of any other, a text."""


def attach(company: Company, batch_id: str, by: str, tell: Callable[[int, int, str], None]) -> list[str]:
    """Attach what is not attached yet to the batch's deposit; the names of all files that hang on it afterwards.

    Files over 20 MB are left out. Nothing is attached where the company does not want it, or where there is no deposit.
    """
    with company.state.read() as connection:
        wanted = settings.get(connection, "attach_files")
        batch = outbox.get_batch(connection, batch_id)
        s = settlements.current(connection, batch.settlement_id)
        deposits = [p.quickbooks_id for p in outbox.postings(connection, batch_id, entity="Deposit") if p.quickbooks_id]
    if not wanted or not deposits:
        return []
    try:
        return _attach(company, s, deposits[-1], by, tell)
    except WorkbenchError as error:
        with company.state.write() as connection:
            audit.record(connection, by, "not attached", batch=batch_id, because=str(error))
        return []


def _attach(company: Company, s: Settlement, deposit: str, by: str, tell: Callable[[int, int, str], None]) -> list[str]:
    books = books_of(company)
    names = [str(row.get("FileName", "")) for row in books.attachments("Deposit", deposit)]
    for name, content_type, content in _files(company, s):
        if name in names:
            continue
        tell(1, 1, f"Attaching {name}")
        answer = books.attach("Deposit", deposit, name, content_type, content())
        attached = isinstance(answer, Accepted)
        with company.state.write() as connection:
            audit.record(connection, by, "attached" if attached else "not attached", deposit=deposit, file=name)
        names += [name] if attached else []
    return names


def _files(company: Company, s: Settlement) -> Iterator[tuple[str, str, Callable[[], bytes]]]:
    """(name, content type, content) of each file; the content is made only when it is wanted."""
    path = company.archive.path(s.sha256)
    ending, content_type = KINDS.get(s.format, ("txt", "text/plain"))
    if path.stat().st_size <= LARGEST:
        yield f"settlement-{s.settlement_id}.{ending}", content_type, path.read_bytes
    payouts = [s.settlement_id]
    yield reporting.report_name(payouts, "", "xlsx"), WORKBOOK, lambda: reporting.report_file(company, payouts, "", "xlsx")
