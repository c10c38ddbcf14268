"""Commands about a month: its checks and package, and who stands for it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workbench.cli.desk import AsJson, CompanyName, open_books, run, show, who
from workbench.errors import Refused
from workbench.jobs.close import closing
from workbench.reconcile.sign_off import ACTS

OneMonth = Annotated[str, typer.Option("--month", help="A month, YYYY-MM.")]


def close(
    month: OneMonth,
    export: Annotated[Path | None, typer.Option("--export", help="Write the close package: FILE.xlsx.")] = None,
    pdf: Annotated[Path | None, typer.Option("--pdf", help="Write the statement to sign: FILE.pdf.")] = None,
    currency: Annotated[str, typer.Option("--currency", help="Which payouts the package has, when the month has several.")] = "",
    company: CompanyName = "demo", as_json: AsJson = False,
) -> None:  # fmt: skip
    """The checks of a month, and what is left of each; the workbook to hand over."""
    for file, ending in ((export, ".xlsx"), (pdf, ".pdf")):
        if file and (file.suffix.lower() != ending or not file.parent.is_dir()):
            raise Refused(f"It cannot be written to {file}.", where="export", next=f"Use a name in {ending}, in a folder that exists.")
    with open_books(company) as books:
        now = closing.close(books, closing.read(books), month)
        result = closing.as_json(now)
        files = [str(file.absolute()) for file in (export, pdf) if file]
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


COMMANDS = {"close": close, "sign": sign}
