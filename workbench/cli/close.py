"""Commands about a month: its checks and package, the bridge between its figures, and who stands for it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer

from workbench.cli.desk import AsJson, CompanyName, open_books, run, show, who
from workbench.errors import Refused
from workbench.jobs.close import closing
from workbench.reconcile.sign_off import ACTS

OneMonth = Annotated[str, typer.Option("--month", help="A month, YYYY-MM.")]


def close(
    month: OneMonth,
    export: Annotated[Path | None, typer.Option("--export", help="Write the workbook of the close package: FILE.xlsx.")] = None,
    pdf: Annotated[Path | None, typer.Option("--pdf", help="Write the statement to sign: FILE.pdf.")] = None,
    package: Annotated[Path | None, typer.Option("--package", help="Write the whole close package: FILE.zip.")] = None,
    currency: Annotated[str, typer.Option("--currency", help="Which payouts the package has, when the month has several.")] = "",
    company: CompanyName = "demo", as_json: AsJson = False,
) -> None:  # fmt: skip
    """The checks of a month, and what is left of each; the workbook to hand over."""
    for file, ending in ((export, ".xlsx"), (pdf, ".pdf"), (package, ".zip")):
        if file and (file.suffix.lower() != ending or not file.parent.is_dir()):
            raise Refused(f"It cannot be written to {file}.", where="export", next=f"Use a name in {ending}, in a folder that exists.")
    with open_books(company) as books:
        now = closing.close(books, closing.read(books), month)
        result = closing.as_json(now)
        files = [str(file.absolute()) for file in (export, pdf, package) if file]
        if files:
            result |= run(books, "close-package", month=month, currency=currency, files=files)
    show(result, as_json, lambda value: (
        line for check in value["checks"]
        for line in (f"{'done' if check['passed'] else 'open'}  {check['what']}: {check['figure']}", *(f"      {w}" for w in check["left"]))
    ))  # fmt: skip
    raise typer.Exit(0 if all(check.done for check in now.checks) else 1)


def sign(
    month: OneMonth,
    act: Annotated[str, typer.Option("--as", help="prepared, approved, waived, locked or reopened.")],
    because: Annotated[str, typer.Option("--because", help="Why: asked for a waiver and for reopening.")] = "",
    company: CompanyName = "demo", as_json: AsJson = False,
) -> None:  # fmt: skip
    """Stand for a month: prepare it, approve it as another person, lock it, reopen it with a reason."""
    known = next((one for one in ACTS if one == act), None)
    if known is None:
        raise Refused(f"A month cannot be {act!r}.", where="--as", next=f"Use {', '.join(ACTS)}.")
    with open_books(company) as books:
        closing.act(books, month, known, who(), because)
        result = closing.as_json(closing.close(books, closing.read(books), month))
    show(result, as_json, lambda _value: iter([f"{month}: {closing.DID[known].lower()} by {who()}"]))


def bridge(month: OneMonth, company: CompanyName = "demo", as_json: AsJson = False) -> None:
    """From what Amazon says of a month to what the bank received, every difference by name."""
    with open_books(company) as books:
        found = run(books, "ask", question="bridge", of={"month": month})
    show(found, as_json, lambda value: (
        line for one in value["bridges"] for line in (
            f"{one['month']} {one['currency']}: {one['unexplained']} unexplained",
            *(row for leg in one["legs"] for row in _leg(leg)),
            *(f"  left out: {each['what']}. {each['why']}" for each in one["left_out"]),
        )
    ))  # fmt: skip
    raise typer.Exit(1 if any(Decimal(one["unexplained"]) for one in found["bridges"]) else 0)


def _leg(leg: dict[str, Any]) -> list[str]:
    rows = [leg["from"], *({"what": f"  {step['what']}", "amount": step["amount"]} for step in leg["steps"]),
            {"what": "  Unexplained", "amount": leg["unexplained"]}, leg["to"]]  # fmt: skip
    return [f"  {row['what']:<62} {row['amount']:>14}" for row in rows]


COMMANDS = {"close": close, "bridge": bridge, "sign": sign}
