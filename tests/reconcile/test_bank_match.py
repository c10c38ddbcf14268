"""Payouts and bank lines: what is suggested is right, always; what cannot be told apart is shown, and never chosen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.money import from_cents, total
from workbench.reconcile.bank_match import AMAZON, AMOUNT, NAMED, Found, Line, Option, Payout, find

DAY = date(2026, 8, 21)


def payout(number: str, amount: str, day: int = 0, *names: str, currency: str = "USD") -> Payout:
    return Payout(number, currency, Decimal(amount), DAY + timedelta(days=day), (number, *names))


def line(number: int, amount: str, day: int = 0, words: str = "AMZN EDI PYMT", currency: str = "USD") -> Line:
    return Line(number, currency, Decimal(amount), DAY + timedelta(days=day), words)


def chosen(found: Found) -> set[tuple[str, tuple[str, ...], tuple[int, ...]]]:
    return {(o.kind, o.payouts, o.lines) for o in found.suggested}


def test_one_line_of_the_amount_within_the_days_is_suggested() -> None:
    found = find([payout("A", "10.00")], [line(1, "10.00", 5)])
    assert found == Found((Option("one", ("A",), (1,), AMAZON),), ())


def test_there_is_no_tolerance_in_money_days_or_currency() -> None:
    for bank in (line(1, "10.01"), line(1, "9.99"), line(1, "10.00", 8), line(1, "10.00", -2), line(1, "10.00", currency="CAD")):
        assert find([payout("A", "10.00")], [bank]) == Found((), ())


def test_two_equal_lines_are_shown_and_neither_is_chosen() -> None:
    found = find([payout("A", "10.00")], [line(1, "10.00", 1), line(2, "10.00", 2)])
    assert found.suggested == ()
    assert {o.lines for o in found.ambiguous[0]} == {(1,), (2,)}


def test_two_equal_payouts_with_one_line_are_ambiguous_until_the_line_names_one() -> None:
    payouts = [payout("11111111", "10.00", 0, "900001"), payout("22222222", "10.00", 1)]
    assert find(payouts, [line(1, "10.00", 3)]).suggested == ()
    assert chosen(find(payouts, [line(1, "10.00", 3, "AMZN settlement 22222222")])) == {("one", ("22222222",), (1,))}
    assert chosen(find(payouts, [line(1, "10.00", 3, "ach trace 900001")])) == {("one", ("11111111",), (1,))}
    both = find(payouts, [line(1, "10.00", 3, "trace-900001"), line(2, "10.00", 3, "AMZN TRACE 900001")])
    assert (both.suggested, len(both.ambiguous)) == ((), 1), "two lines that name one payout are no choice either"


def test_what_is_certain_leaves_less_to_choose_from() -> None:
    payouts = [payout("11111111", "10.00"), payout("22222222", "10.00")]
    found = find(payouts, [line(1, "10.00", 3, "settlement 11111111"), line(2, "10.00", 3)])
    assert chosen(found) == {("one", ("11111111",), (1,)), ("one", ("22222222",), (2,))}
    assert [o.strength for o in found.suggested] == [NAMED, AMAZON]


def test_a_line_that_names_amazon_goes_before_one_that_does_not() -> None:
    assert chosen(find([payout("A", "10.00")], [line(1, "10.00", 1, "CUSTOMER 7"), line(2, "10.00", 2)])) == {("one", ("A",), (2,))}
    (alone,) = find([payout("A", "10.00")], [line(1, "10.00", 1, "CUSTOMER 7")]).suggested
    assert alone.strength == AMOUNT


def test_a_payout_in_two_lines_and_two_payouts_in_one_line() -> None:
    assert chosen(find([payout("A", "10.00")], [line(1, "4.00"), line(2, "6.00", 1)])) == {("split", ("A",), (1, 2))}
    assert chosen(find([payout("A", "4.00"), payout("B", "6.00", 1)], [line(1, "10.00", 3)])) == {("joined", ("A", "B"), (1,))}


def test_pieces_that_do_not_name_amazon_are_shown_and_never_chosen() -> None:
    found = find([payout("A", "10.00")], [line(1, "4.00", words="CARD SALES"), line(2, "6.00", 1, "CARD SALES")])
    assert found.suggested == ()
    assert found.ambiguous == ((Option("split", ("A",), (1, 2), AMOUNT),),)


def test_pieces_are_not_chosen_while_any_of_them_is_explained_otherwise() -> None:
    found = find([payout("A", "10.00"), payout("B", "4.00")], [line(1, "4.00"), line(2, "6.00")])
    assert found.suggested == ()
    assert len(found.ambiguous) == 1


def test_a_transfer_that_came_back_and_was_sent_again_is_one_payout() -> None:
    lines = [line(1, "10.00", 1), line(2, "-10.00", 4, "AMZN RETURN"), line(3, "10.00", 6)]
    assert chosen(find([payout("A", "10.00")], lines)) == {("re-sent", ("A",), (1, 2, 3))}


def test_a_transfer_that_came_back_and_was_not_sent_again_is_never_taken_for_the_payout() -> None:
    found = find([payout("A", "10.00")], [line(1, "10.00", 1), line(2, "-10.00", 4, "AMZN RETURN")])
    assert found.suggested == ()
    assert {o.kind for o in found.ambiguous[0]} == {"one", "returned"}


def test_a_hundred_small_lines_do_not_make_a_search_without_end() -> None:
    many = [line(n, "0.01", n % 5) for n in range(400)]
    assert find([payout("A", "10.00"), *(payout(f"B{n}", "0.02") for n in range(60))], many).suggested == ()


@dataclass(frozen=True)
class World:
    """A bank and what is true of it: which lines are which payouts."""

    payouts: list[Payout]
    lines: list[Line]
    truth: set[tuple[tuple[str, ...], tuple[int, ...]]]


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Payouts of which some amounts are alike; lines 0 to 5 days late, some missing, some in parts, some two in one; others between.

    A small range of amounts, so that sums meet by chance far more often than they do in a bank. Lines of other people have no amount
    that a payout has, as nothing but a person could tell those apart.
    """
    says_amazon, small = draw(st.booleans()), draw(st.booleans())
    cents = st.integers(2, 40 if small else 500_000)
    amounts = draw(st.lists(cents, min_size=1, max_size=8))
    amounts += draw(st.lists(st.sampled_from(amounts), max_size=3))
    payouts = [payout(f"{30_000_000 + n}", str(from_cents(c)), draw(st.integers(0, 30))) for n, c in enumerate(amounts)]
    lines: list[Line] = []
    truth = set()
    left = list(payouts)

    def bank(amount: Decimal, sent: date, *names: str) -> int:
        words = " ".join(["AMZN PYMT" if says_amazon else "ACH CREDIT", *(names if draw(st.integers(0, 3)) == 0 else ())])
        lines.append(Line(len(lines) + 1, "USD", amount, sent + timedelta(days=draw(st.integers(0, 5))), words))
        return len(lines)

    while left:
        p = left.pop()
        how = draw(st.sampled_from(["one", "one", "one", "missing", "split", "joined", "again"]))
        other = next((q for q in left if q.day == p.day), None)
        if how == "split" and p.amount >= Decimal("0.02"):
            part = from_cents(draw(st.integers(1, int(p.amount * 100) - 1)))
            pieces = bank(part, p.day, p.settlement_id), bank(p.amount - part, p.day, p.settlement_id)
            truth.add(((p.settlement_id,), pieces))
        elif how == "joined" and other:
            left.remove(other)
            truth.add((tuple(sorted((p.settlement_id, other.settlement_id))), (bank(p.amount + other.amount, p.day),)))
        elif how == "again":
            first = bank(p.amount, p.day)
            lines.append(Line(len(lines) + 1, "USD", -p.amount, lines[-1].date, "AMZN RETURN" if says_amazon else "RETURN"))
            lines.append(Line(len(lines) + 1, "USD", p.amount, lines[-1].date + timedelta(days=1), lines[-2].words))
            truth.add(((p.settlement_id,), (first, first + 1, first + 2)))
        elif how != "missing":
            truth.add(((p.settlement_id,), (bank(p.amount, p.day, p.settlement_id),)))
    theirs = {p.amount for p in payouts}
    for c in draw(st.lists(st.integers(-500_000, 500_000), max_size=10)):
        if from_cents(c) not in theirs and from_cents(-c) not in theirs:
            lines.append(Line(len(lines) + 1, "USD", from_cents(c), DAY + timedelta(days=draw(st.integers(0, 36))), "CARD SALES 17"))
    return World(payouts, draw(st.permutations(lines)), truth)


