"""An accountant whose company is connected to the practice Amazon, over a real socket and by its clock."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from workbench.jobs import setup, worker
from workbench.jobs.amazon import connection as amazon_connection
from workbench.jobs.amazon import settings as amazon_settings
from workbench.jobs.amazon import sync
from workbench.store import settings, settlements
from workbench.store.company import Company
from workbench.store.jobs import Job
from workbench.store.sellers import Seller

START = date(2026, 8, 1)
"""Before everything that the practice Amazon still keeps at the beginning of its time."""


class AmazonDesk:
    """One company, one seller of the practice Amazon that answers at `address`."""

    def __init__(self, company: Company, address: str) -> None:
        self.company = company
        self.address = address
        self.seller_id = ""

    def control(self, errand: str, body: Any = None) -> Any:
        """Ask for an errand of the practice Amazon."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.address}/_emu/{errand}", data=data, method="GET" if data is None else "POST")
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def connect(self, practice_seller: str, start: date | None = START) -> Seller:
        seller = amazon_connection.connect_practice(self.company, "tester", practice_seller)
        self.seller_id = seller.seller_id
        return self.settle(start) if start else seller

    def settle(self, start: date) -> Seller:
        """Choose the start date and approve the settings."""
        with self.company.state.write() as connection:  # as a person who read them through: QuickBooks' chart is not read here
            settings.put(connection, "tester", **{amazon_settings.APPROVED: {self.seller_id: "2026-11-24T00:00:00+00:00"}})
        return amazon_connection.set_start_date(self.company, "tester", self.seller_id, start)

    def sync(self) -> Job:
        sync.ask(self.company, self.seller_id, "tester")
        return worker.ask_and_wait(self.company, "sync", "tester", lambda _job: None, seller=self.seller_id)

    def states(self) -> dict[str, str]:
        """Report id -> state."""
        return {listing.report_id: listing.state for listing in sync.listings(self.company, self.seller_id)}

    def books(self) -> dict[str, str]:
        """Settlement -> total, of the books."""
        with self.company.state.read() as connection:
            return {s.settlement_id: str(s.total) for s in settlements.listed(connection)}

    def truth(self, practice_seller: str) -> dict[str, str]:
        """Settlement -> total, as the practice Amazon's ledger has it, of what it offers as reports."""
        accounts = self.control(f"ledger?seller={practice_seller}")["accounts"]
        return {s["settlement_id"]: s["total"] for account in accounts for s in account["closed"]}

    def asked(self, operation: str) -> int:
        """How often the practice Amazon answered an operation with what was asked."""
        return sum(1 for r in self.control("requests")["requests"] if r["operation"] == operation and r["status"] == 200)


@contextmanager
def opened(name: str, address: str) -> Iterator[AmazonDesk]:
    """A new company at this practice Amazon."""
    company = setup.open_company(name, create=True)
    try:
        yield AmazonDesk(company, address)
    finally:
        company.close()
