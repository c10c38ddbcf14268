"""Commands about the connection to QuickBooks: connect a company, see how it stands, disconnect.

The keys of the application are read from the environment or asked for, and the address that Intuit sends back is read from
standard input: a command line is seen by everybody on the machine.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from typing import Annotated, Any

import typer

from workbench.cli.desk import AsJson, CompanyName, open_books, run, show, who
from workbench.jobs.pending_consent import parameters
from workbench.jobs.quickbooks import connection as quickbooks_connection
from workbench.jobs.quickbooks import consent as quickbooks_consent
from workbench.jobs.quickbooks import status as quickbooks_status
from workbench.store.company import Company


def connect(
    environment: Annotated[str, typer.Option(help="sandbox or production: begin there, and print the address to open.")] = "",
    redirect: Annotated[str, typer.Option(help="Where Intuit sends the browser back to; its own page unless told.")] = "",
    answer: Annotated[bool, typer.Option("--answer", help="Finish: read the address the browser came back with.")] = False,
    create: Annotated[bool, typer.Option("--create", help="Create in QuickBooks all that is listed as missing.")] = False,
    company: CompanyName = "demo",
    as_json: AsJson = False,
) -> None:
    """Connect QuickBooks, in two steps with a browser between them; without either, read the connected company again.

    QUICKBOOKS_CLIENT_ID and QUICKBOOKS_CLIENT_SECRET are read from the environment, or asked for.
    """
    with open_books(company, create=True) as books:
        url = ""
        if environment:
            client_id, client_secret = ("", "") if environment == "practice" else _keys()
            url = quickbooks_consent.ask(books, who(), environment, client_id, client_secret, redirect)
        else:
            _read(books, answer, create)
        status = quickbooks_status.status(books)
    show({"open": url, **quickbooks_status.status_shape(status)}, as_json, _standing)
    raise typer.Exit(1 if url or any(finding.blocks for finding in status.findings) else 0)


def quickbooks(company: CompanyName = "demo", as_json: AsJson = False) -> None:
    """How QuickBooks is connected, what of the company would hurt, and what the default mapping lacks there."""
    with open_books(company) as books:
        status = quickbooks_status.status(books)
    show(quickbooks_status.status_shape(status), as_json, _standing)
    raise typer.Exit(1 if any(finding.blocks for finding in status.findings) else 0)


def disconnect_quickbooks(
    because: Annotated[str, typer.Option(help="Why, for the audit log.")] = "",
    company: CompanyName = "demo",
    as_json: AsJson = False,
) -> None:
    """Revoke the sign-in at Intuit and forget it here. What was posted stays."""
    with open_books(company) as books:
        if not quickbooks_connection.disconnect(books, who(), because):
            print(quickbooks_connection.UNCONFIRMED, file=sys.stderr)
        status = quickbooks_status.status(books)
    show(quickbooks_status.status_shape(status), as_json, _standing)


def _read(books: Company, answer: bool, create: bool) -> None:
    """Take Intuit's answer when there is one; then read the company, and create what is missing when that was asked for."""
    if answer:
        quickbooks_consent.answer(books, who(), parameters(sys.stdin.readline()))
    found = run(books, "connect")
    if create and found["missing"]:
        run(books, "connect", create=found["missing"])


def _standing(value: dict[str, Any]) -> Iterator[str]:
    if value.get("open"):
        yield "Open this address, sign in, choose the company and agree; then run connect --answer and paste where the browser arrived:"
        yield str(value["open"])
    company = value["company"]
    name = f"{company['name']} ({company['country']}, {company['home_currency']})" if company else "not read yet"
    yield f"{value['environment']} company {value['realm']}: {'connected' if value['connected'] else 'not connected'}, {name}"
    if value["sign_in"]:
        yield f"  {value['sign_in']['words']}"
    for finding in value["findings"]:
        yield f"  {'stands in the way' if finding['blocks'] else 'to know'}: {finding['what']} {finding['next']}"
    if value["missing"]:
        yield f"  missing, created with connect --create: {', '.join(each['kind'] + ' ' + each['name'] for each in value['missing'])}"


def _keys() -> tuple[str, str]:
    def of(variable: str, asked: str) -> str:
        return os.environ.get(variable) or str(typer.prompt(asked, hide_input=True, err=True))

    return of("QUICKBOOKS_CLIENT_ID", "Client id"), of("QUICKBOOKS_CLIENT_SECRET", "Client secret")


COMMANDS: dict[str, Callable[..., None]] = {
    "quickbooks": quickbooks,
    "connect": connect,
    "disconnect-quickbooks": disconnect_quickbooks,
}
