"""The command for the cost of goods: a list of costs in, and every SKU that was sold with its cost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from workbench.cli.desk import AsJson, CompanyName, open_books, show, who
from workbench.errors import Refused
from workbench.jobs.mapping import cost_files


def costs(
    file: Annotated[Path | None, typer.Option("--import", help="A CSV of costs: sku, cost, from; currency, marketplace.")] = None,
    company: CompanyName = "demo", as_json: AsJson = False,
) -> None:  # fmt: skip
    """List what was sold with its cost, or import a list of costs first; a list is taken whole or refused whole."""
    if file is not None and not file.is_file():
        raise Refused("There is no such file.", where=file.name, next="Check the path.")
    with open_books(company) as books:
        imported = cost_files.take(books, who(), file.read_bytes(), file.name) if file else None
        result = cost_files.as_json(books, imported)

    def words(value: dict[str, Any]) -> Iterator[str]:
        for f in value["imported"]:
            yield f"{f['file']}: {f['status']}, {f['costs']:,} costs, {f['new']:,} of them new"
            yield from (f"  {finding['where']}: {finding['what']} {finding['next']}" for finding in f["findings"])
        for s in value["skus"]:
            said = f"{s['cost']} {s['currency']} from {s['from']}" if s["cost"] else "no cost"
            held = f"  missing from {s['missing_from']}, holds {len(s['holds'])} payouts" if s["holds"] else ""
            yield f"{s['sku']:<24} {s['marketplace']:<16} {s['units']:>8}  {said}{held}"
        for o in value["posted_otherwise"]:
            yield f"Payout {o['payout']}, {o['month']}, {o['sku']}: posted at {o['posted_at']}, the cost is {o['cost'] or 'another'} by now"

    show(result, as_json, words)
    refused = any(f["status"] == "refused" for f in result["imported"])
    raise typer.Exit(2 if refused else 1 if result["on"] and any(s["holds"] for s in result["skus"]) else 0)


COMMANDS: dict[str, Callable[..., None]] = {"costs": costs}
