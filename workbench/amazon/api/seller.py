"""Seller: one Amazon seller, to be asked. The face of this room.

    with connect(profile, memory) as seller:
        for report in seller.settlement_reports(since): …
        seller.download(report.document_id, folder / name, tell)

Everything asked is a question; nothing here changes anything at Amazon. Amounts are `Money`, moments aware and in UTC. All
raise `NotPermitted` (a role is missing), `SignInRefused` (connect anew), `Unreachable` (later), `Stopped`, `Refused`, and
`BrokenInvariant` where Amazon's own figures do not agree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from types import TracebackType

from workbench import clock, redact
from workbench.amazon.api import balances, groups, operations, payouts, permissions, reports, summaries, transactions, transport
from workbench.amazon.api.balances import Balance
from workbench.amazon.api.download import Download, Storage, Tell
from workbench.amazon.api.exchange import Exchange
from workbench.amazon.api.groups import Group
from workbench.amazon.api.pace import BucketMemory, Pace, Waiting
from workbench.amazon.api.participations import Participation
from workbench.amazon.api.participations import parse as parse_participation
from workbench.amazon.api.payouts import ExpectedPayout, Payout
from workbench.amazon.api.permissions import Capabilities, Permission, written
from workbench.amazon.api.profile import Profile
from workbench.amazon.api.reports import Document, Report
from workbench.amazon.api.summaries import Summary
from workbench.amazon.api.transactions import Transaction
from workbench.amazon.api.transport import Transport
from workbench.errors import Conflict

FRESH = timedelta(minutes=3)
"""Amazon refuses a period that ends within the last two minutes; one more for the clocks."""

LONGEST_PERIOD = timedelta(days=179)
"""A period of groups longer than 180 days is answered with an empty list, not with an error."""

WEEK = timedelta(days=7)
"""Long periods of transactions can end in InternalFailure (selling-partner-api-models, issue 4279)."""


def connect(
    profile: Profile,
    memory: BucketMemory,
    *,
    now: Callable[[], datetime] = clock.now,
    pause: Callable[[int], None] = clock.pause,
    waiting: Waiting | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> Seller:
    """The seller of that profile. Nothing is sent until something is asked; the sign-in comes with the first question.

    `memory` keeps what is left of the seller's rates; `waiting` is told before each wait (for which operation, how many
    seconds); `stop` is asked during it. `now` and `pause` belong to one clock.
    """
    redact.quieten()
    pace = Pace(memory, now=now, pause=pause, waiting=waiting, stop=stop, limited=profile.paced)
    return Seller(profile, pace, now)


class Seller:
    """One seller's answers. May be shared by threads; close it, or use it in a `with`."""

    def __init__(self, profile: Profile, pace: Pace, now: Callable[[], datetime]) -> None:
        # The library takes a quarter of a second, which only a connection should cost.
        from workbench.amazon.api.library import Clients  # noqa: PLC0415
        from workbench.amazon.api.signin import SignIn  # noqa: PLC0415

        self.profile = profile
        self._now = now
        self._http, self._storage_http = transport.http(), transport.http()
        wire = Transport(self._http)
        self._exchange = Exchange(Clients(profile, SignIn(profile, wire, now), wire), pace)
        self._storage = Storage(self._storage_http, profile.trusts_storage, pace)

    def __repr__(self) -> str:
        return f"Seller({self.profile.name})"

    def __enter__(self) -> Seller:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()
        self._storage_http.close()

    # what the seller lets us ask

    def permissions(self) -> tuple[Permission, ...]:
        """Reports, finances, transfers and sellers: granted, missing (in words), or not to be asked now."""
        return permissions.permissions(self._exchange, self._now())

    def participations(self) -> tuple[Participation, ...]:
        """The marketplaces the seller sells in. `NotPermitted` is common and does no harm: the reports name them too."""
        return tuple(map(parse_participation, self._exchange.rows(operations.PARTICIPATIONS)))

    def capabilities(self) -> Capabilities:
        """Which operations answer for this seller, by asking each once."""
        return permissions.capabilities(self._exchange, self._now())

    # settlement reports

    def settlement_reports(self, since: datetime | None = None) -> Iterator[Report]:
        """The settlement reports Amazon still has, created since then, newest first; in any state.

        Amazon gives them in an order of its own, so all pages are read before the first is handed out. It keeps 90 days,
        which it also takes for granted when an earlier moment would be asked for.
        """
        asked = {"reportTypes": reports.SETTLEMENT_REPORT, "pageSize": "100"}
        if since is not None and self._now() - since < reports.KEPT:
            asked["createdSince"] = written(since)
        listed = {report.report_id: report for report in map(reports.parse_report, self._exchange.rows(operations.LIST_REPORTS, **asked))}
        yield from sorted(listed.values(), key=lambda report: (report.created, report.report_id), reverse=True)

    def report(self, report_id: str) -> Report:
        """One report. `NotFound` when Amazon no longer has it."""
        return reports.parse_report(self._exchange.ask(operations.REPORT, report_id))

    def document(self, document_id: str) -> Document:
        """Where the bytes of a document are, for five minutes. `NotFound` when Amazon no longer has them."""
        return reports.parse_document(self._exchange.ask(operations.DOCUMENT, document_id))

    def download(self, document_id: str, into: Path, tell: Tell | None = None) -> Download:
        """The document as the file `into`, unpacked and whole; `tell` is told how many bytes have come, and of how many.
        Raises `Damaged` when Amazon's bytes are not whole."""
        return self._storage.fetch(lambda: self.document(document_id), into, tell)

    # money

    def groups(self, since: datetime) -> Iterator[Group]:
        """The settlements, open and closed, that began since then, with what was paid out; oldest period first."""
        for start, end in self._periods(since, None, LONGEST_PERIOD):
            asked = {"FinancialEventGroupStartedAfter": written(start), "FinancialEventGroupStartedBefore": written(end)}
            yield from map(groups.parse, self._exchange.rows(operations.GROUPS, MaxResultsPerPage="100", **asked))

    def payouts(self, since: datetime) -> Iterator[Payout]:
        """The transfers to the bank made since then, with what became of them."""
        yield from map(payouts.parse, self._exchange.rows(operations.PAYOUTS, createdAfter=written(since)))

    def expected_payouts(self) -> tuple[ExpectedPayout, ...]:
        """The next transfer of each open settlement."""
        return tuple(map(payouts.parse_expected, self._exchange.rows(operations.EXPECTED_PAYOUTS)))

    def summary(self, settlement_id: str) -> Summary | None:
        """What Amazon says a settlement came to; None when it says nothing."""
        asked = {"relatedIdentifierName": "SETTLEMENT_ID", "relatedIdentifierValue": settlement_id}
        return summaries.parse(settlement_id, list(self._exchange.rows(operations.SUMMARY, **asked)))

    def balances(self, as_of: date | None = None) -> tuple[Balance, ...]:
        """What Amazon owes for each account type and marketplace, at the end of that day or now."""
        asked = {"balanceType": "TOTAL"} | ({"asOfDate": as_of.isoformat()} if as_of else {})
        return tuple(map(balances.parse, self._exchange.rows(operations.BALANCES, **asked)))

    def transactions(self, since: datetime, until: datetime | None = None) -> Iterator[Transaction]:
        """The movements posted since then and before `until` (now when not given), week by week, within a week as Amazon gives
        them. Orders of the last 48 hours may be missing. A sale that was deferred comes twice: `counted_once`.

        A transaction whose status changed between two pages comes again, later with its new status. Raises `Conflict` when
        a page holds what was not asked for.
        """
        for start, end in self._periods(since, until, WEEK):
            seen = set[tuple[str, str]]()
            asked = {"postedAfter": written(start), "postedBefore": written(end)}
            for found in map(transactions.parse, self._exchange.rows(operations.TRANSACTIONS, **asked)):
                if not start <= found.posted < end:
                    raise _not_asked(found, start, end)
                if (found.transaction_id, found.status) not in seen:
                    seen.add((found.transaction_id, found.status))
                    yield found

    def _periods(self, since: datetime, until: datetime | None, longest: timedelta) -> Iterator[tuple[datetime, datetime]]:
        """The time from `since` to `until` in stretches that Amazon answers, to whole seconds, none in the last minutes."""
        end = min(until or self._now(), self._now() - FRESH).replace(microsecond=0)
        start = since.replace(microsecond=0)
        while start < end:
            upto = min(start + longest, end)
            yield start, upto
            start = upto


def _not_asked(found: Transaction, start: datetime, end: datetime) -> Conflict:
    return Conflict(
        f"Amazon gives a transaction posted {written(found.posted)}, which is not between {written(start)} and {written(end)}.",
        where=f"Amazon transaction {found.transaction_id}",
        next="Its list changed while it was read: sync again.",
    )
