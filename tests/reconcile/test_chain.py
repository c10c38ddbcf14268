"""The chain of settlements: real debts and reserves go on to the cent, and whatever is taken out of a chain is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reconcile.periods import FORTNIGHT, NOW, account, money, period
from workbench.reconcile.chain import Chain, chains
from workbench.reconcile.chain_words import meets
from workbench.reconcile.period import GATHERED, Period, PutBack

START = datetime(2026, 1, 7, 14, 28, 38, tzinfo=UTC)
DAY = timedelta(days=1)


def only(*periods: Period) -> Chain:
    found = chains(periods, NOW)
    assert len(found) == 1, [[p.settlement_id for p in one.periods] for one in found]
    return found[0]


def ids(chain: Chain) -> list[str]:
    return [p.settlement_id for p in chain.periods]


def codes(chain: Chain) -> list[str]:
    return [finding.code for _, finding in chain.findings]


def canadian() -> list[Period]:
    """Three real settlements of Amazon.ca, by hand: totals, debts and charges as in the files."""
    at = [datetime.fromisoformat(f"2025-{day}T22:07:18+00:00") for day in ("06-05", "07-31", "08-14", "08-28")]
    given = {"format": "settlement-v1", "currency": "CAD"}
    return [
        period("23874396421", at[0], "-321.69", at[1] - at[0], marketplaces=(), charged=money("32.09"), **given),
        period("23874397121", at[1], "-62.31", at[2] - at[1], marketplaces=("Amazon.ca",), carried=money("-321.69"),
               charged=money("321.69"), **given),
        period("24288684721", at[2], "1016.08", at[3] - at[2] + timedelta(seconds=1), marketplaces=("Amazon.ca", "Non-Amazon CA"),
               carried=money("-62.31"), charged=money("62.31"), **given),
    ]  # fmt: skip


def test_three_canadian_settlements_are_one_unbroken_chain_with_the_card_charges_explained() -> None:
    chain = only(*reversed(canadian()))
    assert ids(chain) == ["23874396421", "23874397121", "24288684721"]
    assert chain.unbroken
    assert chain.findings == ()
    assert [meets(joint) for joint in chain.joints] == [
        "Joined. The 321.69 CAD owed to Amazon was charged to the card.",
        "Joined. The 62.31 CAD owed to Amazon was charged to the card.",
    ]
    rolled = chain.rolled
    assert (rolled.opening, rolled.charged, rolled.transfers, rolled.closing, rolled.unproved) == tuple(
        map(Decimal, ("0.00", "416.09", "1016.08", "0.00", "0.00"))
    )


def test_a_missing_canadian_settlement_is_named_with_its_days_and_the_balance_on_either_side() -> None:
    first, _, last = canadian()
    chain = only(first, last)
    (concerned, finding), = chain.findings  # fmt: skip
    assert concerned == ("23874396421", "24288684721")
    assert "2025-07-31 to 2025-08-14" in finding.what
    assert "321.69 CAD is owed to Amazon" in finding.what
    assert "62.31 CAD is owed to Amazon" in finding.what
    assert "Reports Repository" in finding.next
    assert chain.joints[0].debt.standing == "not-known"


def test_a_debt_is_carried_on_without_a_card_or_charged_in_part() -> None:
    one, two = account([-8, -16], [0, 0], START)
    assert meets(only(one, two).joints[0]) == "Joined. The 8.00 USD owed to Amazon is still owed with its total."
    paid = replace(two, total=money("30.00"))
    assert meets(only(one, paid).joints[0]) == "Joined. The 8.00 USD owed to Amazon was taken from this payout."
    part = only(one, replace(paid, charged=money("5.00")))
    assert meets(part.joints[0]) == (
        "Joined. Of the 8.00 USD owed to Amazon, 5.00 USD was charged to the card; 3.00 USD was taken from this payout."
    )
    assert part.rolled.unproved == 0


def test_a_reserve_that_comes_back_in_part_is_a_finding_with_its_amount() -> None:
    one, two = account([1977, 500], [1412, 100], START)
    chain = only(one, replace(two, reserve_returned=money("1400.77")))
    (_, finding), = chain.findings  # fmt: skip
    assert (finding.code, finding.amount) == ("chain-reserve", Decimal("-11.23"))
    assert "1,412.00 USD" in finding.what
    assert "11.23 USD less" in finding.what
    assert not chain.unbroken
    assert chain.rolled.unproved == Decimal("11.23")


@pytest.mark.parametrize(("carried", "difference"), [("0.00", "321.69"), ("-321.68", "0.01"), ("-400.00", "-78.31")])
def test_a_debt_that_goes_on_otherwise_is_a_finding(carried: str, difference: str) -> None:
    first, second, _ = canadian()
    chain = only(first, replace(second, carried=money(carried)))
    assert [(f.code, f.amount) for _, f in chain.findings] == [("chain-debt", Decimal(difference))]


def test_a_debt_out_of_nothing_is_a_finding() -> None:
    one, two = account([100, 50], [0, 0], START)
    (_, finding), = only(one, replace(two, carried=money("-9.00"))).findings  # fmt: skip
    assert "nothing owed" in finding.what


def test_a_failed_transfer_names_its_payout_and_the_money_counts_once() -> None:
    one, two, three = account([612, 80, 900], [0, 0, 0], START)
    chain = only(one, two, replace(three, put_back=(PutBack(1, money("612.00")),)))
    assert [[p.settlement_id for p in f.payouts] for f in chain.failed] == [["1"]]
    (concerned, finding), = chain.findings  # fmt: skip
    assert concerned == ("3", "1")
    assert "never reached the bank" in finding.what
    assert finding.amount == Decimal("612.00")
    assert chain.unbroken
    assert chain.rolled.activity == Decimal("980.00")
    assert chain.rolled.transfers - chain.rolled.sent_back == Decimal("980.00")


def test_a_payout_is_put_back_once_and_two_credits_in_one_sum_are_two_payouts() -> None:
    periods = account([70, 70, 30, 500], [0, 0, 0, 0], START)
    again = replace(periods[3], put_back=(PutBack(1, money("70.00")), PutBack(1, money("70.00"))))
    assert [f.payouts[0].settlement_id for f in only(*periods[:3], again).failed] == ["2", "1"]
    together = replace(periods[3], put_back=(PutBack(2, money("100.00")),))
    assert {p.settlement_id for p in only(*periods[:3], together).failed[0].payouts} == {"2", "3"}


def test_money_put_back_of_no_known_payout_is_said_to_be_unknown() -> None:
    one, two = account([100, 50], [0, 0], START)
    (_, finding), = only(one, replace(two, put_back=(PutBack(1, money("99.99")),))).findings  # fmt: skip
    assert (finding.code, finding.amount) == ("chain-unknown-return", Decimal("99.99"))


def test_the_seconds_that_amazon_itself_differs_by_are_no_hole_and_minutes_are() -> None:
    one, two = account([100, 100], [0, 0], START)
    assert only(one, replace(two, start=one.end + timedelta(seconds=2))).unbroken
    assert only(one, replace(two, start=one.end + timedelta(minutes=2))).joints[0].meeting == "hole"


def test_an_overlap_is_named() -> None:
    one, two = account([100, 100], [0, 0], START)
    chain = only(one, replace(two, start=two.start - 3 * DAY))
    assert chain.joints[0].meeting == "overlap"
    assert codes(chain) == ["chain-overlap"]


WORDS = {
    "recent": (NOW - 2 * FORTNIGHT, "Sync with Amazon, which keeps it until"),
    "half kept": (NOW - timedelta(days=95), "for what closed in the last 90 days"),
    "gone": (NOW - timedelta(days=200), "no longer offers it"),
}


@pytest.mark.parametrize("start", WORDS)
def test_where_a_missing_settlement_is_to_be_had_depends_on_its_age(start: str) -> None:
    at, words = WORDS[start]
    one = period("1", at - FORTNIGHT)
    two = period("2", at + FORTNIGHT, length=DAY)
    assert words in only(one, two).findings[0][1].next


def test_a_future_a_backward_and_an_ancient_settlement_get_words() -> None:
    assert codes(only(period("1", NOW - DAY))) == ["chain-future"]
    assert codes(only(replace(period("1", START), end=START - DAY))) == ["chain-dates"]
    ancient = period("1", START.replace(year=2016))
    chain = only(ancient, period("2", START))
    assert codes(chain) == ["chain-hole", "chain-old"]
    assert "January 2016 to January 2026" in chain.findings[0][1].next
    assert "10 years ago" in chain.findings[1][1].what


def test_a_settlement_partly_in_view_proves_nothing_and_says_what_to_get() -> None:
    one, two = account([100, 100], [30, 0], START)
    chain = only(one, replace(two, reserve_returned=money("0.00"), complete=False))
    assert codes(chain) == ["chain-partly"]
    assert "only partly in view" in meets(chain.joints[0])
    assert chain.unbroken


def test_a_gathered_settlement_is_joined_by_its_transfers_a_day_late_and_its_reserve_is_not_missed() -> None:
    one, two, three = account([100, 100, 100], [30, 20, 10], START)
    gathered = replace(two, format=GATHERED, start=two.start + DAY, end=two.end + 2 * DAY, reserve_held=money("0.00"),
                       reserve_returned=money("0.00"))  # fmt: skip
    chain = only(one, gathered, three)
    assert [joint.meeting for joint in chain.joints] == ["joined", "joined"]
    assert chain.findings == ()
    assert {joint.reserve.standing for joint in chain.joints} == {"not-known"}


def test_currencies_marketplaces_and_stated_account_types_are_chains_of_their_own() -> None:
    german = account([1, 2, 3], [4, 5, 6], START, first=10, marketplaces=("Amazon.de",), currency="EUR")
    french = account([1, 2, 3], [7, 8, 9], START, first=20, marketplaces=("Amazon.fr",), currency="EUR")
    british = account([1, 2], [4, 5], START, first=30, marketplaces=("Amazon.co.uk",), currency="GBP")
    invoiced = account([1, 2], [0, 0], START, first=40, marketplaces=("Amazon.de",), currency="EUR", account_type="Invoiced Orders")
    standard = [replace(p, account_type="Standard Orders") for p in german]
    found = chains([*invoiced, *british, *french, *standard], NOW)
    assert sorted(ids(one) for one in found) == [["10", "11", "12"], ["20", "21", "22"], ["30", "31"], ["40", "41"]]


def test_unnamed_accounts_with_the_same_dates_are_told_apart_by_their_balance() -> None:
    one = account([10, 20, 30, 40], [5, 6, 7, 8], START, marketplaces=())
    other = account([11, -21, 31, 41], [0, 3, 2, 1], START, first=50, marketplaces=())
    assert [ids(chain) for chain in chains([*other, *one], NOW)] == [["1", "2", "3", "4"], ["50", "51", "52", "53"]]
    assert all(chain.unbroken for chain in chains([*other, *one], NOW))


def test_a_settlement_without_orders_stays_with_its_account() -> None:
    german = account([1, 2, 3], [0, 0, 0], START, first=10, marketplaces=("Amazon.de",))
    french = account([1, 2, 3], [0, 0, 0], START, first=20, marketplaces=("Amazon.fr",))
    german[1] = replace(german[1], marketplaces=())
    assert [ids(chain) for chain in chains([*french, *german], NOW)] == [["10", "11", "12"], ["20", "21", "22"]]


histories = st.lists(st.tuples(st.integers(-50, 500), st.integers(0, 90)), min_size=3, max_size=12)


@given(histories, st.data())
def test_any_settlements_taken_out_of_a_chain_are_named_and_nothing_else(history: list[tuple[int, int]], data: st.DataObject) -> None:
    periods = account([total for total, _ in history], [held for _, held in history], START - timedelta(days=60))
    gone = data.draw(st.sets(st.integers(1, len(periods) - 2), min_size=1))
    kept = data.draw(st.permutations([p for n, p in enumerate(periods) if n not in gone]))
    chain = only(*kept)
    missing = [(joint.before.end, joint.after.start) for joint in chain.joints if joint.meeting == "hole"]
    for n in gone:
        assert any(start <= periods[n].start and periods[n].end <= end + timedelta(seconds=2) for start, end in missing), n
    assert set(codes(chain)) == {"chain-hole"}
    assert len(codes(chain)) == len(missing) == sum(1 for n in gone if n - 1 not in gone)


@given(histories, histories, st.sampled_from((1, 7, 14)), st.data())
def test_two_unnamed_accounts_side_by_side_stay_two_and_a_hole_in_the_one_is_its_own(
    one: list[tuple[int, int]], other: list[tuple[int, int]], days: int, data: st.DataObject
) -> None:
    """Nothing in the files tells the two apart but their dates and balances."""
    steady = account([t for t, _ in one], [h for _, h in one], START, days * DAY, first=100)
    phase = data.draw(st.integers(0, min(days, 6) - 1)) * 86_400 + data.draw(st.integers(3600, 82_800))
    fortnightly = account([t for t, _ in other], [h for _, h in other], START + timedelta(seconds=phase), first=500)
    gone = data.draw(st.integers(1, len(steady) - 2))
    found = chains(data.draw(st.permutations([*steady[:gone], *steady[gone + 1 :], *fortnightly])), NOW)
    assert sorted(len(chain.periods) for chain in found) == sorted((len(steady) - 1, len(fortnightly)))
    holes = [joint for chain in found for joint in chain.joints if joint.meeting == "hole"]
    assert [(joint.before.settlement_id, joint.after.settlement_id) for joint in holes] == [(f"{99 + gone}", f"{101 + gone}")]


@given(histories, st.data())
def test_the_order_in_which_settlements_come_does_not_matter(history: list[tuple[int, int]], data: st.DataObject) -> None:
    periods = account([total for total, _ in history], [held for _, held in history], START)
    assert chains(data.draw(st.permutations(periods)), NOW) == chains(periods, NOW)
    chain = only(*periods)
    assert chain.unbroken
    assert chain.rolled.unproved == 0


@given(histories, st.integers(1, 90), st.data())
def test_a_balance_that_does_not_go_on_is_always_found(history: list[tuple[int, int]], off: int, data: st.DataObject) -> None:
    periods = account([total for total, _ in history], [held for _, held in history], START)
    n = data.draw(st.integers(1, len(periods) - 1))
    field, code = data.draw(st.sampled_from([("reserve_returned", "chain-reserve"), ("carried", "chain-debt")]))
    periods[n] = replace(periods[n], **{field: getattr(periods[n], field) + off})
    assert [(f.code, f.amount) for _, f in only(*periods).findings] == [(code, Decimal(off))]
