"""Commands that look after what was posted: undo a batch, the register of what was undone, the drift watch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Annotated, Any

import typer

from workbench.cli.desk import AsJson, CompanyName, open_books, run, show
from workbench.jobs.undo import undo_answers


def unpost(
    batch: Annotated[str, typer.Option("--batch", help="The batch's name, as post and the batches page show it.")],
    because: Annotated[str, typer.Option("--because", help="Why; it stays in the register.")],
    reverse_on: Annotated[str, typer.Option("--reverse-on", help="Take it back by one journal entry of this day, YYYY-MM-DD.")] = "",
    company: CompanyName = "demo", as_json: AsJson = False,
) -> None:  # fmt: skip
    """Undo a batch in QuickBooks, in reverse order, and read back that nothing of it is left. Undoing it again changes nothing."""
    with open_books(company) as books:
        result = run(books, "undo", batch=batch, because=because, reverse_on=reverse_on)
    show(result, as_json, lambda r: iter([
        f"{r['batch']}: {r['how'] or r['state']}, {r['documents']} documents, {r['left']} left  {r['reversal']['doc_number']}"
    ]))  # fmt: skip
    raise typer.Exit(0 if result["state"] == "undone" else 3)


def undone(company: CompanyName = "demo", as_json: AsJson = False) -> None:
    """The register: every batch that was undone or reversed, who did it, when, why, and how much it was."""
    with open_books(company) as books:
        result = {"undone": undo_answers.register(books)}
    show(result, as_json, lambda value: (
        f"{u['at'][:16]}  {u['batch']:<20} {u['total']:>12} {u['currency']}  {u['how']} by {u['by']}: {u['because']}"
        for u in value["undone"]
    ))  # fmt: skip


def drift(company: CompanyName = "demo", as_json: AsJson = False) -> None:
    """Look for posted documents that were edited, voided, moved or deleted in QuickBooks since; reads only."""
    with open_books(company) as books:
        result = run(books, "drift")

    def words(value: dict[str, Any]) -> Iterator[str]:
        yield f"{len(value['drift'])} changes in {value['batches']} batches ({value['how']} read)"
        for d in value["drift"]:
            yield f"  {d['batch']}  {d['document']}: {d['what']}  {d['before']['total']} -> {d['after']['total']}"
            for e in d["effect"]:
                yield f"    {e['account']:<44} {e['debit']:>14} {e['credit']:>14}"

    show(result, as_json, words)
    raise typer.Exit(1 if result["drift"] else 0)


COMMANDS: dict[str, Callable[..., None]] = {
    "unpost": unpost,
    "undone": undone,
    "drift": drift,
}
