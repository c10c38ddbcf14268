"""Commands for what a person chooses for one payout: the rate of its currency, and the first open day for closed books."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from workbench.cli.desk import AsJson, CompanyName, open_books, run, show, who
from workbench.jobs.post import first_open, rates
from workbench.posting.first_open_day import first_open_day as day_after

Number = Annotated[str, typer.Option("--payout", help="The settlement's number.")]
Back = Annotated[bool, typer.Option("--take-back", help="Take the choice back.")]


def rate(
    payout: Number,
    number: Annotated[str, typer.Option("--is", help="Home units for one unit of the payout's currency: 1.0850.")] = "",
    day: Annotated[str, typer.Option("--day", help="The day the rate is of: YYYY-MM-DD.")] = "",
    source: Annotated[str, typer.Option("--source", help="Where it is from; kept in the audit log.")] = "",
    take_back: Back = False, company: CompanyName = "demo", as_json: AsJson = False,
) -> None:  # fmt: skip
    """Give the rate of a payout in another currency than the books'. It is never looked up or guessed."""
    with open_books(company) as books:
        given = None if take_back else rates.give(books, who(), payout, number, day, source)
        if take_back:
            rates.take_back(books, who(), payout)
    told = {"settlement_id": payout, "rate": given.rate if given else None, "day": given.day if given else None,
            "source": given.source if given else None}  # fmt: skip
    show(told, as_json, lambda _: iter([f"{payout}: {given.rate}, of {given.day} ({given.source})" if given else f"{payout}: no rate"]))


def first_open_day(
    payout: Number,
    because: Annotated[str, typer.Option("--because", help="Why the month stays closed; kept in the audit log.")] = "",
    take_back: Back = False, company: CompanyName = "demo", as_json: AsJson = False,
) -> None:  # fmt: skip
    """Choose, for one payout, that what is dated in closed books is posted on the first open day."""
    with open_books(company) as books:
        chosen = None
        if take_back:
            first_open.take_back(books, who(), payout)
        else:
            checks = run(books, "dry-run", payout=payout, mode="").get("preflight", [])
            closed = next((check["closed_through"] for check in checks if check["code"] == "closed-books"), "")
            chosen = first_open.choose(books, who(), payout, closed, because)
    day = day_after(chosen.closed_through) if chosen else None
    told = {"settlement_id": payout, "closed_through": chosen.closed_through if chosen else None, "first_open_day": day}
    show(told, as_json, lambda _: iter([f"{payout}: closed books are posted on {day}" if day else f"{payout}: own days"]))


COMMANDS: dict[str, Callable[..., None]] = {
    "rate": rate,
    "first-open-day": first_open_day,
}
