"""Commands about QuickBooks: post, compare, the chart of accounts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from workbench.cli.desk import AsJson, CompanyName, Mode, Month, Payout, open_books, run, show, wanted_payouts
from workbench.errors import Refused
from workbench.jobs import reporting, review


def post(
    payout: Payout = "", month: Month = "", mode: Mode = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show every document; send nothing.")] = False,
    company: CompanyName = "demo", as_json: AsJson = False,
) -> None:  # fmt: skip
    """Post confirmed payouts to QuickBooks and wait for the end. Posting the same payout again posts nothing."""
    with open_books(company) as books:
        wanted = wanted_payouts(books, payout, month)
        results = [run(books, "dry-run" if dry_run else "post", payout=p, mode=mode) for p in wanted]
    result: dict[str, Any] = results[0] if len(results) == 1 and not month else {"batches": results}

    def words(_value: dict[str, Any]) -> Iterator[str]:
        for r in results:
            c = r["counts"]
            yield f"{r['batch'] or 'dry run'} ({r['mode']}): {c['planned']} documents, {c['posted']} posted, {c['rejected']} refused"
            for p in r["postings"]:
                if len(r["postings"]) <= 40 or p["state"] not in ("planned", "posted"):
                    yield f"  {p['date']} {p['entity']:<14} {p['doc_number']:<22} {p['total']:>12} {p['state']} {p.get('message', '')}"

    show(result, as_json, words)
    if any(r["counts"]["rejected"] for r in results):
        raise typer.Exit(1)
    unfinished = not dry_run and any(r["counts"]["posted"] < r["counts"]["planned"] for r in results)
    raise typer.Exit(3 if unfinished else 0)


def variance(
    payout: Payout = "", month: Month = "",
    export: Annotated[Path | None, typer.Option("--export", help="Write the reconciliation report: FILE.xlsx or FILE.csv.")] = None,
    company: CompanyName = "demo", as_json: AsJson = False,
) -> None:  # fmt: skip
    """Read QuickBooks back and compare it with Amazon, our lines and our entries."""
    with open_books(company) as books:
        wanted = wanted_payouts(books, payout, month) if payout or month else [p.settlement.settlement_id for p in review.payouts(books)]
        kind = _report_kind(export) if export else "csv"
        result = run(books, "ask", question="variance", of={"payouts": wanted, "month": month})
        if export:
            run(books, "export", payouts=wanted, month=month, written_as=kind, file=str(export.absolute()))
            result["exported"] = str(export)
    show(result, as_json, lambda value: (
        f"{p['settlement_id']}  Amazon {p['amazon_total']}  lines {p['lines']}  entries {p['entries'] or '-'}  "
        f"QuickBooks {p['quickbooks'] or '-'}  variance {p['variance'] or '-'}  unexplained {p['unexplained']}" for p in value["payouts"]
    ))  # fmt: skip
    open_amounts = [p for p in result["payouts"] if p["variance"] not in (None, "0.00", "0")]
    raise typer.Exit(1 if open_amounts else 0)


def _report_kind(file: Path) -> reporting.Format:
    """The format a file's name asks for; `Refused` before anything is done for a name that asks for none."""
    if file.suffix.lower() not in (".xlsx", ".csv") or not file.parent.is_dir():
        raise Refused(f"A report cannot be written to {file}.", where="--export",
                      next="Use a name that ends in .xlsx or .csv, in a folder that exists.")  # fmt: skip
    return "xlsx" if file.suffix.lower() == ".xlsx" else "csv"


def accounts(company: CompanyName = "demo", as_json: AsJson = False) -> None:
    """QuickBooks' chart of accounts as we see it."""
    with open_books(company) as books:
        result = run(books, "ask", question="accounts", of={})
    show(result, as_json, lambda value: (f"{a['id']:>5}  {a['type']:<24} {a['name']:<44} {a['balance']:>14}" for a in value["accounts"]))


COMMANDS: dict[str, Callable[..., None]] = {
    "post": post,
    "variance": variance,
    "accounts": accounts,
}