@settings(max_examples=400, deadline=None)
@given(worlds())
def test_no_suggestion_is_ever_wrong_and_none_has_a_difference(world: World) -> None:
    """S76: the match is the payout's own line, the same amount in the same account on a plausible day."""
    found = find(world.payouts, world.lines)
    for o in found.suggested:
        assert (tuple(sorted(o.payouts)), tuple(sorted(o.lines))) in world.truth, (o, world.truth)
    by_number, by_line = {p.settlement_id: p.amount for p in world.payouts}, {n.line_id: n.amount for n in world.lines}
    every = [*found.suggested, *(o for group in found.ambiguous for o in group)]
    for o in every:
        assert total(by_number[n] for n in o.payouts) == total(by_line[n] for n in o.lines)
    wants = [want for o in found.suggested for want in o.wants]
    assert len(wants) == len(set(wants)), "nothing is suggested twice"


@settings(max_examples=200, deadline=None)
@given(worlds())
def test_the_order_of_lines_and_payouts_changes_nothing(world: World) -> None:
    backwards = find(world.payouts[::-1], world.lines[::-1])
    straight = find(world.payouts, world.lines)

    def parts(found: Found) -> set[tuple[frozenset[str], frozenset[int]]]:
        return {(frozenset(o.payouts), frozenset(o.lines)) for o in found.suggested}

    assert parts(straight) == parts(backwards)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 10**7), st.integers(0, 5)), min_size=1, max_size=26, unique_by=lambda each: each[0]))
def test_payouts_of_different_amounts_a_fortnight_apart_are_all_found(sent: list[tuple[int, int]]) -> None:
    payouts = [payout(f"{30_000_000 + n}", str(from_cents(c)), 14 * n) for n, (c, _) in enumerate(sent)]
    lines = [line(n, str(from_cents(c)), 14 * n + late) for n, (c, late) in enumerate(sent)]
    assert chosen(find(payouts, lines)) == {("one", (p.settlement_id,), (n,)) for n, p in enumerate(payouts)}
