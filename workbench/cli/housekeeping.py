"""Commands about the program itself: the practice servers, the demo, the books' own checks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Annotated, Any

import typer

from workbench import __version__
from workbench.cli.desk import AsJson, CompanyName, open_books, show, tell, who
from workbench.jobs import demo, doctor, review


def practice(port: Annotated[int, typer.Option(help="0 for any free port.")] = 0) -> None:
    """Serve the practice QuickBooks and the practice Amazon until stopped; their addresses are the first line, as JSON."""
    from workbench.jobs import practice as server  # noqa: PLC0415

    server.serve(port)


def demo_company(
    if_missing: Annotated[bool, typer.Option("--if-missing", help="Leave a demo company that is there as it is.")] = False,
    as_json: AsJson = False,
) -> None:
    """Create the demo company anew, with its practice QuickBooks."""
    if if_missing:
        demo.create_if_missing(who(), tell)
        with open_books(demo.NAME) as books:
            result: dict[str, Any] = {"company": demo.NAME, "payouts": len(review.payouts(books))}
    else:
        result = demo.recreate(who(), tell)
    show(result, as_json, lambda value: iter([f"The company {value['company']} has {value['payouts']} payouts."]))


def check(company: CompanyName = "", as_json: AsJson = False) -> None:
    """Check the set-up and the books' own invariants."""
    result = doctor.examine(company)

    def words(value: dict[str, Any]) -> Iterator[str]:
        for c in value["checks"]:
            yield f"{'ok ' if c['passed'] else 'NOT'}  {c['check']}: {c['figure']} {c['where']}"

    show(result, as_json, words)
    raise typer.Exit(0 if all(c["passed"] for c in result["checks"]) else 1)


def version() -> None:
    """The program's version."""
    print(__version__)


COMMANDS: dict[str, Callable[..., None]] = {
    "practice": practice,
    "demo": demo_company,
    "doctor": check,
    "version": version,
}
