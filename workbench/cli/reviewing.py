"""Commands about what is in the books: reports in, payouts, the chain, meanings, decisions."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from workbench.cli.desk import AsJson, CompanyName, Month, Payout, open_books, run, show, wanted_payouts, who
from workbench.errors import Refused
from workbench.jobs import answers, review
from workbench.jobs.settlements import chain
from workbench.settlement.catalogue import meaning_of


def import_files(files: list[Path], company: CompanyName = "demo", as_json: AsJson = False) -> None:
    """Import Amazon report files; each is taken whole or refused whole."""
    with open_books(company, create=True) as books:
        archived = [(books.archive.keep(file), file.name) for file in files if file.is_file()]
        answered = iter(run(books, "import", files=archived)["files"] if archived else [])
    result = {"files": [next(answered) if file.is_file() else _not_a_file(file) for file in files]}

    def words(value: dict[str, Any]) -> Iterator[str]:
        for f in value["files"]:
            yield f"{f['file']}: {f['status']}" + (f", {f['lines']} lines, {f.get('total', '')} {f['currency']}" if f.get("lines") else "")
            for s in f.get("settlements", ()):
                paid = f"paid {s['paid']}" if s["paid"] else s["why"]
                yield f"  settlement {s['settlement_id']} ({s['account_type']}): {s['lines']} rows, net {s['net']}, {paid}"
            for finding in f["findings"]:
                yield f"  {finding['where']}: {finding['what']} {finding['next']}"

    show(result, as_json, words)
    refused = any(f["status"] == "refused" for f in result["files"])
    blocked = any(finding["blocks"] for f in result["files"] for finding in f["findings"])
    raise typer.Exit(2 if refused else 1 if blocked else 0)


def _not_a_file(file: Path) -> dict[str, Any]:
    error = Refused("There is no such file.", where=file.name, next="Check the path.")
    finding = {"code": "no-file", "where": file.name, "what": error.what, "next": error.next, "blocks": True}
    return {"file": file.name, "sha256": "", "format": "", "status": "refused", "findings": [finding], "error": error.as_json()["error"]}


def payouts(company: CompanyName = "demo", as_json: AsJson = False) -> None:
    """List the payouts."""
    with open_books(company) as books:
        result = answers.payouts(books)
    show(result, as_json, lambda value: (
        f"{p['settlement_id']}  {p['end'][:10]}  {p['total']:>12} {p['currency']}  {p['status']}" for p in value["payouts"]
    ))  # fmt: skip


def chain_of_settlements(company: CompanyName = "demo", as_json: AsJson = False) -> None:
    """Whether the settlements of each Amazon account follow one another without a gap, and every balance goes on."""
    with open_books(company) as books:
        result = chain.as_json(books)

    def words(value: dict[str, Any]) -> Iterator[str]:
        for c in value["chains"]:
            yield f"{c['name']}: {len(c['periods'])} settlements, {'unbroken' if c['unbroken'] else 'NOT proved'}"
            for finding in c["findings"]:
                yield f"  {finding['where']}: {finding['what']} {finding['next']}"

    show(result, as_json, words)
    raise typer.Exit(0 if all(c["unbroken"] for c in result["chains"]) else 1)


def transactions(payout: Payout, company: CompanyName = "demo", as_json: AsJson = False) -> None:
    """A payout's included transactions and the adjustments to its funds."""
    with open_books(company) as books:
        result = run(books, "ask", question="transactions", of={"payout": payout})

    def words(value: dict[str, Any]) -> Iterator[str]:
        for t in value["included"]:
            yield f"{t['posted']}  {t['kind']:<12} {t['order_id']:<24} {t['net']:>12}  {t['status']}"
        for a in value["adjustments"]:
            yield f"{a['what']:<48} {a['amount']:>12}  {a['account'] or 'no account yet'}"

    show(result, as_json, words)


def order(order: Annotated[str, typer.Option(help="The order's number.")], company: CompanyName = "demo", as_json: AsJson = False) -> None:
    """Everything that Amazon ever posted about an order, across settlements, and where it stands in QuickBooks."""
    with open_books(company) as books:
        result = run(books, "ask", question="order", of={"order": order})

    def words(value: dict[str, Any]) -> Iterator[str]:
        for e in value["events"]:
            documents = ", ".join(f"{d['entity']} {d['doc_number']}" for d in e["documents"]) or "not posted"
            yield f"{e['day']}  {e['kind']:<20} {e['amount']:>12} {e['currency']}  payout {e['settlement_id']}  {documents}"

    show(result, as_json, words)


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
    show({"rows": rows}, as_json, lambda value: (
        f"{r['transaction_type']} / {r['amount_type']} / {r['amount_description']}: {r['category']} -> {r['account'] or '-'}"
        + ("" if r["sure"] else " (to be confirmed)") for r in value["rows"]
    ))  # fmt: skip


def confirm(payout: Payout = "", month: Month = "", company: CompanyName = "demo", as_json: AsJson = False) -> None:
    """Confirm the included transactions that lack nothing."""
    with open_books(company) as books:
        confirmed = []
        for settlement in wanted_payouts(books, payout, month):
            review.confirm(books, settlement, who())
            confirmed.append({
                "settlement_id": settlement, "status": review.payout(books, settlement).status,
                "findings": [{"code": f.code, "where": f.where, "what": f.what, "next": f.next, "blocks": f.blocks}
                             for f in review.findings(books, settlement)],
            })  # fmt: skip
    show({"payouts": confirmed}, as_json, lambda value: (f"{p['settlement_id']}: {p['status']}" for p in value["payouts"]))
    raise typer.Exit(1 if any(p["findings"] for p in confirmed) else 0)


def exclude(
    payout: Payout, order: Annotated[str, typer.Option(help="The order's number.")],
    because: Annotated[str, typer.Option(help="Why it is excluded.")],
    account: Annotated[str, typer.Option(help="The account in which the amount stands.")] = "",
    company: CompanyName = "demo", as_json: AsJson = False,
) -> None:  # fmt: skip
    """Exclude an order from a payout, with the reason and, so that the payout still ties, the account that explains it."""
    with open_books(company) as books:
        result = run(books, "exclude", payout=payout, order=order, because=because, account=account)
        standing = [f for f in review.findings(books, payout) if f.code == "excluded-unexplained"]
    show(result, as_json, lambda value: iter([f"{len(value['excluded'])} transactions of order {order} excluded"]))
    raise typer.Exit(1 if standing else 0)


COMMANDS: dict[str, Callable[..., None]] = {
    "import": import_files,
    "payouts": payouts,
    "chain": chain_of_settlements,
    "transactions": transactions,
    "order": order,
    "explain": explain,
    "confirm": confirm,
    "exclude": exclude,
}
