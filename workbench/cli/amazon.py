"""Commands about the connection to Amazon: connect a seller, sync, see how it stands, disconnect.

Secrets are read from the environment or asked for, never given as options: a command line is seen by everybody on the machine.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import date
from typing import Annotated, Any

import typer

from workbench.cli.desk import AsJson, CompanyName, open_books, run, show, who
from workbench.errors import NotFound, Refused
from workbench.jobs.amazon import connection as amazon_connection
from workbench.jobs.amazon import status as amazon_status
from workbench.jobs.amazon import sync
from workbench.jobs.amazon.access import Credentials
from workbench.store.company import Company
from workbench.store.sellers import Seller

SellerName = Annotated[str, typer.Option("--seller", help="Which seller, by name; not needed when there is one.")]
Day = Annotated[str, typer.Option(help="YYYY-MM-DD.")]


def connect_amazon(
    practice: Annotated[str, typer.Option(help="A made-up seller of the practice Amazon: us, de, region, eu, jp, distress, …")] = "",
    name: Annotated[str, typer.Option(help="What you call the seller.")] = "",
    country: Annotated[str, typer.Option(help="The country of the seller's home store: US, CA, DE, …")] = "US",
    start_date: Annotated[str, typer.Option(help="From which day settlements are imported, at most twelve months back.")] = "",
    schedule: Annotated[str, typer.Option(help="off, hourly or daily.")] = "",
    company: CompanyName = "demo",
    as_json: AsJson = False,
) -> None:
    """Connect an Amazon seller: a made-up one, or yours by a private application that you authorised.

    Of yours, AMAZON_CLIENT_ID, AMAZON_CLIENT_SECRET and AMAZON_REFRESH_TOKEN are read from the environment, or asked for;
    AMAZON_SECRET_CREATED is the day the secret was made.
    """
    with open_books(company, create=True) as books:
        if practice:
            seller = amazon_connection.connect_practice(books, who(), practice, name)
        else:
            seller = amazon_connection.connect_private(books, who(), name or country, country, _credentials())
        if start_date:
            amazon_connection.set_start_date(books, who(), seller.seller_id, _day(start_date))
        if schedule:
            amazon_connection.set_schedule(books, who(), seller.seller_id, schedule)
        result = amazon_status.status_shape(amazon_status.status(books))
    show(result, as_json, _standing)


def sync_amazon(seller: SellerName = "", company: CompanyName = "demo", as_json: AsJson = False) -> None:
    """Fetch what Amazon has and the books do not, newest first, and wait for the end. Run again, it goes on where it stopped."""
    with open_books(company) as books:
        chosen = _named(books, seller)
        sync.ask(books, chosen.seller_id, who())
        result = run(books, sync.KIND, seller=chosen.seller_id)

    def words(value: dict[str, Any]) -> Iterator[str]:
        yield f"{value['outcome']}: {len(value['imported'])} settlements imported"
        for finding in value["findings"]:
            yield f"  {finding['where']}: {finding['what']} {finding['next']}"

    show(result, as_json, words)
    if result["outcome"] == "stopped":
        raise typer.Exit(3)
    raise typer.Exit(1 if result["failed"] or result["differing"] else 0)


def amazon(company: CompanyName = "demo", as_json: AsJson = False) -> None:
    """The sellers of these books: permissions, start date, schedule, last sync, reports that need a look, what is not settled yet."""
    with open_books(company) as books:
        result = amazon_status.status_shape(amazon_status.status(books))
    show(result, as_json, _standing)


def disconnect_amazon(
    seller: SellerName = "",
    because: Annotated[str, typer.Option(help="Why, for the audit log.")] = "",
    company: CompanyName = "demo",
    as_json: AsJson = False,
) -> None:
    """Stop importing for a seller and forget its secrets. What is in the books and in QuickBooks stays."""
    with open_books(company) as books:
        amazon_connection.disconnect(books, who(), _named(books, seller).seller_id, because)
        result = amazon_status.status_shape(amazon_status.status(books))
    show(result, as_json, _standing)


def _standing(value: dict[str, Any]) -> Iterator[str]:
    for s in value["sellers"]:
        since = s["start_date"] or "no start date yet"
        yield f"{s['name']} ({s['marketplace']}, {s['kind']}): {s['state']}, from {since}, sync {s['schedule']}"
        if s["secret"]:
            yield f"  {s['secret']['words']}"
        if s["last_sync"]:
            yield f"  last sync {s['last_sync_at']}: {s['last_sync']}"
        for one in s["open"]:
            yield f"  not settled yet: {one['amount']} {one['currency']}, of it {one['deferred']} deferred"


def _named(books: Company, name: str) -> Seller:
    found = [each.seller for each in amazon_status.status(books).sellers]
    connected = [s for s in found if s.is_connected]
    wanted = [s for s in found if s.name == name] if name else connected
    if len(wanted) == 1:
        return wanted[0]
    if not found:
        raise NotFound("These books have no Amazon seller.", where=books.name, next="Connect one with connect-amazon.")
    raise NotFound("Say which seller.", where="--seller", next=f"There are {', '.join(s.name for s in found)}.")


def _credentials() -> Credentials:
    def of(variable: str, asked: str) -> str:
        return os.environ.get(variable) or str(typer.prompt(asked, hide_input=True, err=True))

    created = os.environ.get("AMAZON_SECRET_CREATED", "")
    return Credentials(
        of("AMAZON_CLIENT_ID", "Client id"), of("AMAZON_CLIENT_SECRET", "Client secret"), of("AMAZON_REFRESH_TOKEN", "Refresh token"),
        _day(created) if created else None,
    )  # fmt: skip


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refused(f"{text} is no day.", where="--start-date", next="Write it as YYYY-MM-DD.") from error


COMMANDS: dict[str, Callable[..., None]] = {
    "amazon": amazon,
    "connect-amazon": connect_amazon,
    "sync": sync_amazon,
    "disconnect-amazon": disconnect_amazon,
}
