"""Transfers and the settlements they pay: what ties, and why the rest does not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest

from workbench.amazon.files.transactions import read
from workbench.reconcile.transfers import Paid, Portion, Transfer, paid

REAL = Path(__file__).parents[3] / "shared" / "realdata" / "transactions-csv"
STANDARD = "Standard Orders"


def at(month: int, day: int, hour: int = 12) -> datetime:
    return datetime(2025, month, day, hour, tzinfo=UTC)


def portion(settlement_id: str, net: str, first: datetime, last: datetime, deferred: str = "0.00", account: str = STANDARD) -> Portion:
    return Portion(settlement_id, account, 10, Decimal(net), Decimal(deferred), first, last)


def transfer(settlement_id: str, amount: str, when: datetime, account: str = STANDARD) -> Transfer:
    return Transfer(settlement_id, account, when, Decimal(amount), "To your account")


def by_id(found: list[Paid]) -> dict[str, Paid]:
    return {each.settlement_id: each for each in found}


CHAIN = [
    portion("100", "10.00", at(3, 1), at(3, 9)),
    portion("200", "20.00", at(3, 10), at(3, 23)),
    portion("300", "5.00", at(3, 24), at(3, 31)),
]
MOVED = [transfer("200", "-10.00", at(3, 11)), transfer("300", "-20.00", at(3, 25))]


def test_a_transfer_pays_the_settlement_before_the_one_it_stands_in() -> None:
    found = by_id(paid(CHAIN, MOVED))
    assert list(found) == ["100", "200", "300"]
    assert (found["100"].transfer, found["100"].difference, found["100"].why) == (MOVED[0], Decimal("0.00"), "")
    assert (found["200"].start, found["200"].end, found["200"].difference) == (at(3, 11), at(3, 25), Decimal("0.00"))
    assert (found["300"].start, found["300"].end, found["300"].transfer, found["300"].difference) == (at(3, 25), None, None, None)
    assert "still open, or the transfer is in the report of April 2025" in found["300"].why


def test_the_numbers_of_settlements_say_nothing_of_their_order() -> None:
    portions = [portion("900", "10.00", at(3, 1), at(3, 9)), portion("100", "20.00", at(3, 10), at(3, 23)), CHAIN[2]]
    found = by_id(paid(reversed(portions), [transfer("100", "-10.00", at(3, 11)), MOVED[1]]))
    assert [each.difference for each in found.values()] == [Decimal("0.00"), Decimal("0.00"), None]


def test_account_types_are_chains_of_their_own() -> None:
    invoiced = [
        portion("150", "7.00", at(3, 2), at(3, 12), account="Invoiced Orders"),
        portion("250", "0.00", at(3, 15), at(3, 15), account="Invoiced Orders"),
    ]
    found = by_id(paid([*CHAIN, *invoiced], [*MOVED, transfer("250", "-7.00", at(3, 15), "Invoiced Orders")]))
    assert [found[each].difference for each in ("100", "150", "200")] == [Decimal("0.00")] * 3


def test_portions_of_two_reports_are_one_settlement() -> None:
    in_two = [portion("200", "12.00", at(3, 10), at(3, 31)), portion("200", "8.00", at(4, 1), at(4, 3))]
    portions = [CHAIN[0], *in_two, portion("300", "1.00", at(4, 4), at(4, 30))]
    found = by_id(paid(portions, [MOVED[0], transfer("300", "-20.00", at(4, 5))]))
    assert (found["200"].net, found["200"].difference) == (Decimal("20.00"), Decimal("0.00"))


def test_nothing_is_concluded_across_a_month_that_is_missing() -> None:
    portions = [*CHAIN, portion("700", "9.00", at(6, 1), at(6, 20)), portion("800", "1.00", at(6, 21), at(6, 30))]
    found = by_id(paid(portions, [*MOVED, transfer("700", "-5.00", at(6, 3)), transfer("800", "-9.00", at(6, 22))]))
    assert (found["300"].transfer, found["300"].difference) == (None, None)
    assert "April 2025" in found["300"].why
    assert found["700"].difference == Decimal("0.00")


def test_a_few_hours_in_utc_do_not_make_a_month() -> None:
    """The evening of 31 March in Seattle is April in UTC, which is no report of April."""
    march = [*CHAIN[:2], portion("300", "5.00", at(3, 24), at(4, 1, 5))]
    june = [portion("700", "9.00", at(6, 1), at(6, 30))]
    assert "April 2025" in by_id(paid(march + june, [*MOVED, transfer("700", "-5.00", at(6, 3))]))["300"].why
    new_york = timezone(timedelta(hours=-4))
    local = [portion("300", "5.00", at(3, 24).astimezone(new_york), at(4, 1, 3).astimezone(new_york))]
    assert "April 2025" in by_id(paid([*CHAIN[:2], *local], MOVED))["300"].why


def test_earlier_rows_may_be_in_the_month_before() -> None:
    moved = [transfer("100", "-3.00", at(3, 2)), transfer("200", "-14.00", at(3, 11)), MOVED[1]]
    found = by_id(paid(CHAIN, moved))
    assert found["100"].difference == Decimal("-4.00")
    assert found["100"].why.startswith("Rows of 10.00 are in view, but 14.00 was paid: earlier rows are in the report of February 2025")
    with_february = [portion("050", "3.00", at(2, 1), at(2, 28)), *CHAIN]
    why = by_id(paid(with_february, moved))["100"].why
    assert "a reserve of 4.00 was released to it" in why
    assert "edited" in why


def test_deferred_rows_keep_a_settlement_from_tying() -> None:
    february = portion("050", "3.00", at(2, 1), at(2, 28))
    portions = [february, CHAIN[0], portion("200", "15.00", at(3, 10), at(3, 23), deferred="5.00"), CHAIN[2]]
    why = by_id(paid(portions, [transfer("100", "-3.00", at(3, 2)), *MOVED]))["200"].why
    assert why.startswith("Rows of 15.00 are in view, but 20.00 was paid: 5.00 was deferred")
    assert "report of March 2025 anew" in why


def test_a_reserve_that_is_paid_with_the_next_settlement() -> None:
    moved = [transfer("200", "-6.00", at(3, 11)), transfer("300", "-24.00", at(3, 25))]
    found = by_id(paid(CHAIN, moved))
    assert [found[each].difference for each in ("100", "200")] == [Decimal("4.00"), Decimal("-4.00")]
    assert found["100"].why == "4.00 was held as a reserve and paid with settlement 200."
    assert "the reserve held from settlement 100" in found["200"].why


def test_a_reserve_that_is_still_held() -> None:
    with_february = [portion("050", "3.00", at(2, 1), at(2, 28)), *CHAIN]
    moved = [transfer("100", "-3.00", at(3, 2)), transfer("200", "-6.00", at(3, 11)), MOVED[1]]
    found = by_id(paid(with_february, moved))
    assert found["100"].difference == Decimal("4.00")
    assert "held 4.00 as a reserve" in found["100"].why


def test_a_settlement_with_nothing_to_pay() -> None:
    """No transfer leaves then, so the chain has a link without one, and what follows is not mistaken for its payment."""
    later = [portion("300", "8.00", at(3, 24), at(3, 29)), portion("400", "1.00", at(3, 30), at(3, 31))]
    portions = [CHAIN[0], portion("200", "-3.00", at(3, 10), at(3, 23)), *later]
    found = by_id(paid(portions, [MOVED[0], transfer("400", "-8.00", at(3, 30))]))
    assert "nothing to pay out" in found["200"].why
    assert found["200"].transfer is None
    assert found["300"].difference == Decimal("0.00")


def test_two_transfers_in_one_settlement_pay_together() -> None:
    moved = [transfer("200", "-4.00", at(3, 11)), transfer("200", "-6.00", at(3, 12)), MOVED[1]]
    assert by_id(paid(CHAIN, moved))["100"].difference == Decimal("0.00")


def test_no_reports_at_all() -> None:
    assert paid([], []) == []


@pytest.mark.skipif(not REAL.is_dir(), reason=f"the real reports are not at {REAL}")
def test_real_reports(tmp_path: Path) -> None:
    files = [read(path, path.name, tmp_path) for path in sorted(REAL.glob("*.csv"))]
    found = paid([p for file in files for p in file.settlements], [t for file in files for t in file.transfers])
    ties = [each for each in found if each.difference == 0]
    assert (len(found), len(ties)) == (30, 16)
    assert all(each.why for each in found if each.difference != 0)
    assert not any(each.why for each in ties)
    whys = " ".join(each.why for each in found)
    assert "edited" not in whys
    missing = ("January 2025", "April 2025", "July 2025", "October 2025", "February 2026", "April 2026")
    assert [month for month in missing if month in whys] == list(missing)
