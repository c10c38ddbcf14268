"""What commands share: their options, the books they open, how work is asked for and answers are printed."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer

from workbench.errors import NotFound, Refused
from workbench.jobs import review, setup, worker
from workbench.store.company import Company
from workbench.store.jobs import Job

CompanyName = Annotated[str, typer.Option("--company", help="Which company's books.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
Payout = Annotated[str, typer.Option("--payout", help="The settlement's number.")]
Month = Annotated[str, typer.Option("--month", help="A month, YYYY-MM: every payout whose deposit falls in it.")]
Mode = Annotated[str, typer.Option("--mode", help="order, daily or summary; the company's setting unless told.")]


@contextmanager
def open_books(name: str, *, create: bool = False) -> Iterator[Company]:
    company = setup.open_company(name, create=create)
    try:
        yield company
    finally:
        company.close()


def tell(job: Job) -> None:
    share = f" {job.done:,}/{job.of:,}" if job.of else ""
    print(f"{job.kind}{share}: {job.message}", file=sys.stderr)


def who() -> str:
    return os.environ.get("WORKBENCH_USER") or os.environ.get("USER") or "command line"


def run(company: Company, kind: str, **arguments: Any) -> dict[str, Any]:
    return worker.result_of(worker.ask_and_wait(company, kind, who(), tell, **arguments))


def show(value: dict[str, Any], as_json: bool, words: Callable[[dict[str, Any]], Iterator[str]]) -> None:
    if as_json:
        print(json.dumps(value, ensure_ascii=False, indent=1))
    else:
        for line in words(value):
            print(line)


def wanted_payouts(books: Company, payout: str, month: str) -> list[str]:
    if bool(payout) == bool(month):
        raise Refused("Say which payout, or which month.", where="command line", next="Use --payout ID or --month YYYY-MM.")
    if payout:
        return [review.payout(books, payout).settlement.settlement_id]
    found = [p.settlement.settlement_id for p in review.payouts(books) if p.settlement.month == month]
    if not found:
        raise NotFound(f"No payout was deposited in {month}.", next="The command payouts lists them.")
    return sorted(found)
