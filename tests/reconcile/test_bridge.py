"""The bridge of a month: worked figures by hand, and that it always adds up."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from workbench.money import ZERO, exact, total
from workbench.reconcile.bridge import CARRIED_IN, CARRIED_OUT, Arrived, Bridge, Leg, Payout, Reported, bridge

MONTH = "2026-10"
D = Decimal


def posted(number: str, month: str, lines: dict[str, str], kept: str = "0.00", arrived: str = "") -> Payout:
    """A payout that is posted and read back as it is; `kept` of the month's lines stands in the balance sheet as tax."""
    by_month = {name: D(amount) for name, amount in lines.items()}
    tax = {(MONTH, "Sales Tax"): D(kept)} if MONTH in by_month else {}
    earned = {name: amount - (D(kept) if name == MONTH else ZERO) for name, amount in by_month.items()}
    whole = total(by_month.values())
    return Payout(number, whole, month, by_month, {}, "posted", earned, tax, earned,
                  arrived=Arrived(arrived, whole, "USD") if arrived else None)  # fmt: skip


SEPTEMBER = posted("1", "2026-09", {"2026-09": "500.00"}, arrived=MONTH)
"""Sent at the end of September, at the bank in October."""
CROSSING = posted("2", MONTH, {"2026-09": "30.00", MONTH: "70.00"}, kept="5.00", arrived=MONTH)
NEXT = posted("3", "2026-11", {MONTH: "40.00", "2026-11": "8.00"}, arrived="2026-11")
ON_THE_WAY = posted("4", MONTH, {MONTH: "20.00"}, arrived="2026-11")


def steps(leg: Leg) -> dict[str, Decimal]:
    return {step.words: step.amount for step in leg.steps}


def adds_up(found: Bridge) -> None:
    for leg in found.legs:
        assert exact(leg.start + total(step.amount for step in leg.steps) + leg.unexplained) == leg.end
        assert all(step.amount for step in leg.steps)
    for before, after in zip(found.legs, found.legs[1:], strict=False):
        assert (before.ends, before.end) == (after.begins, after.start)


def test_payouts_lead_to_the_profit_and_loss_by_what_is_carried_and_kept() -> None:
    found = bridge(MONTH, "USD", [SEPTEMBER, CROSSING, NEXT, ON_THE_WAY], [], read=True, bank=D("600.00"))
    entries, quickbooks, bank = found.legs
    assert (entries.start, entries.end) == (D("120.00"), D("125.00"))
    assert steps(entries) == {CARRIED_IN: D("-30.00"), CARRIED_OUT: D("40.00"), "Sales Tax (balance sheet)": D("-5.00")}
    assert (quickbooks.end, quickbooks.steps) == (D("125.00"), ())
    assert steps(bank) == {
        "Carried over the month's ends": D("-10.00"), "Tax, reserve and other balance-sheet accounts": D("5.00"),
        "In transit at the month's end": D("-20.00"), "In transit at the month's beginning": D("500.00"),
    }  # fmt: skip
    assert (found.unexplained, bank.end) == (ZERO, D("600.00"))
    adds_up(found)


def test_the_report_s_month_leads_to_the_payouts_by_zone_deferral_reserve_and_what_is_missing() -> None:
    reserved = replace(
        CROSSING, lines={**CROSSING.lines, MONTH: D("63.00")}, total=D("93.00"), balance={(MONTH, "Reserve held"): D("-7.00")}
    )
    rows = [
        Reported("2", True, "2026-09", "2026-09", D("25.00")), Reported("2", True, "2026-09", MONTH, D("-1.00")),
        Reported("2", True, MONTH, MONTH, D("76.00")), Reported("2", False, MONTH, MONTH, D("12.00")),
        Reported("9", True, MONTH, MONTH, D("3.00")),
    ]  # fmt: skip
    leg = bridge(MONTH, "USD", [reserved, NEXT], rows, read=False, bank=None).legs[0]
    assert (leg.start, leg.end, leg.unexplained) == (D("91.00"), D("93.00"), ZERO)
    assert steps(leg) == {
        "Time zone: another month there than in the books": D("-1.00"), "Deferred: not released yet": D("-12.00"),
        "In settlements that the books do not have": D("-3.00"), "In settlements that no report of these days has": D("40.00"),
        "Deferred out: released in another month": D("-5.00"), "Reserve held": D("-7.00"), CARRIED_IN: D("30.00"), CARRIED_OUT: D("-40.00"),
    }  # fmt: skip


