"""Amazon's own examples and models: what it says its answers look like is what we read, and what it accepts is what we ask."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.amazon.api.conftest import NOON
from tests.amazon.api.stub import BALANCES, EXPECTED, GROUPS, PAYOUTS, SUMMARY, TRANSACTIONS, Seen, Stub, Told
from workbench.amazon.api import reading
from workbench.amazon.api.answers import document
from workbench.amazon.api.groups import parse as parse_group
from workbench.amazon.api.seller import Seller
from workbench.errors import BrokenInvariant
from workbench.money import Money

MODELS = Path(__file__).parents[4] / "shared" / "realdata" / "finances-api"
pytestmark = pytest.mark.skipif(not MODELS.is_dir(), reason="Amazon's models are not here (../shared/realdata/finances-api)")
PREFIX = "amzn__selling-partner-api-models__"


def example(name: str, *, last_page: bool = True) -> bytes:
    """The answer of an example, as bytes; without its page token, which leads nowhere."""
    answer = json.loads((MODELS / f"{PREFIX}{name}_200_0.json").read_text())["response"]
    for part in (answer, answer.get("payload", {})):
        part.pop("nextToken", None)
        part.pop("NextToken", None)
    return json.dumps(answer).encode()


def test_payouts(stub: Stub, seller: Seller) -> None:
    stub.tell(PAYOUTS, Told(200, example("transfers_listPayouts")))
    (payout,) = seller.payouts(NOON)
    assert payout.amount == Money(Decimal("1250.75"), "USD")
    assert [step.status for step in payout.history] == ["STARTED", "IN_TRANSIT", "PAID"]
    assert (payout.settlement_ids, payout.trace_id, payout.payment_rail) == (("11888387941",), "4B03616UONXSAWP", "ACH")


def test_expected_payouts(stub: Stub, seller: Seller) -> None:
    stub.tell(EXPECTED, Told(200, example("transfers_listExpectedPayouts")))
    (expected,) = seller.expected_payouts()
    assert expected.amount == Money(Decimal("2547.89"), "USD")
    assert expected.scheduled is not None
    assert expected.scheduled.date() == date(2024, 3, 22)


def test_groups() -> None:
    (row,) = (document(example("v0_listFinancialEventGroups")) or {})["payload"]["FinancialEventGroupList"]
    group = parse_group(reading.Entry(row, "group"))
    assert (group.original, group.converted) == (Money(Decimal("10.34"), "USD"), Money(Decimal("39.43"), "USD"))
    assert group.beginning == Money(Decimal("55.33"), "USD")


def test_balances(stub: Stub, seller: Seller) -> None:
    for name in ("2024_listBalances",):
        stub.tell(BALANCES, Told(200, example(name)))
        (balance,) = seller.balances()
        assert balance.total == Money(Decimal(15000), "USD")
        assert balance.account_level_reserve == Money(Decimal(-2000), "USD")


def test_the_example_of_a_summary_does_not_sum_and_is_refused(stub: Stub, seller: Seller) -> None:
    stub.tell(SUMMARY, Told(200, example("2024_listSummary")))
    with pytest.raises(BrokenInvariant):  # Sales 8000 made of 9000: an example typed by hand
        seller.summary("1")


def test_a_transaction_without_an_id_is_refused(stub: Stub, seller: Seller) -> None:
    stub.tell(TRANSACTIONS, Told(200, example("2024_listTransactions")))
    with pytest.raises(BrokenInvariant, match="another shape"):  # the example has none; a real one could not be counted once
        list(seller.transactions(NOON - timedelta(days=1)))


def parameters(model: str) -> dict[str, dict[str, Any]]:
    """Path -> the parameters its GET accepts, by name."""
    paths = json.loads((MODELS / f"{PREFIX}{model}.json").read_text())["paths"]
    return {path: {p["name"]: p for p in verbs["get"].get("parameters", [])} for path, verbs in paths.items() if "get" in verbs}


def test_every_question_uses_parameters_amazon_knows(stub: Stub, seller: Seller) -> None:
    known = parameters("financesV0") | parameters("finances_2024-06-19") | parameters("transfers_2024-06-01")
    for path in (GROUPS, TRANSACTIONS):
        stub.tell(path, Told(200, b'{"payload": {"transactions": [], "FinancialEventGroupList": []}}'))
    for path in (PAYOUTS, EXPECTED, BALANCES, SUMMARY):
        stub.tell(path, Told(200, b'{"payouts": [], "expectedPayouts": [], "balances": [], "summaries": []}'))
    list(seller.groups(NOON - timedelta(days=9)))
    list(seller.payouts(NOON))
    list(seller.transactions(NOON - timedelta(days=9)))
    seller.expected_payouts(), seller.balances(date(2026, 10, 31)), seller.summary("1"), seller.capabilities()
    asked: list[Seen] = [request for request in stub.seen if request.path in known]
    assert {request.path for request in asked} == {GROUPS, TRANSACTIONS, PAYOUTS, EXPECTED, BALANCES, SUMMARY}
    for request in asked:
        assert request.query.keys() <= known[request.path].keys(), request.path
