"""An account rolled forward: by settlement, by age, and beside what Amazon states; nothing is lost on the way."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.reconcile.periods import money
from workbench.money import ZERO, total
from workbench.reconcile import stated
from workbench.reconcile.roll_forward import BUCKETS, Movement, OpenItem, open_items, roll
from workbench.reconcile.stated import Stated

FIRST, LAST = date(2026, 9, 1), date(2026, 9, 30)


def moved(month: int, day: int, settlement: str, debit: str) -> Movement:
    return Movement(date(2026, month, day), settlement, money(debit))


def test_an_account_opens_with_what_was_before_and_closes_with_what_each_settlement_moved() -> None:
    """S70: Payments to deposit comes back to 0.00, and the roll-forward says by which payout."""
    rolled = roll(
        [moved(8, 21, "1", "64.23"), moved(9, 4, "2", "-64.23"), moved(9, 4, "2", "80.00"), moved(9, 18, "3", "-10.00"),
         moved(10, 2, "4", "500.00")],
        FIRST, LAST,
    )  # fmt: skip
    assert (rolled.opening, rolled.movements, rolled.closing) == (money("64.23"), money("5.77"), money("70.00"))
    assert rolled.by_settlement == (moved(9, 4, "2", "15.77"), moved(9, 18, "3", "-10.00"))
    assert rolled.open_items == (OpenItem("2", date(2026, 9, 4), money("70.00")),)
    assert rolled.ageing == (money("70.00"), ZERO, ZERO, ZERO)


def test_a_stale_amount_keeps_its_age_while_others_come_and_go() -> None:
    stale = [moved(5, 1, "1", "5.00")]
    later = [m for n in range(6, 10) for m in (moved(n, 1, f"{n}", "100.00"), moved(n, 3, f"{n}", "-100.00"))]
    assert roll(stale + later, FIRST, LAST).ageing == (ZERO, ZERO, ZERO, money("5.00"))


def test_a_part_that_comes_back_clears_its_own_settlement_first() -> None:
    left = open_items([moved(8, 1, "1", "10.00"), moved(9, 1, "2", "30.00"), moved(9, 2, "2", "-20.00")])
    assert left == [OpenItem("1", date(2026, 8, 1), money("10.00")), OpenItem("2", date(2026, 9, 1), money("10.00"))]


movements = st.lists(
    st.builds(
        Movement,
        st.integers(0, 200).map(lambda n: date(2026, 4, 1) + timedelta(days=n)),
        st.integers(1, 9).map(str),
        st.integers(-99_999, 99_999).map(lambda cents: Decimal(cents).scaleb(-2)),
    ),
    max_size=30,
)


@given(movements)
def test_whatever_was_moved_opening_and_movements_are_the_closing_and_the_ages_add_up_to_it(found: list[Movement]) -> None:
    rolled = roll(found, FIRST, LAST)
    assert rolled.opening == total(m.debit for m in found if m.day < FIRST)
    assert rolled.opening + total(m.debit for m in rolled.by_settlement) == rolled.closing
    assert rolled.closing == total(m.debit for m in found if m.day <= LAST)
    assert total(rolled.ageing) == rolled.closing
    assert len(rolled.ageing) == len(BUCKETS)
    assert len({item.amount > 0 for item in rolled.open_items}) <= 1
    assert all(item.age(LAST) >= 0 for item in rolled.open_items)


held = st.lists(st.integers(0, 50_000).map(lambda cents: Decimal(cents).scaleb(-2)), min_size=1, max_size=12)


def chain(amounts: list[Decimal], brought: Decimal = ZERO) -> list[Stated]:
    """Settlements a fortnight long, each in the books two days after its end, that hand these reserves on."""
    made: list[Stated] = []
    for n, amount in enumerate(amounts):
        end = date(2026, 5, 1) + timedelta(days=14 * n)
        back = -(amounts[n - 1] if n else brought)
        legs = tuple(Movement(end + timedelta(days=2), str(n), leg) for leg in (back, amount) if leg)
        made.append(Stated(str(n), end, back, amount, legs))
    return made


@given(held, st.integers(0, 5_000), st.integers(0, 200))
def test_a_whole_chain_of_reserves_is_explained_to_the_cent_on_any_day(amounts: list[Decimal], brought: int, after: int) -> None:
    last = date(2026, 5, 1) + timedelta(days=after)
    one = chain(amounts, Decimal(brought).scaleb(-2))
    books = roll([m for s in one for m in s.movements], None, last)
    expected = stated.figure(one, last) or ZERO
    assert books.closing - expected == total(e.amount for e in stated.explanations(one, last))
    if not brought and (last - one[-1].end).days >= 2:
        assert stated.explanations(one, last) == []
        assert {item.settlement_id for item in books.open_items} <= {str(n) for n, a in enumerate(amounts) if a == amounts[-1]}


def test_what_amazon_states_and_the_books_do_not_have_is_named() -> None:
    first, second, third = chain([money("10.00"), money("30.00"), money("20.00")])
    unposted = [first, Stated("1", second.end, second.taken_back, second.left, ()), third]
    assert stated.figure(unposted, LAST) == money("20.00")
    assert [(e.why, e.amount) for e in stated.explanations(unposted, LAST)] == [("Payout 1 is not posted from here", money("-20.00"))]
    torn = [first, third]
    assert [(e.why, e.amount) for e in stated.explanations(torn, LAST)] == [("Payouts 0 and 2 do not meet", money("-20.00"))]
    assert stated.figure(torn, date(2026, 4, 1)) is None


def test_what_is_booked_otherwise_than_amazon_says_stays_without_a_name() -> None:
    (first,) = chain([money("10.00")])
    wrong = Stated("0", first.end, first.taken_back, first.left, (Movement(first.end, "0", money("9.00")),))
    assert stated.explanations([wrong], LAST) == []
