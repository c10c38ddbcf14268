"""Commands for the bank leg of the proof: statements in, matches confirmed and taken back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from workbench.cli.desk import AsJson, CompanyName, open_books, run, show, who
from workbench.errors import NotFound, Refused
from workbench.jobs.bank import bank_matching, bank_statements


def bank(
    files: Annotated[list[Path] | None, typer.Argument(help="The bank's statements: CSV, OFX or QFX.")] = None,
    account: Annotated[str, typer.Option("--account", help="The bank account in QuickBooks; the deposit account unless told.")] = "",
    layout: Annotated[Path | None, typer.Option("--layout", help="What a CSV's columns mean, as JSON; kept for the next one.")] = None,
    confirm: Annotated[bool, typer.Option("--confirm", help="Confirm everything that is suggested.")] = False,
    company: CompanyName = "demo", as_json: AsJson = False,
) -> None:  # fmt: skip
    """Import bank statements, and show which line of the bank is which payout."""
    wanted = [_readable(path) for path in [*(files or []), *([layout] if layout else [])]]
    with open_books(company) as books:
        imported: list[dict[str, Any]] = []
        if files:
            archived = [(books.archive.keep(path), path.name) for path in wanted[: len(files)]]
            said = _layout(layout) if layout else None
            imported = run(books, "bank-import", files=archived, account=account, layout=said)["files"]
        if confirm:
            bank_matching.confirm(books, bank_matching.at_bank(books).suggested, who())
        result = bank_matching.as_json(books, imported)
    show(result, as_json, _words)
    if any(file["status"] == "refused" for file in imported):
        raise typer.Exit(2)
    raise typer.Exit(1 if result["suggested"] or result["ambiguous"] or result["waiting"] else 0)


def unmatch(
    match: Annotated[int, typer.Option("--match", help="The match's number, as bank shows it.")],
    because: Annotated[str, typer.Option("--because", help="Why; it stays in the audit log.")],
    company: CompanyName = "demo", as_json: AsJson = False,
) -> None:  # fmt: skip
    """Take back a match of payouts with bank lines. Prints what bank prints."""
    with open_books(company) as books:
        bank_matching.unmatch(books, match, because, who())
        result = bank_matching.as_json(books)
    show(result, as_json, _words)


def remove_statement(
    statement: Annotated[int, typer.Option("--statement", help="The statement's number, as bank shows it.")],
    because: Annotated[str, typer.Option("--because", help="Why; it stays in the audit log.")],
    company: CompanyName = "demo", as_json: AsJson = False,
) -> None:  # fmt: skip
    """Take the newest statement of an account out again, with the lines it brought. Prints what bank prints."""
    with open_books(company) as books:
        bank_statements.remove(books, statement, because, who())
        result = bank_matching.as_json(books)
    show(result, as_json, _words)


def _readable(path: Path) -> Path:
    if not path.is_file():
        raise NotFound(f"There is no file {path}.", next="Check the path.")
    return path


def _layout(path: Path) -> Any:
    try:
        return json.loads(path.read_text())
    except ValueError as error:
        raise Refused("The layout is no JSON.", where=str(path), next="The documentation of the command bank has a sample.") from error


def _words(value: dict[str, Any]) -> Iterator[str]:
    for file in value["files"]:
        yield f"{file['file']}: {file['status']}, {file['lines']} lines, {file['new']} new"
        yield from (f"  {finding['where']}: {finding['what']} {finding['next']}" for finding in file["findings"])
    for row in value["totals"]:
        yield f"{row['standing']:<10} {row['payouts']:>5} payouts {row['amount']:>14} {row['currency']}"
    for option in value["suggested"]:
        yield f"  suggested: {', '.join(p['settlement_id'] for p in option['payouts'])} = {_lines(option)} ({option['strength']})"
    for n, group in enumerate(value["ambiguous"], start=1):
        for option in group:
            yield f"  ambiguous {n}: {', '.join(p['settlement_id'] for p in option['payouts']) or 'no payout'} = {_lines(option)}"
    for w in value["waiting"]:
        yield f"  no line: {w['settlement_id']} {w['amount']} {w['currency']}, sent {w['day']}, {w['age']} days ago"


def _lines(option: dict[str, Any]) -> str:
    return " + ".join(f"{line['day']} {line['amount']} {line['description']}".strip() for line in option["lines"])


COMMANDS: dict[str, Callable[..., None]] = {
    "bank": bank,
    "unmatch": unmatch,
    "remove-statement": remove_statement,
}
