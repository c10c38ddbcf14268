"""Commands about QuickBooks: post, compare, the chart of accounts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from workbench.cli.desk import AsJson, CompanyName, Mode, Month, Payout, open_books, run, show, wanted_payouts, who
from workbench.errors import NotFound, Refused
from workbench.jobs import review
from workbench.jobs.close import reporting
from workbench.jobs.post import guard
from workbench.store.company import Company


def post(
    payout: Payout = "", month: Month = "", mode: Mode = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show every document; send nothing.")] = False,
    company: CompanyName = "demo", as_json: AsJson = False,
) -> None:  # fmt: skip
    """Post confirmed payouts to QuickBooks and wait for the end. Posting the same payout again posts nothing."""
    with open_books(company) as books:
        wanted = wanted_payouts(books, payout, month)
        if month:  # what somebody else posted is done
            wanted = [p for p in wanted if review.payout(books, p).status != "elsewhere"]
        results = [run(books, "dry-run" if dry_run else "post", payout=p, mode=mode) for p in wanted]
    result: dict[str, Any] = results[0] if len(results) == 1 and not month else {"batches": results}

    def words(_value: dict[str, Any]) -> Iterator[str]:
        for r in results:
            c = r["counts"]
            yield f"{r['batch'] or 'dry run'} ({r['mode']}): {c['planned']} documents, {c['posted']} posted, {c['rejected']} refused"
            for p in r["postings"]:
                if len(r["postings"]) <= 40 or p["state"] not in ("planned", "posted"):
                    yield f"  {p['date']} {p['entity']:<14} {p['doc_number']:<22} {p['total']:>12} {p['state']} {p.get('message', '')}"
            yield from (f"  without a receipt: {w['order_id']} {w['amount']}: {w['why']}" for w in r.get("without_receipt", []))
            yield from _preflight_words(r)

    show(result, as_json, words)
    if any(r["counts"]["rejected"] or _in_the_way(r) for r in results):
        raise typer.Exit(1)
    unfinished = not dry_run and any(r["counts"]["posted"] < r["counts"]["planned"] for r in results)
    raise typer.Exit(3 if unfinished else 0)


def _in_the_way(result: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The checks of a dry run that stand in the way of posting; a batch has none."""
    return [check for check in result.get("preflight", []) if check["blocks"]]


def _preflight_words(result: Mapping[str, Any]) -> Iterator[str]:
    for check in result.get("preflight", []):
        entry = f" [{check['entry']['entity']}:{check['entry']['quickbooks_id']}]" if check["entry"] else ""
        yield f"  {'in the way' if check['blocks'] else 'noted'}: {check['where']}: {check['what']}{entry} {check['next']}"


def answer(
    payout: Annotated[str, typer.Option("--payout", help="The settlement's number.")],
    entry: Annotated[str, typer.Option("--entry", help="The entry as the dry run names it: Deposit:56.")],
    said: Annotated[str, typer.Option("--is", help="this-payout, something-else, or open to take an answer back.")],
    because: Annotated[str, typer.Option("--because", help="How you know; kept in the audit log.")],
    company: CompanyName = "demo", as_json: AsJson = False,
) -> None:  # fmt: skip
    """Say what an entry is that somebody else made in QuickBooks and that looks like this payout."""
    place = entry.partition(":")[::2]
    with open_books(company) as books:
        checks = _checks(books, payout)
        if said == "open":
            guard.take_back(books, payout, [place], because, who())
        elif said in ("this-payout", "something-else"):
            meant = [c for c in checks if c["entry"] and (c["entry"]["entity"], c["entry"]["quickbooks_id"]) == place]
            if not meant:
                raise NotFound(f"Payout {payout} has no question about {entry}.", next="The command post --dry-run shows the entries.")
            guard.answer(books, payout, "this-payout" if said == "this-payout" else "something-else", because, who(), meant)
        else:
            raise Refused(f"An entry cannot be {said!r}.", where="--is", next="Use this-payout, something-else or open.")
        status = review.payout(books, payout).status
        left = [] if status == "elsewhere" else [c for c in guard.with_answers(books, payout, checks) if c["blocks"]]
        standing = [] if status == "elsewhere" else [asdict(finding) for finding in review.findings(books, payout)]
    findings = [{name: check[name] for name in ("code", "where", "what", "next", "blocks")} for check in (*left, *standing)]
    show({"payouts": [{"settlement_id": payout, "status": status, "findings": findings}]}, as_json,
         lambda _value: iter([f"{payout}: {status}", *(f"  {f['where']}: {f['what']}" for f in findings)]))  # fmt: skip
    raise typer.Exit(1 if findings else 0)


def _checks(books: Company, payout: str) -> list[dict[str, Any]]:
    """The checks of the payout's dry run; of one that cannot be planned yet, the entries of others alone."""
    if review.findings(books, payout):
        asked = run(books, "ask", question="foreign-entries", of={"payout": payout})
    else:
        asked = run(books, "dry-run", payout=payout, mode="")
    return list(asked.get("preflight", []))


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
    "answer": answer,
    "variance": variance,
    "accounts": accounts,
}