def test_what_others_changed_and_what_was_not_read_are_named_and_a_remainder_is_unexplained() -> None:
    changed = replace(ON_THE_WAY, quickbooks={MONTH: D("17.50")}, changed={MONTH: D("-2.50")})
    unread = replace(CROSSING, quickbooks={MONTH: D("60.00")}, unread={MONTH: D("5.00")})
    odd = replace(NEXT, quickbooks={MONTH: D("39.99")})
    _, leg, bank = bridge(MONTH, "USD", [changed, unread, odd], [], read=True, bank=D("100.00")).legs
    assert steps(leg) == {"Not read back yet": D("-5.00"), "Changed in QuickBooks since posting": D("-2.50")}
    assert leg.unexplained == D("-0.01")
    assert steps(bank)["What is unexplained above"] == D("0.01")
    assert bank.unexplained == ZERO


def test_a_figure_that_is_missing_is_left_out_with_the_reason() -> None:
    found = bridge(MONTH, "USD", [replace(NEXT, standing="open", earned={}, kept={}, quickbooks={})], [], read=False, bank=None)
    assert [what for what, _ in found.left_out] == ["Amazon's month", "QuickBooks", "Bank"]
    assert steps(found.legs[0]) == {CARRIED_OUT: D("40.00"), "Not posted yet": D("-40.00")}
    assert found.unexplained == ZERO


def test_a_payout_below_zero_or_in_another_currency_is_named_on_the_way_to_the_bank() -> None:
    owed = posted("5", MONTH, {MONTH: "-9.00"})
    abroad = replace(posted("6", MONTH, {MONTH: "11.00"}), arrived=Arrived(MONTH, D("10.00"), "EUR"))
    leg = bridge(MONTH, "USD", [owed, abroad], [], read=True, bank=ZERO).legs[-1]
    assert steps(leg) == {"Below zero: nothing is sent": D("9.00"), "Received in another currency": D("-11.00")}
    assert leg.unexplained == ZERO


def test_two_unexplained_amounts_never_cancel() -> None:
    found = Bridge(MONTH, "USD", (Leg("a", ZERO, (), "b", D("1.00")), Leg("b", D("1.00"), (), "c", ZERO)), ())
    assert found.unexplained == D("2.00")


CENTS = st.integers(-10_000_000, 10_000_000).map(lambda cents: exact(D(cents).scaleb(-2)))
MONTHS = st.sampled_from(["2026-09", MONTH, "2026-11"])
BY_MONTH = st.dictionaries(MONTHS, CENTS, max_size=3)
KEPT = st.dictionaries(st.tuples(MONTHS, st.sampled_from(["Tax", "Reserve"])), CENTS, max_size=4)


@st.composite
def any_payout(draw: st.DrawFn) -> Payout:
    """A payout of the books: its entries are its lines where it is posted, and QuickBooks holds them, changed or not read."""
    lines, kept = draw(BY_MONTH), draw(KEPT)
    number, standing = draw(st.uuids()).hex, draw(st.sampled_from(["posted", "open", "elsewhere"]))
    arrived = draw(st.none() | st.tuples(MONTHS, st.sampled_from(["USD", "EUR"])))
    whole = total(lines.values())
    at_bank = Arrived(arrived[0], whole, arrived[1]) if arrived else None
    base = Payout(number, whole, draw(MONTHS), lines, standing=standing, arrived=at_bank)
    if standing != "posted":
        return base
    kept = {key: amount for key, amount in kept.items() if key[0] in lines}
    earned = {month: exact(amount - total(a for (of, _), a in kept.items() if of == month)) for month, amount in lines.items()}
    changed, unread = draw(BY_MONTH), draw(BY_MONTH)
    months = earned.keys() | changed.keys() | unread.keys()
    held = {m: exact(earned.get(m, ZERO) + changed.get(m, ZERO) - unread.get(m, ZERO)) for m in months}
    return replace(base, earned=earned, kept=kept, quickbooks=held, unread=unread, changed=changed)


@given(st.lists(any_payout(), max_size=6))
def test_books_that_hold_together_have_nothing_unexplained(payouts: list[Payout]) -> None:
    here = [p for p in payouts if p.arrived and (p.arrived.month, p.arrived.currency) == (MONTH, "USD")]
    found = bridge(MONTH, "USD", payouts, [], read=True, bank=total(p.total for p in here))
    adds_up(found)
    assert found.unexplained == ZERO


@given(st.lists(any_payout(), max_size=4), CENTS, st.lists(st.tuples(st.booleans(), MONTHS, MONTHS, CENTS), max_size=6))
def test_the_steps_and_the_unexplained_always_add_up(payouts: list[Payout], bank: Decimal, rows: list[tuple]) -> None:
    numbers = [p.settlement_id for p in payouts] or ["1"]
    reported = [Reported(numbers[n % len(numbers)], *row) for n, row in enumerate(rows)]
    adds_up(bridge(MONTH, "USD", payouts, reported, read=True, bank=bank))
