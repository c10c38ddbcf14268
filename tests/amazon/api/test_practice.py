"""The client against the practice Amazon, over a real socket and on its clock: every seller read whole, every fault met."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from workbench.amazon.api import authorise
from workbench.amazon.api.faults import Damaged, SignInRefused
from workbench.amazon.api.pace import InMemory
from workbench.amazon.api.profile import Profile
from workbench.amazon.api.seller import Seller, connect
from workbench.amazon.api.transactions import counted_once
from workbench.errors import NotFound
from workbench.money import total
from workbench.practice.amazon.server import AmazonOptions, AmazonServer, serving

HOMES = {"us": "US", "de": "DE", "region": "US", "eu": "DE", "jp": "JP", "distress": "US", "migration": "US"}


class Practice:
    """The practice Amazon, its clock and its control."""

    def __init__(self, server: AmazonServer, control: httpx.Client) -> None:
        self.address, self.control = server.address, control

    def now(self) -> datetime:
        return datetime.fromisoformat(self.control.get("/_emu/clock").json()["now"])

    def pause(self, seconds: int) -> None:
        self.control.post("/_emu/clock", json={"advance": seconds})

    def order(self, **fault: Any) -> None:
        self.control.post("/_emu/faults", json=[fault]).raise_for_status()

    def pending(self) -> list[dict[str, Any]]:
        """The faults that have not happened yet."""
        return list(self.control.get("/_emu/faults").json()["faults"])

    def turn(self, **switches: Any) -> None:
        self.control.post("/_emu/switches", json=switches).raise_for_status()

    def access(self, **change: str) -> None:
        self.control.post("/_emu/access", json=change).raise_for_status()

    def asked(self, operation: str) -> list[int]:
        """The status of every request for an operation, in order."""
        requests = self.control.get("/_emu/requests").json()["requests"]
        return [request["status"] for request in requests if request["operation"] == operation]

    def profile(self, name: str = "us", **more: Any) -> Profile:
        return replace(Profile.practice(name, HOMES[name], self.address, refresh_token=f"Atzr|practice-{name}"), **more)


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[Practice]:
    (tmp_path / "practice").mkdir()
    with serving(tmp_path / "practice", AmazonOptions()) as server, httpx.Client(base_url=server.address) as control:
        yield Practice(server, control)


@pytest.fixture
def opened(practice: Practice) -> Iterator[Callable[..., Seller]]:
    """Opens sellers on the practice clock."""
    sellers: list[Seller] = []

    def open_(name: str = "us", **more: Any) -> Seller:
        sellers.append(connect(practice.profile(name, **more), InMemory(), now=practice.now, pause=practice.pause))
        return sellers[-1]

    yield open_
    for seller in sellers:
        seller.close()


@pytest.mark.parametrize("name", HOMES)
def test_every_answer_about_a_seller_agrees_with_every_other(practice: Practice, opened: Callable[..., Seller], name: str) -> None:
    seller = opened(name)
    since = practice.now() - timedelta(days=100)
    groups = {(g.start, g.original) for g in seller.groups(since - timedelta(days=60)) if g.status == "Closed"}
    payouts = {settlement: payout for payout in seller.payouts(since) for settlement in payout.settlement_ids}
    released = counted_once(seller.transactions(since), at="release")
    assert payouts
    for settlement, payout in payouts.items():
        assert payout.amount is not None
        assert (payout.start, payout.amount) in groups
        summary = seller.summary(settlement)
        assert summary is not None
        assert summary.net == payout.amount
    newest = next(report for report in seller.settlement_reports() if report.status == "DONE")
    its_payout = next(payout for payout in payouts.values() if payout.start == newest.start and payout.end == newest.end)
    of_it = [t for t in released if t.settlement_id in its_payout.settlement_ids]
    lines = [t for t in of_it if t.status != "deferred" and t.type != "Transfer"]  # money not there yet, and the payout itself
    assert its_payout.amount is not None
    assert total(t.amount.amount for t in lines) == its_payout.amount.amount
    assert len(seller.balances(date(2026, 10, 31))) == len(seller.balances())
    assert seller.expected_payouts()
    assert any(participation.marketplace for participation in seller.participations())


def test_the_demo_sellers_report_is_the_file_of_the_demo(practice: Practice, opened: Callable[..., Seller], tmp_path: Path) -> None:
    files = {hashlib.sha256(path.read_bytes()).hexdigest() for path in (Path(__file__).parents[3] / "data" / "demo").glob("us-*.txt")}
    if not files:
        pytest.skip("the demo's files are not here (data/demo)")
    seller = opened()
    got = {seller.download(r.document_id, tmp_path / "report").sha256 for r in seller.settlement_reports()}
    assert got & files


CALLS = [
    "429", "429-empty", "429-html", "503-html", "504-html", "400-html", "500", "503", "token-expired", "empty-json", "empty", "200-html",
    "cut-json", "drop", "reset", "redirect",
]  # fmt: skip


@pytest.mark.parametrize("kind", CALLS)
@pytest.mark.parametrize("operation", ["getReports", "listTransactions"])
def test_a_fault_in_the_middle_changes_nothing_of_the_answer(
    practice: Practice, opened: Callable[..., Seller], kind: str, operation: str
) -> None:
    seller = opened("migration")
    since = practice.now() - timedelta(days=20)
    practice.turn(largest_page=7)
    reports, transactions = list(seller.settlement_reports()), list(seller.transactions(since))
    practice.order(kind=kind, operation=operation, nth=1 if operation == "getReports" else 2)
    assert list(seller.settlement_reports()) == reports
    assert list(seller.transactions(since)) == transactions
    assert practice.pending() == []


@pytest.mark.parametrize("kind", ["empty-page", "out-of-order"])
def test_odd_pages_lose_nothing(practice: Practice, opened: Callable[..., Seller], kind: str) -> None:
    seller = opened("migration")
    since = practice.now() - timedelta(days=60)
    practice.turn(largest_page=7)
    plain = {t.transaction_id: t for t in seller.transactions(since)}
    practice.order(kind=kind, operation="listTransactions", nth=2, times=2)
    assert {t.transaction_id: t for t in seller.transactions(since)} == plain
    assert practice.pending() == []


LINKS = [
    "link-expired", "link-forged", "gzip-cut", "gzip-bad-crc", "gzip-two-members", "declared-gzip-is-plain", "gzip-not-declared",
    "charset-missing", "charset-lying", "charset-unknown", "drop", "reset", "500", "503-html", "redirect",
]  # fmt: skip


@pytest.mark.parametrize("kind", LINKS)
def test_a_faulty_link_gives_the_same_bytes_in_the_end(
    practice: Practice, opened: Callable[..., Seller], tmp_path: Path, kind: str
) -> None:
    seller = opened("migration")
    report = next(iter(seller.settlement_reports()))
    plain = seller.download(report.document_id, tmp_path / "plain")
    happened = 0
    for operation in ("download", "getReportDocument"):
        practice.order(kind=kind, operation=operation)
        assert seller.download(report.document_id, tmp_path / "again").sha256 == plain.sha256
        happened += not practice.pending()
    assert happened


def test_a_report_whose_bytes_are_never_whole_is_refused_and_one_that_is_gone_is_said(
    practice: Practice, opened: Callable[..., Seller], tmp_path: Path
) -> None:
    seller = opened("migration")
    report = next(iter(seller.settlement_reports()))
    practice.control.post(
        "/_emu/faults", json=[{"kind": "gzip-cut", "operation": name, "times": 0} for name in ("download", "getReportDocument")]
    )
    with pytest.raises(Damaged):
        seller.download(report.document_id, tmp_path / "report")
    practice.order(kind="document-gone")
    with pytest.raises(NotFound):
        seller.download(report.document_id, tmp_path / "report")
    assert list(tmp_path.glob("report*")) == []


def test_at_amazons_rates_a_paced_client_is_never_throttled_and_an_unpaced_one_gets_through(
    practice: Practice, opened: Callable[..., Seller]
) -> None:
    practice.turn(throttle="real")
    began = practice.now()
    paced = opened("eu", paced=True)
    documents = [report.document_id for report in paced.settlement_reports()][:25]
    assert all(paced.document(document_id).url for document_id in documents)
    statuses = practice.asked("getReportDocument")
    assert statuses == [200] * 25
    assert timedelta(minutes=9) < practice.now() - began < timedelta(minutes=11)  # ten more than the burst, one a minute
    unpaced = opened("eu", paced=False)
    assert all(unpaced.document(document_id).url for document_id in documents[:3])
    assert 429 in practice.asked("getReportDocument")[25:]


def test_a_rotated_secret_and_a_revoked_seller_are_said(practice: Practice, opened: Callable[..., Seller]) -> None:
    practice.access(secret="rotated")
    with pytest.raises(SignInRefused, match="180 days"):
        opened().permissions()
    assert {p.granted for p in opened(client_secret="rotated").permissions()} == {True}
    practice.access(revoke="us")
    with pytest.raises(SignInRefused, match="revoked"):
        opened(client_secret="rotated").permissions()


@pytest.mark.parametrize("operation", ["listPayouts", "listBalances"])
def test_an_operation_that_is_not_enabled_is_a_missing_capability(
    practice: Practice, opened: Callable[..., Seller], operation: str
) -> None:
    practice.order(kind="denied", operation=operation, times=0)
    found = opened().capabilities()
    assert (found.payouts, found.balances) == (operation != "listPayouts", operation != "listBalances")
    assert found.transactions


def test_a_seller_consents_and_is_read(practice: Practice) -> None:
    profile = replace(practice.profile(), refresh_token="")
    back = "http://127.0.0.1:8501/setup"
    asked = authorise.consent(profile, back)
    answer = httpx.get(asked.url)
    returned = dict(httpx.URL(answer.headers["location"]).params)
    got = authorise.exchange(profile, asked.state, returned, back)
    with connect(replace(profile, refresh_token=got.refresh_token), InMemory(), now=practice.now, pause=practice.pause) as seller:
        assert list(seller.settlement_reports())
