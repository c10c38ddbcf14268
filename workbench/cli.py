"""The command line: everything the pages do, for scripts (`docs/command-line.md` is the contract).

With `--json`, one JSON document on standard output and nothing else there; progress and warnings on standard error.
Exit code 0: done. 1: done, and findings stand in the way of posting. 2: refused, nothing was stored or sent. 3: partly done;
the same command goes on.
"""

from __future__ import annotations

import csv
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from workbench import __version__
from workbench.errors import NotFound, Refused, WorkbenchError
from workbench.jobs import answers, chain, demo, doctor, reporting, review, setup, worker
from workbench.settlement.catalogue import meaning_of
from workbench.store.company import Company
from workbench.store.jobs import Job

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__, rich_markup_mode=None, pretty_exceptions_enable=False)

CompanyName = Annotated[str, typer.Option("--company", help="Which company's books.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
Payout = Annotated[str, typer.Option("--payout", help="The settlement's number.")]
Month = Annotated[str, typer.Option("--month", help="A month, YYYY-MM: every payout whose deposit falls in it.")]
Mode = Annotated[str, typer.Option("--mode", help="order or summary; the company's setting unless told.")]


def main() -> None:
    """Run a command; turn whatever goes wrong into words and an exit code."""
    as_json = "--json" in sys.argv
    try:
        code = app(standalone_mode=False)  # the command's exit code, or None
        sys.exit(code or 0)
    except WorkbenchError as error:
        print(json.dumps(error.as_json(), ensure_ascii=False) if as_json else str(error), file=sys.stdout if as_json else sys.stderr)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        print("Stopped; what was done is kept.", file=sys.stderr)
        sys.exit(3)
    except typer.Abort:
        sys.exit(2)
    except Exception as error:
        if hasattr(error, "format_message"):  # a wrong option, in the parser's own words
            words = WorkbenchError(error.format_message(), where="command line", next="See --help.")
        else:
            words = WorkbenchError(f"An unexpected error ({type(error).__name__}) ended the command.",
                                   next="Nothing half done is visible. Run doctor, and report this.")  # fmt: skip
            if os.environ.get("WORKBENCH_DEBUG"):
                raise
        print(json.dumps(words.as_json()) if as_json else str(words), file=sys.stdout if as_json else sys.stderr)
        sys.exit(2)


@contextmanager
def _books(name: str, *, create: bool = False) -> Iterator[Company]:
    company = setup.open_company(name, create=create)
    try:
        yield company
    finally:
        company.close()


def _tell(job: Job) -> None:
    share = f" {job.done:,}/{job.of:,}" if job.of else ""
    print(f"{job.kind}{share}: {job.message}", file=sys.stderr)


def _who() -> str:
    return os.environ.get("WORKBENCH_USER") or os.environ.get("USER") or "command line"


def _run(company: Company, kind: str, **arguments: Any) -> dict[str, Any]:
    return worker.result_of(worker.ask_and_wait(company, kind, _who(), _tell, **arguments))


def _print(value: dict[str, Any], as_json: bool, words: Callable[[dict[str, Any]], Iterator[str]]) -> None:
    if as_json:
        print(json.dumps(value, ensure_ascii=False, indent=1))
    else:
        for line in words(value):
            print(line)


@app.command("import")
def import_files(files: list[Path], company: CompanyName = "demo", as_json: AsJson = False) -> None:
    """Import Amazon report files; each is taken whole or refused whole."""
    with _books(company, create=True) as books:
        archived = [(books.archive.keep(file), file.name) for file in files if file.is_file()]
        answered = iter(_run(books, "import", files=archived)["files"] if archived else [])
    result = {"files": [next(answered) if file.is_file() else _not_a_file(file) for file in files]}

    def words(value: dict[str, Any]) -> Iterator[str]:
        for f in value["files"]:
            yield f"{f['file']}: {f['status']}" + (f", {f['lines']} lines, {f.get('total', '')} {f['currency']}" if f.get("lines") else "")
            for s in f.get("settlements", ()):
                paid = f"paid {s['paid']}" if s["paid"] else s["why"]
                yield f"  settlement {s['settlement_id']} ({s['account_type']}): {s['lines']} rows, net {s['net']}, {paid}"
            for finding in f["findings"]:
                yield f"  {finding['where']}: {finding['what']} {finding['next']}"

    _print(result, as_json, words)
    refused = any(f["status"] == "refused" for f in result["files"])
    blocked = any(finding["blocks"] for f in result["files"] for finding in f["findings"])
    raise typer.Exit(2 if refused else 1 if blocked else 0)


def _not_a_file(file: Path) -> dict[str, Any]:
    error = Refused("There is no such file.", where=file.name, next="Check the path.")
    finding = {"code": "no-file", "where": file.name, "what": error.what, "next": error.next, "blocks": True}
    return {"file": file.name, "sha256": "", "format": "", "status": "refused", "findings": [finding], "error": error.as_json()["error"]}


@app.command()
def payouts(company: CompanyName = "demo", as_json: AsJson = False) -> None:
    """List the payouts."""
    with _books(company) as books:
        result = answers.payouts(books)
    _print(result, as_json, lambda value: (
        f"{p['settlement_id']}  {p['end'][:10]}  {p['total']:>12} {p['currency']}  {p['status']}" for p in value["payouts"]
    ))  # fmt: skip


@app.command("chain")
def chain_of_settlements(company: CompanyName = "demo", as_json: AsJson = False) -> None:
    """Whether the settlements of each Amazon account follow one another without a gap, and every balance goes on."""
    with _books(company) as books:
        result = chain.as_json(books)

    def words(value: dict[str, Any]) -> Iterator[str]:
        for c in value["chains"]:
            yield f"{c['name']}: {len(c['periods'])} settlements, {'unbroken' if c['unbroken'] else 'NOT proved'}"
            for finding in c["findings"]:
                yield f"  {finding['where']}: {finding['what']} {finding['next']}"

    _print(result, as_json, words)
    raise typer.Exit(0 if all(c["unbroken"] for c in result["chains"]) else 1)


@app.command()
def transactions(payout: Payout, company: CompanyName = "demo", as_json: AsJson = False) -> None:
    """A payout's included transactions and the adjustments to its funds."""
    with _books(company) as books:
        result = _run(books, "ask", question="transactions", of={"payout": payout})

    def words(value: dict[str, Any]) -> Iterator[str]:
        for t in value["included"]:
            yield f"{t['posted']}  {t['kind']:<12} {t['order_id']:<24} {t['net']:>12}  {t['status']}"
        for a in value["adjustments"]:
            yield f"{a['what']:<48} {a['amount']:>12}  {a['account'] or 'no account yet'}"

    _print(result, as_json, words)


@app.command()
def explain(file: Path, as_json: AsJson = False) -> None:
    """Where would a line go? A CSV with transaction_type, amount_type, amount_description (and report, amount)."""
    from workbench.mapping.chart import DEFAULT_CHART  # noqa: PLC0415

    if not file.is_file():
        raise Refused("There is no such file.", where=file.name, next="Check the path.")
    with file.open(newline="", encoding="utf-8-sig") as reader:
        table = csv.DictReader(reader)
        lacking = {"transaction_type", "amount_type", "amount_description"} - set(table.fieldnames or ())
        if lacking:
            raise Refused(f"The file has no column {', '.join(sorted(lacking))}.", where=f"{file.name}, line 1",
                          next="Give the columns transaction_type, amount_type, amount_description.")  # fmt: skip
        rows = []
        for row in table:
            texts = {name: (row[name] or "") for name in ("transaction_type", "amount_type", "amount_description")}
            meaning = meaning_of(**texts, report=row.get("report") or "settlement-v2")
            account = DEFAULT_CHART[meaning.account].name if meaning.account else ""
            rows.append({**texts, "category": meaning.category, "section": meaning.section, "account": account,
                         "account_key": meaning.account, "rule": meaning.rule, "sure": meaning.sure})  # fmt: skip
    _print({"rows": rows}, as_json, lambda value: (
        f"{r['transaction_type']} / {r['amount_type']} / {r['amount_description']}: {r['category']} -> {r['account'] or '-'}"
        + ("" if r["sure"] else " (to be confirmed)") for r in value["rows"]
    ))  # fmt: skip


@app.command()
def confirm(payout: Payout = "", month: Month = "", company: CompanyName = "demo", as_json: AsJson = False) -> None:
    """Confirm the included transactions that lack nothing."""
    with _books(company) as books:
        confirmed = []
        for settlement in _wanted(books, payout, month):
            review.confirm(books, settlement, _who())
            confirmed.append({
                "settlement_id": settlement, "status": review.payout(books, settlement).status,
                "findings": [{"code": f.code, "where": f.where, "what": f.what, "next": f.next, "blocks": f.blocks}
                             for f in review.findings(books, settlement)],
            })  # fmt: skip
    _print({"payouts": confirmed}, as_json, lambda value: (f"{p['settlement_id']}: {p['status']}" for p in value["payouts"]))
    raise typer.Exit(1 if any(p["findings"] for p in confirmed) else 0)


@app.command()
def exclude(
    payout: Payout, order: Annotated[str, typer.Option(help="The order's number.")],
    because: Annotated[str, typer.Option(help="Why it is excluded.")],
    account: Annotated[str, typer.Option(help="The account in which the amount stands.")] = "",
    company: CompanyName = "demo", as_json: AsJson = False,
) -> None:  # fmt: skip
    """Exclude an order from a payout, with the reason and, so that the payout still ties, the account that explains it."""
    with _books(company) as books:
        result = _run(books, "exclude", payout=payout, order=order, because=because, account=account)
        standing = [f for f in review.findings(books, payout) if f.code == "excluded-unexplained"]
    _print(result, as_json, lambda value: iter([f"{len(value['excluded'])} transactions of order {order} excluded"]))
    raise typer.Exit(1 if standing else 0)


@app.command()
def post(
    payout: Payout = "", month: Month = "", mode: Mode = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show every document; send nothing.")] = False,
    company: CompanyName = "demo", as_json: AsJson = False,
) -> None:  # fmt: skip
    """Post confirmed payouts to QuickBooks and wait for the end. Posting the same payout again posts nothing."""
    with _books(company) as books:
        wanted = _wanted(books, payout, month)
        results = [_run(books, "dry-run" if dry_run else "post", payout=p, mode=mode) for p in wanted]
    result: dict[str, Any] = results[0] if len(results) == 1 and not month else {"batches": results}

    def words(_value: dict[str, Any]) -> Iterator[str]:
        for r in results:
            c = r["counts"]
            yield f"{r['batch'] or 'dry run'} ({r['mode']}): {c['planned']} documents, {c['posted']} posted, {c['rejected']} refused"
            for p in r["postings"]:
                if len(r["postings"]) <= 40 or p["state"] not in ("planned", "posted"):
                    yield f"  {p['date']} {p['entity']:<14} {p['doc_number']:<22} {p['total']:>12} {p['state']} {p.get('message', '')}"

    _print(result, as_json, words)
    if any(r["counts"]["rejected"] for r in results):
        raise typer.Exit(1)
    unfinished = not dry_run and any(r["counts"]["posted"] < r["counts"]["planned"] for r in results)
    raise typer.Exit(3 if unfinished else 0)


@app.command()
def variance(
    payout: Payout = "", month: Month = "",
    export: Annotated[Path | None, typer.Option("--export", help="Write the reconciliation report: FILE.xlsx or FILE.csv.")] = None,
    company: CompanyName = "demo", as_json: AsJson = False,
) -> None:  # fmt: skip
    """Read QuickBooks back and compare it with Amazon, our lines and our entries."""
    with _books(company) as books:
        wanted = _wanted(books, payout, month) if payout or month else [p.settlement.settlement_id for p in review.payouts(books)]
        kind = _report_kind(export) if export else "csv"
        result = _run(books, "ask", question="variance", of={"payouts": wanted, "month": month})
        if export:
            _run(books, "export", payouts=wanted, month=month, written_as=kind, file=str(export.absolute()))
            result["exported"] = str(export)
    _print(result, as_json, lambda value: (
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


@app.command()
def accounts(company: CompanyName = "demo", as_json: AsJson = False) -> None:
    """QuickBooks' chart of accounts as we see it."""
    with _books(company) as books:
        result = _run(books, "ask", question="accounts", of={})
    _print(result, as_json, lambda value: (f"{a['id']:>5}  {a['type']:<24} {a['name']:<44} {a['balance']:>14}" for a in value["accounts"]))


@app.command()
def practice(port: Annotated[int, typer.Option(help="0 for any free port.")] = 0) -> None:
    """Serve the practice QuickBooks until stopped; its address is the first line, as JSON."""
    from workbench.jobs import practice as server  # noqa: PLC0415

    server.serve(port)


@app.command("demo")
def demo_company(
    if_missing: Annotated[bool, typer.Option("--if-missing", help="Leave a demo company that is there as it is.")] = False,
    as_json: AsJson = False,
) -> None:
    """Create the demo company anew, with its practice QuickBooks."""
    if if_missing:
        demo.create_if_missing(_who(), _tell)
        with _books(demo.NAME) as books:
            result: dict[str, Any] = {"company": demo.NAME, "payouts": len(review.payouts(books))}
    else:
        result = demo.recreate(_who(), _tell)
    _print(result, as_json, lambda value: iter([f"The company {value['company']} has {value['payouts']} payouts."]))


@app.command("doctor")
def check(company: CompanyName = "", as_json: AsJson = False) -> None:
    """Check the set-up and the books' own invariants."""
    result = doctor.examine(company)

    def words(value: dict[str, Any]) -> Iterator[str]:
        for c in value["checks"]:
            yield f"{'ok ' if c['passed'] else 'NOT'}  {c['check']}: {c['figure']} {c['where']}"

    _print(result, as_json, words)
    raise typer.Exit(0 if all(c["passed"] for c in result["checks"]) else 1)


@app.command()
def version() -> None:
    """The program's version."""
    print(__version__)


def _wanted(books: Company, payout: str, month: str) -> list[str]:
    if bool(payout) == bool(month):
        raise Refused("Say which payout, or which month.", where="command line", next="Use --payout ID or --month YYYY-MM.")
    if payout:
        return [review.payout(books, payout).settlement.settlement_id]
    found = [p.settlement.settlement_id for p in review.payouts(books) if p.settlement.month == month]
    if not found:
        raise NotFound(f"No payout was deposited in {month}.", next="The command payouts lists them.")
    return sorted(found)
