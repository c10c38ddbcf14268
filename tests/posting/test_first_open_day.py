"""Closed books: what is dated in them moves to the first open day, entries and documents alike, and still proves (G4)."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.posting import small
from tests.posting.small import Line
from workbench.posting.entry import effect
from workbench.posting.facts import Facts
from workbench.posting.first_open_day import first_open_day
from workbench.posting.plan import MODES, Plan, plan

DAYS = st.dates(date(2026, 9, 20), date(2026, 11, 16)).map(str)


@st.composite
def settlements(draw: st.DrawFn) -> Facts:
    """Some orders over three months, each on a day of its own, with fees and storage."""
    lines = []
    for n in range(draw(st.integers(1, 5))):
        day, cents = draw(DAYS), draw(st.integers(100, 99999))
        lines.append(Line("price", str(Decimal(cents).scaleb(-2)), f"ORDER-{n}", day))
        lines.append(Line("commission", str(-Decimal(cents // 10).scaleb(-2)), f"ORDER-{n}", day))
    lines.append(Line("storage", "-0.77", day=draw(DAYS)))
    return small.settlement(*lines)


@given(settlements(), st.sampled_from(MODES), st.dates(date(2026, 9, 1), date(2026, 11, 30)).map(str))
def test_nothing_stays_in_the_closed_books_and_no_amount_changes(facts: Facts, mode: str, closed: str) -> None:
    before, after = plan(facts, small.accounts(), mode), plan(facts, small.accounts(), mode, closed_through=closed)
    assert all(d.date > closed and d.body["TxnDate"] == d.date for d in after.documents)
    assert all(entry.date > closed for entry in after.entries)
    assert after.trial_balance_effect == before.trial_balance_effect
    assert [(d.key, d.doc_number, d.marker, d.total, d.effects) for d in after.documents] == [
        (d.key, d.doc_number, d.marker, d.total, d.effects) for d in before.documents
    ]
    assert after.moved == sum(d.date <= closed for d in before.documents)
    assert _by_month(after) == _moved(_by_month(before), first_open_day(closed)[:7])


@given(settlements(), st.sampled_from(MODES), st.dates(date(2026, 9, 1), date(2026, 11, 30)).map(str))
def test_a_moved_line_says_its_true_day_and_any_other_stays_as_it_is(facts: Facts, mode: str, closed: str) -> None:
    before, after = plan(facts, small.accounts(), mode), plan(facts, small.accounts(), mode, closed_through=closed)
    for old, new in zip(before.documents, after.documents, strict=True):
        if old.date > closed:
            assert new == old
            continue
        described = [line for line in new.body["Line"] if "LinkedTxn" not in line]
        assert all(str(line["Description"]).endswith(f"of {old.date}") for line in described)
        assert described or old.entity == "Deposit"


Sums = dict[tuple[str, str], Decimal]


def _by_month(made: Plan) -> Sums:
    sums = effect((d.date[:7], account, debit) for d in made.documents for account, debit in d.effects)
    return {(month, account.name): debit for (month, account), debit in sums.items()}


def _moved(sums: Sums, first: str) -> Sums:
    """The same with the months before the first open one added to it."""
    moved: Sums = defaultdict(Decimal)
    for (month, account), debit in sums.items():
        moved[max(month, first), account] += debit
    return {key: debit for key, debit in moved.items() if debit}
