"""A company with imported, mapped and confirmed payouts, driven as pages drive it: through jobs."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.jobs.amazon_desk import AmazonDesk, opened
from workbench.jobs import practice, review, setup, worker
from workbench.mapping.mapping import Choice, subject_of
from workbench.practice.amazon.server import AmazonOptions, serving
from workbench.practice.seller import SettlementText
from workbench.store import mappings
from workbench.store.company import Company
from workbench.store.jobs import Job


class Desk:
    """An accountant at work on one company."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.realm = setup.realm_for(company.name)

    def do(self, kind: str, **arguments: Any) -> Job:
        return worker.ask_and_wait(self.company, kind, "tester", lambda _job: None, **arguments)

    def take_in(self, *made: SettlementText) -> list[dict[str, Any]]:
        files = [(self.company.archive.keep_bytes(m.data), m.name) for m in made]
        return list(worker.result_of(self.do("import", files=files))["files"])

    def map_everything(self, settlement_id: str, account: str) -> None:
        """Choose one account for every kind of line that waits for a choice."""
        s = review.payout(self.company, settlement_id).settlement
        waiting = [k for k, t in review.kinds_with_targets(self.company, s).items() if not t.complete]
        account_id = review.account_id_of(self.company, account)
        choices = {
            subject_of(k.transaction_type, k.amount_type, k.amount_description): Choice(
                "kind", subject_of(k.transaction_type, k.amount_type, k.amount_description), account_id=account_id, account=account
            )
            for k in waiting
        }
        if choices:
            with self.company.state.write() as connection:
                mappings.save(connection, "tester", "test", list(choices.values()))

    def ready(self, made: SettlementText) -> str:
        """Import, connect, map and confirm one settlement; returns its number."""
        self.take_in(made)
        worker.result_of(self.do("connect"))
        self.map_everything(made.settlement_id, "Amazon Other Fees & Adjustments")
        review.confirm(self.company, made.settlement_id, "tester")
        return str(made.settlement_id)

    def ask_practice(self, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{practice.address()}/_practice/{path}", data=data, method="POST" if data else "GET")
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def held(self) -> dict[str, int]:
        """How many documents QuickBooks holds, by entity."""
        counts = self.ask_practice(f"state?realm={self.realm}")["counts"]
        kinds = ("SalesReceipt", "RefundReceipt", "JournalEntry", "Purchase", "Deposit")
        return {e: int(counts.get(e, 0)) for e in kinds if counts.get(e)}


@pytest.fixture
def desk_of(home: Path) -> Iterator[Callable[[str], Desk]]:
    """Open companies by name; they are closed with the test."""
    opened: list[Company] = []

    def desk(name: str) -> Desk:
        company = setup.open_company(name, create=True)
        opened.append(company)
        return Desk(company)

    yield desk
    for company in opened:
        company.close()


@pytest.fixture
def desk(desk_of: Callable[[str], Desk]) -> Desk:
    """A US practice company."""
    return desk_of("demo")


@pytest.fixture(scope="module")
def amazon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a practice Amazon in this program."""
    with serving(tmp_path_factory.mktemp("amazon"), AmazonOptions()) as server:
        yield server.address


@pytest.fixture
def amazon_desk(home: Path, amazon: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[AmazonDesk]:
    """A US practice company at that Amazon, which is as on its first day."""
    monkeypatch.setattr(practice, "amazon_address", lambda: amazon)
    with opened("demo", amazon) as desk:
        desk.control("reset", {})
        yield desk
