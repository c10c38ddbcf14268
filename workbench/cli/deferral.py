"""The command about what Amazon holds back at a month's end."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any

import typer

from workbench.cli.close import OneMonth
from workbench.cli.desk import AsJson, CompanyName, open_books, run, show


def deferral(
    month: OneMonth,
    post: Annotated[bool, typer.Option("--post", help="Post the accrual and its reversal, of every marketplace.")] = False,
    company: CompanyName = "demo", as_json: AsJson = False,
) -> None:  # fmt: skip
    """What Amazon held back at the end of a month, beside Amazon's own figure; its accrual posted on request."""
    with open_books(company) as books:
        asked = {"question": "deferral", "of": {"month": month}}
        found = run(books, "ask", **asked)
        for one in found["marketplaces"] if post else ():
            if one["content"] or one["batch"]:
                run(books, "post-accrual", month=month, country=one["country"], content="" if one["batch"] else one["content"])
        result = run(books, "ask", **asked) if post else found
    show(result, as_json, _words)
    raise typer.Exit(1 if any(map(_stands_in_the_way, result["marketplaces"])) else 0)


def _stands_in_the_way(one: dict[str, Any]) -> bool:
    apart = one["difference"] is not None and Decimal(one["difference"]) != 0
    return apart or any(finding["blocks"] for finding in one["findings"]) or (one["batch"] or {}).get("changed", False)


def _words(value: dict[str, Any]) -> Iterator[str]:
    for one in value["marketplaces"]:
        yield f"{one['marketplace']} {one['month']} ({one['currency']})"
        for name in ("opening", "deferred", "released", "closing", "amazon", "difference"):
            yield f"  {name:<12} {one[name] if one[name] is not None else 'not asked':>14}"
        yield f"  {'open':<12} {one['open']['total']:>14}"
        if one["batch"]:
            yield f"  batch {one['batch']['batch']}: {one['batch']['state']}"
        for finding in one["findings"]:
            yield f"  {finding['where']}: {finding['what']} {finding['next']}"


COMMANDS = {"deferral": deferral}
