"""Which transfer paid which settlement, told from reports of transactions alone, and why one does not tie.

A report of transactions covers days. A settlement lies in one or more reports, and the transfer that pays it stands in
another settlement: Amazon writes a transfer with the settlement that is open when the money leaves, which is the one
after the settlement that it pays. So the settlements of one account type are a chain: the transfer in each pays the one
before. (Seen in 46 of 46 pairs that were complete and untouched; Amazon does not document it.)

Money is in the reports' currency; + is money to the seller, so a transfer to the bank is negative.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import groupby, pairwise

from workbench.money import ZERO, total

EDGE = timedelta(days=10)
"""A settlement's rows begin some days before the transfer that stands in it; seen are up to three."""

HALF_A_DAY = timedelta(hours=14)
"""The farthest a time zone is from UTC: so close to the end of a month, a row may belong to the next."""

Month = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Portion:
    """What one or more reports hold of a settlement of one account type.

    `lines` counts the rows. `net` is the sum of the released ones that are no transfers, `deferred` of those that
    Amazon still holds. `first` and `last` are the earliest and the latest posting, aware.
    """

    settlement_id: str
    account_type: str
    lines: int
    net: Decimal
    deferred: Decimal
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class Transfer:
    """Money that left for the bank. `settlement_id` is the settlement that it stands in, not the one that it pays.

    `transfer_id` is the bank transfer's name where Amazon gives one. `line_no` is its line in a report, 0 when it was
    gathered from several.
    """

    settlement_id: str
    account_type: str
    at: datetime
    amount: Decimal
    description: str
    transfer_id: str = ""
    line_no: int = 0


@dataclass(frozen=True, slots=True)
class Paid:
    """A settlement with the transfer that paid it.

    `start` is when the transfer left that stands in it, `end` when the one left that pays it; None when not in view.
    `difference` is what of `net` was not paid, 0.00 when it ties, None when no transfer is in view. `why` says in words
    what keeps it from tying, and what to get; empty when it ties.
    """

    settlement_id: str
    account_type: str
    start: datetime | None
    end: datetime | None
    net: Decimal
    transfer: Transfer | None
    difference: Decimal | None
    why: str


@dataclass(frozen=True, slots=True)
class _Settlement:
    """A settlement in the chain: all of its portions as one, and the transfers that stand in it, oldest first."""

    portion: Portion
    transfers: tuple[Transfer, ...]

    @property
    def start(self) -> datetime | None:
        return self.transfers[0].at if self.transfers else None

    @property
    def place(self) -> datetime:
        """Where it stands in the chain: all of its rows are older than the transfer that pays it."""
        return self.start or self.portion.last


def paid(portions: Iterable[Portion], transfers: Iterable[Transfer]) -> list[Paid]:
    """Every settlement of these reports with the transfer that pays it, by account type, in the order they were opened.

    A settlement may come in several portions, one for each report. Months without any row count as not in view, and
    nothing is concluded across them. A transfer that pays a settlement of which no row is in view is in no answer.
    """
    portions, transfers = list(portions), list(transfers)
    months = _months_in_view(portions)
    found: list[Paid] = []
    for account_type in sorted({portion.account_type for portion in portions}):
        chain = _chain(account_type, portions, transfers)
        answers = [_paid(this, after, months) for this, after in pairwise([*chain, None]) if this]
        found += _explained_by_the_next(answers)
    return found


def _chain(account_type: str, portions: Iterable[Portion], transfers: Iterable[Transfer]) -> list[_Settlement]:
    """The settlements of an account type in the order in which they were opened."""
    mine = sorted((p for p in portions if p.account_type == account_type), key=lambda p: p.settlement_id)
    moved = sorted((t for t in transfers if t.account_type == account_type), key=lambda t: t.at)
    chain = [
        _Settlement(_as_one(list(group)), tuple(t for t in moved if t.settlement_id == settlement_id))
        for settlement_id, group in groupby(mine, key=lambda p: p.settlement_id)
    ]
    return sorted(chain, key=lambda settlement: settlement.place)


def _as_one(portions: Sequence[Portion]) -> Portion:
    return replace(
        portions[0],
        lines=sum(p.lines for p in portions),
        net=total(p.net for p in portions),
        deferred=total(p.deferred for p in portions),
        first=min(p.first for p in portions),
        last=max(p.last for p in portions),
    )


