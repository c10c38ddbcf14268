"""From the bank's statement to a confirmed match, through the jobs: import, suggest, confirm, take back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.bank.statements import PLAIN, csv_of, sgml
from tests.jobs.conftest import Desk
from workbench.errors import Conflict, NotReady, Refused
from workbench.jobs import doctor, review, worker
from workbench.jobs.bank import bank_matching, bank_statements
from workbench.jobs.close import variance
from workbench.practice.seller import demo_settlements
from workbench.store import audit, bank_lines, settings

MADE = [s for s in demo_settlements() if s.name.startswith("us-")][:2]


@pytest.fixture
def desk(desk_of: Callable[[str], Desk]) -> Desk:
    """A practice company with two payouts, connected."""
    desk = desk_of("demo")
    desk.take_in(*MADE)
    worker.result_of(desk.do("connect"))
    return desk


def bring(desk: Desk, data: bytes, name: str = "bank.csv", said: Any = PLAIN) -> dict[str, Any]:
    layout = said.as_json() if said else None
    job = desk.do("bank-import", files=[(desk.company.archive.keep_bytes(data), name)], account="", layout=layout)
    (file,) = worker.result_of(job)["files"]
    return dict(file)


def sent(desk: Desk, settlement_id: str, late: int = 2) -> tuple[str, str]:
    """The day on which the bank has a payout, and its amount."""
    s = review.payout(desk.company, settlement_id).settlement
    return (date.fromisoformat(s.deposit_day) + timedelta(days=late)).isoformat(), str(s.total)


def row(desk: Desk, settlement_id: str, words: str = "AMZN EDI PYMT", late: int = 2) -> tuple[str, str, str]:
    day, amount = sent(desk, settlement_id, late)
    return day, words, amount


def standing(desk: Desk) -> dict[str, int]:
    return {name: count for _, name, count, _ in bank_matching.totals(bank_matching.at_bank(desk.company))}


def test_a_statement_proves_its_payouts_when_a_person_confirms_them(desk: Desk) -> None:
    """S2, S77: the payout reconciles to its bank deposit with a difference of 0.00, and not by itself."""
    one, two = MADE[0].settlement_id, MADE[1].settlement_id
    file = bring(desk, csv_of(row(desk, one), ("2026-09-01", "RENT", "-900.00")))
    assert (file["status"], file["lines"], file["new"], file["account"]) == ("imported", 2, 2, "Business Checking")
    found = bank_matching.at_bank(desk.company)
    assert [o.payouts for o in found.suggested] == [(one,)]
    assert standing(desk) == {"matched": 0, "suggested": 1, "ambiguous": 0, "waiting": 1}
    assert variance.payout_variance(desk.company, one).bank is None
    bank_matching.confirm(desk.company, found.suggested, "tester")
    assert standing(desk) == {"matched": 1, "suggested": 0, "ambiguous": 0, "waiting": 1}
    assert variance.payout_variance(desk.company, one).bank == MADE[0].total
    (confirmed,) = bank_matching.at_bank(desk.company).confirmed
    assert (confirmed.difference, confirmed.match.by) == (Decimal("0.00"), "tester")
    (waiting,) = bank_matching.at_bank(desk.company).waiting
    assert waiting.payout.settlement_id == two


def test_the_bank_less_quickbooks_is_nothing_for_a_payout_that_is_posted_and_matched(desk: Desk) -> None:
    """S2: Amazon, QuickBooks and the bank have one figure."""
    payout = MADE[0].settlement_id
    desk.map_everything(payout, "Amazon Other Fees & Adjustments")
    review.confirm(desk.company, payout, "tester")
    worker.result_of(desk.do("post", payout=payout, mode="summary"))
    worker.result_of(desk.do("read-back", payouts=[payout], month=""))
    assert review.payout(desk.company, payout).variance.bank_vs_quickbooks is None
    bring(desk, csv_of(row(desk, payout)))
    bank_matching.confirm(desk.company, bank_matching.at_bank(desk.company).suggested, "tester")
    assert review.payout(desk.company, payout).variance.bank_vs_quickbooks == Decimal("0.00")


def test_a_match_is_taken_back_with_its_reason_and_can_be_made_again(desk: Desk) -> None:
    bring(desk, csv_of(row(desk, MADE[0].settlement_id)))
    bank_matching.confirm(desk.company, bank_matching.at_bank(desk.company).suggested, "tester")
    (confirmed,) = bank_matching.at_bank(desk.company).confirmed
    with pytest.raises(Refused):
        bank_matching.unmatch(desk.company, confirmed.match.match_id, " ", "tester")
    bank_matching.unmatch(desk.company, confirmed.match.match_id, "another payout", "tester")
    assert len(bank_matching.at_bank(desk.company).suggested) == 1
    with desk.company.state.read() as connection:
        (line,) = audit.lines(connection, "bank match taken back")
    assert line.detail["because"] == "another payout"


def test_what_changed_since_it_was_shown_is_not_confirmed(desk: Desk) -> None:
    bring(desk, csv_of(row(desk, MADE[0].settlement_id)))
    shown = bank_matching.at_bank(desk.company).suggested
    bank_matching.confirm(desk.company, shown, "tester")
    with pytest.raises(Conflict, match="no longer possible"):
        bank_matching.confirm(desk.company, shown, "tester")


def test_the_same_file_does_nothing_and_an_overlapping_one_brings_only_what_is_new(desk: Desk) -> None:
    pay, coffee = row(desk, MADE[0].settlement_id), ("2026-09-05", "COFFEE", "-4.50")
    first = csv_of(coffee, coffee, pay)
    assert bring(desk, first)["new"] == 3, "two real payments that look alike are two"
    assert bring(desk, first)["status"] == "already-imported"
    again = bring(desk, csv_of(coffee, coffee, coffee, pay, ("2026-09-06", "COFFEE", "-4.50")), "more.csv")
    assert (again["lines"], again["new"]) == (5, 2)
    with desk.company.state.read() as connection:
        assert len(bank_lines.lines(connection)) == 5


def test_what_columns_mean_is_said_once(desk: Desk) -> None:
    refused = bring(desk, csv_of(row(desk, MADE[0].settlement_id)), said=None)
    assert refused["status"] == "refused"
    assert "Nobody has said yet" in refused["findings"][0]["what"]
    assert bring(desk, csv_of(row(desk, MADE[0].settlement_id)))["status"] == "imported"
    assert bring(desk, csv_of(("2026-12-01", "later", "1.00")), "later.csv", said=None)["status"] == "imported"


def test_a_statement_read_with_the_wrong_sign_is_taken_out_and_read_again(desk: Desk) -> None:
    data = csv_of(row(desk, MADE[0].settlement_id))
    bring(desk, data, said=replace(PLAIN, sign="minus-received"))
    assert bank_matching.at_bank(desk.company).suggested == ()
    (statement,) = bank_matching.at_bank(desk.company).statements
    bank_statements.remove(desk.company, statement.statement_id, "the sign was wrong", "tester")
    bring(desk, data)
    assert len(bank_matching.at_bank(desk.company).suggested) == 1


def test_a_broken_file_changes_nothing(desk: Desk) -> None:
    file = bring(desk, csv_of(row(desk, MADE[0].settlement_id), ("2026-09-21", "x", "1.005")))
    assert file["status"] == "refused"
    assert file["findings"][0]["where"] == "line 3, column Amount"
    found = bank_matching.at_bank(desk.company)
    assert (found.lines, found.statements) == ({}, ())
    with desk.company.state.read() as connection:
        assert bank_lines.layout(connection, PLAIN.fingerprint) is None, "what read nothing is not remembered"


def test_ofx_is_read_without_a_layout_and_another_account_is_told(desk: Desk) -> None:
    day, amount = sent(desk, MADE[0].settlement_id)

    def of(number: str, account: str) -> bytes:
        transaction = f"<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>{day.replace('-', '')}<TRNAMT>{amount}<FITID>{number}<NAME>AMZN</STMTTRN>"
        return sgml(transaction, account=account)

    assert bring(desk, of("1", "1111"), "a.qfx", said=None)["findings"] == []
    (finding,) = bring(desk, of("2", "2222"), "b.qfx", said=None)["findings"]
    assert "ends in 2222" in finding["what"]
    assert standing(desk)["ambiguous"] == 1, "the two lines cannot be told apart"


def test_an_account_that_is_none_is_refused_in_words(desk: Desk) -> None:
    with pytest.raises(Refused, match="no bank account 'Piggy'"):
        bank_statements.account_named(desk.company, "Piggy")
    with desk.company.state.write() as connection:
        settings.put(connection, "tester", deposit_account="")
    with pytest.raises(NotReady, match="No deposit account"):
        bank_statements.account_named(desk.company, "")


def test_the_files_of_statements_are_proved_by_doctor(desk: Desk) -> None:
    file = bring(desk, csv_of(row(desk, MADE[0].settlement_id)))
    path = desk.company.archive.path(file["sha256"])
    path.chmod(0o644)
    path.write_bytes(b"changed")
    failed = [check["check"] for check in doctor.examine("demo")["checks"] if not check["passed"]]
    assert failed == ["raw files have their hashes"]
