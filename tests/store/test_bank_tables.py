"""What the tables of bank statements hold by themselves: a line once, a match of one sum, a payout and a line in one match."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

from workbench.errors import Conflict, NotFound, Refused
from workbench.store import audit, bank_lines, bank_matches
from workbench.store.bank_lines import Incoming
from workbench.store.bank_matches import MatchedPayout
from workbench.store.schema_bank import bank_line, bank_match_line, bank_match_payout
from workbench.store.state import State


@pytest.fixture
def books(tmp_path: Path) -> Iterator[State]:
    state = State(tmp_path / "state.db")
    yield state
    state.close()


def header(sha256: str, first: str = "2026-09-01", last: str = "2026-09-30", source: str = "ofx") -> dict[str, object]:
    return {"account": "1", "sha256": sha256, "file_name": f"{sha256}.ofx", "format": "ofx", "source": source, "currency": "USD",
            "account_tail": "6789", "first_day": first, "last_day": last, "findings": []}  # fmt: skip


def line(number: str, amount: str = "10.00", day: str = "2026-09-21") -> Incoming:
    return (f"number:{number}", 1, day, Decimal(amount), "AMZN", "")


def add(books: State, sha256: str, *lines: Incoming, **more: str) -> bank_lines.ReadStatement:
    with books.write() as connection:
        return bank_lines.add(connection, "tester", header(sha256, **more), lines)


def match(books: State, *lines: int, **payouts: str) -> int:
    with books.write() as connection:
        parts = [MatchedPayout(n, Decimal(amount), "USD") for n, amount in payouts.items()]
        return bank_matches.confirm(connection, "tester", "one", parts, lines)


def ids(books: State) -> list[int]:
    with books.read() as connection:
        return [n.line_id for n in bank_lines.unmatched(connection)]


def test_a_line_that_an_earlier_statement_had_is_not_written_again(books: State) -> None:
    add(books, "a", line("1"), line("2"))
    second = add(books, "b", line("2"), line("3"))
    assert (second.line_count, second.new_count) == (2, 1)
    with books.read() as connection:
        assert [n.identity for n in bank_lines.lines(connection)] == ["number:1", "number:2", "number:3"]


def test_the_same_line_twice_and_the_same_file_twice_are_refused_by_the_tables(books: State) -> None:
    add(books, "a", line("1"))
    with books.read() as connection:
        (row,) = connection.execute(sa.select(bank_line)).all()
    with pytest.raises(sa.exc.IntegrityError), books.write() as connection:
        connection.execute(bank_line.insert().values(**{**row._mapping, "line_id": 99}))
    with pytest.raises(sa.exc.IntegrityError):
        add(books, "a", line("2"))


def test_a_number_with_another_amount_than_before_refuses_the_statement_whole(books: State) -> None:
    add(books, "a", line("1"))
    with pytest.raises(Refused, match=r"stood on 10\.00 USD"):
        add(books, "b", line("2"), line("1", "11.00"))
    assert len(ids(books)) == 1


def test_days_of_another_source_cannot_be_laid_over(books: State) -> None:
    add(books, "a", line("1"))
    with pytest.raises(Refused, match="2026-09-30 to 2026-09-30"):
        add(books, "b", line("x"), first="2026-09-30", last="2026-10-31", source="csv:1")
    add(books, "c", line("x", day="2026-10-02"), first="2026-10-01", last="2026-10-31", source="csv:1")


def test_a_bank_line_is_part_of_one_match_and_a_payout_of_one(books: State) -> None:
    """S77: matched is matched once, whoever is faster."""
    add(books, "a", line("1"), line("2"))
    one, two = ids(books)
    first = match(books, one, P="10.00")
    for lines, payouts in (((one,), {"Q": "10.00"}), ((two,), {"P": "10.00"})):
        with pytest.raises(Conflict):
            match(books, *lines, **payouts)
    with pytest.raises(sa.exc.IntegrityError), books.write() as connection:
        connection.execute(bank_match_line.insert().values(match_id=first, line_id=one, live=1))
    with pytest.raises(sa.exc.IntegrityError), books.write() as connection:
        connection.execute(bank_match_payout.insert().values(match_id=first, settlement_id="P", amount_cents=1, currency="USD", live=1))
    assert ids(books) == [two]


def test_a_match_has_no_difference_and_no_second_currency(books: State) -> None:
    add(books, "a", line("1"), line("2", "-10.00"))
    one, back = ids(books)
    for payouts in ({"P": "10.01"}, {"P": "9.99"}, {}, {"P": "5.00", "Q": "5.01"}):
        with pytest.raises(Refused, match="no difference"):
            match(books, one, **payouts)
    with pytest.raises(Refused, match="CAD"), books.write() as connection:
        bank_matches.confirm(connection, "tester", "one", [MatchedPayout("P", Decimal("10.00"), "CAD")], [one])
    with pytest.raises(NotFound):
        match(books, 77, P="10.00")
    match(books, one, back)
    with books.read() as connection:
        (returned,) = bank_matches.live(connection)
    assert (returned.payouts, set(returned.lines)) == ((), {one, back})


def test_a_match_that_is_taken_back_leaves_its_parts_free_and_its_trace(books: State) -> None:
    add(books, "a", line("1"))
    (one,) = ids(books)
    first = match(books, one, P="10.00")
    with pytest.raises(Refused), books.write() as connection:
        bank_matches.take_back(connection, "tester", first, "  ")
    with books.write() as connection:
        bank_matches.take_back(connection, "tester", first, "wrong payout")
    with pytest.raises(NotFound), books.write() as connection:
        bank_matches.take_back(connection, "tester", first, "again")
    match(books, one, Q="10.00")
    with books.read() as connection:
        assert bank_matches.settlements_at_bank(connection) == {"Q"}
        assert bank_matches.amount_at_bank(connection, "Q") == (Decimal("10.00"), "USD")
        assert bank_matches.amount_at_bank(connection, "P") is None
        assert [n.what for n in audit.lines(connection, "bank match confirmed", "bank match taken back")] == [
            "bank match confirmed", "bank match taken back", "bank match confirmed",
        ]  # fmt: skip
        assert audit.broken_at(connection) is None


def test_only_the_newest_statement_is_taken_out_and_never_under_a_match(books: State) -> None:
    first, second = add(books, "a", line("1")), add(books, "b", line("1"), line("2"))

    def remove(statement: bank_lines.ReadStatement, because: str = "other account") -> None:
        with books.write() as connection:
            bank_lines.remove(connection, "tester", statement.statement_id, because)

    with pytest.raises(Conflict, match="later statement"):
        remove(first)
    with pytest.raises(Refused, match="reason"):
        remove(second, "")
    number = match(books, ids(books)[1], P="10.00")
    with pytest.raises(Conflict, match="matched"):
        remove(second)
    with books.write() as connection:
        bank_matches.take_back(connection, "tester", number, "test")
    remove(second)
    assert len(ids(books)) == 1
    remove(first)
    with pytest.raises(NotFound):
        remove(first)
    add(books, "a", line("1"))