def _paid(this: _Settlement, after: _Settlement | None, months: frozenset[Month]) -> Paid:
    """The settlement with the transfers of the one that follows it, when nothing is missing between the two."""
    p = this.portion
    answer = Paid(p.settlement_id, p.account_type, this.start, None, p.net, None, None, "")
    missing = None if after is None else next(_missing(months, this.place, after.place), None)
    if after is None or missing or not after.transfers:
        followed = after is not None and missing is None
        return replace(answer, why=_why_unpaid(this, missing or _next_missing(months, this.place), followed=followed))
    difference = total([p.net, *(transfer.amount for transfer in after.transfers)])
    why = _why_untied(this, difference, months) if difference else ""
    return replace(answer, end=after.transfers[0].at, transfer=after.transfers[0], difference=difference, why=why)


def _why_unpaid(this: _Settlement, missing: Month, *, followed: bool) -> str:
    if followed and this.portion.net <= ZERO:
        return "No transfer pays it: there was nothing to pay out. Amazon carries what is owed on, or charges a card."
    held = f" {this.portion.deferred} of it is still deferred." if this.portion.deferred else ""
    if this.start is None:
        return f"Neither the transfer that opens it nor one that pays it is in view. Get the report of {_named(missing)}.{held}"
    return f"No transfer that pays it is in view: it is still open, or the transfer is in the report of {_named(missing)}.{held}"


def _why_untied(this: _Settlement, difference: Decimal, months: frozenset[Month]) -> str:
    p = this.portion
    figures = f"Rows of {p.net} are in view, but {p.net - difference} was paid"
    before = _previous(_month(p.first))
    if before not in months and _may_begin_earlier(this):
        held = f"; besides, {p.deferred} is still deferred" if p.deferred else ""
        return f"{figures}: earlier rows are in the report of {_named(before)}, which is not in view{held}."
    if p.deferred:
        anew = f"Download the report of {_named(_month(p.first))} anew."
        return f"{figures}: {p.deferred} was deferred when the report was made and may have been released since. {anew}"
    if difference > ZERO:
        return (
            f"{figures}: Amazon held {difference} as a reserve, which this report does not show (the settlement report does),"
            " or a cell of the report was edited, as a spreadsheet does."
        )
    return (
        f"{figures}: a reserve of {-difference} was released to it, rows are missing from the report, or a cell was edited,"
        " as a spreadsheet does."
    )


def _may_begin_earlier(this: _Settlement) -> bool:
    """Whether rows of the settlement may be older than the month it is first seen in.

    Where rows are deferred, the report lists them by the day of posting, which may be months before they are released.
    """
    p = this.portion
    if this.start is None or p.deferred:
        return True
    return this.start - EDGE < _opening(_month(p.first), p)


def _explained_by_the_next(answers: list[Paid]) -> list[Paid]:
    """The same, where what one settlement held back is just what the next paid out on top: a reserve."""
    found = list(answers)
    for n, (one, other) in enumerate(pairwise(answers)):
        if one.difference and other.difference and one.difference == -other.difference and one.difference > ZERO:
            amount = one.difference
            found[n] = replace(one, why=f"{amount} was held as a reserve and paid with settlement {other.settlement_id}.")
            found[n + 1] = replace(other, why=f"{amount} more was paid: the reserve held from settlement {one.settlement_id}.")
    return found


def _months_in_view(portions: Iterable[Portion]) -> frozenset[Month]:
    """The months of which the reports show more than a few hours at either end."""
    return frozenset(
        month
        for portion in portions
        for month in _between(portion.first, portion.last)
        if max(portion.first, _opening(month, portion) + HALF_A_DAY) <= min(portion.last, _opening(_next(month), portion) - HALF_A_DAY)
    )


def _opening(month: Month, portion: Portion) -> datetime:
    """The first instant of a month, in the zone in which the portion's times are."""
    return datetime(*month, 1, tzinfo=portion.first.tzinfo)


def _missing(months: frozenset[Month], start: datetime, end: datetime) -> Iterator[Month]:
    """The months between two times that are not in view."""
    return (month for month in _between(start, end) if month not in months)


def _next_missing(months: frozenset[Month], after: datetime) -> Month:
    month = _month(after)
    while month in months:
        month = _next(month)
    return month


def _between(start: datetime, end: datetime) -> Iterator[Month]:
    month = _month(start)
    while month <= _month(end):
        yield month
        month = _next(month)


def _month(moment: datetime) -> Month:
    return moment.year, moment.month


def _next(month: Month) -> Month:
    return (month[0] + 1, 1) if month[1] == 12 else (month[0], month[1] + 1)


def _previous(month: Month) -> Month:
    return (month[0] - 1, 12) if month[1] == 1 else (month[0], month[1] - 1)


def _named(month: Month) -> str:
    return f"{datetime(*month, 1):%B %Y}"  # noqa: DTZ001 (a month, in no time zone)
