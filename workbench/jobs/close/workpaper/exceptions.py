"""What was out of the ordinary in a month: each with its amount, the reason that somebody gave, who and when."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from workbench.jobs import review
from workbench.jobs.close.workpaper.gathered import Gathered
from workbench.jobs.review import Payout
from workbench.money import total
from workbench.reports import workpaper
from workbench.reports.section import Cell, Section
from workbench.store import drifts, foreign_answers, jobs, line_details, settlements

Row = tuple[Cell, ...]

REFUSED = {
    "declined": "Another version of it was declined",
    "superseded": "An earlier version of it was replaced",
    "cross-check": "The same settlement from another kind of file: held against it, not added",
    "waiting": "Another version of it waits for a decision",
}
"""What became of a second file of a settlement, by the state it was left in."""


def exceptions(g: Gathered) -> Section:
    """Unmapped, excluded, changed in QuickBooks, doubled, below zero."""
    return workpaper.exceptions(g.currency, _rows(g))


def _rows(g: Gathered) -> Iterator[Row]:
    for p in g.payouts:
        yield from _unmapped(g, p)
        yield from _excluded(g, p)
        yield from _refused(g, p)
        if p.settlement.total < 0:
            yield ("Settlement below zero", p.settlement.settlement_id, p.settlement.file_name, p.settlement.total,
                   "Nothing was paid out: the balance is carried into the next settlement, or charged to the card", "", "")  # fmt: skip
    yield from _same_file_again(g)
    yield from _changed(g)


def _unmapped(g: Gathered, p: Payout) -> Iterator[Row]:
    for kind, target in g.targets[p.settlement.load_id].items():
        if not target.complete:
            yield ("Kind of line without an account", p.settlement.settlement_id, review.words_of(kind), kind.total,
                   f"{kind.line_count:,} lines wait for an account (Review › Mapping)", "", "")  # fmt: skip


def _excluded(g: Gathered, p: Payout) -> Iterator[Row]:
    s = p.settlement
    excluded = {key: why for key, why in sorted(g.decided[s.settlement_id].items()) if why.status == "excluded"}
    if not excluded:
        return
    sums: dict[str, Decimal] = {}
    for line in line_details.each(g.company.lines, s.load_id, g.targets[s.load_id], only=((), excluded)):
        sums[line.key] = total((sums.get(line.key, Decimal(0)), line.amount))
    for key, why in excluded.items():
        stands = f"{why.because} (stands in {why.account or 'no account yet'})"
        yield "Transaction excluded", s.settlement_id, f"order {key.split('|')[1]}", sums.get(key), stands, why.by, why.at


def _refused(g: Gathered, p: Payout) -> Iterator[Row]:
    """What would have counted twice: other files of the settlement, entries of somebody else, document numbers taken."""
    with g.company.state.read() as connection:
        others = [s for s in settlements.published_loads(connection) if s.settlement_id == p.settlement.settlement_id]
        answers = foreign_answers.of_settlement(connection, p.settlement.settlement_id)
    for s in sorted(others, key=lambda s: s.version):
        if s.state in REFUSED:
            yield "File not counted twice", s.settlement_id, s.file_name, s.total, REFUSED[s.state], "", s.at
    for _, answer in sorted(answers.items()):
        same = "this payout, booked by somebody else" if answer.answer == "this-payout" else "something else"
        yield ("Entry of somebody else in QuickBooks", answer.settlement_id, answer.shown, None, f"{same}: {answer.because}", answer.by,
               answer.at)  # fmt: skip
    for d in g.documents(p):
        if d.state in ("quarantined", "rejected", "unknown"):
            yield f"Document {d.state}", p.settlement.settlement_id, f"{d.entity} {d.doc_number or d.date}", d.total, d.message, "", ""


def _same_file_again(g: Gathered) -> Iterator[Row]:
    mine = {p.settlement.settlement_id: p.settlement for p in g.payouts}
    for job in jobs.done_of(g.company.state, "import"):
        for file in job.result.get("files", []):
            s = mine.get(str(file.get("settlement_id", "")))
            if s and file.get("status") == "already-imported":
                yield "The same file again", s.settlement_id, s.file_name, s.total, "It is in the books: nothing was added", job.by, ""


def _changed(g: Gathered) -> Iterator[Row]:
    batches = {p.batch.batch_id: p.settlement.settlement_id for p in g.payouts if p.batch}
    names = {a["id"]: a["name"] for a in g.settings["chart"].get("accounts", [])}
    with g.company.state.read() as connection:
        recorded = [d for d in drifts.recorded(connection) if d.batch_id in batches]
    for d in recorded:
        effect = ", ".join(f"{names.get(a, a)} {debit:+}" for a, debit in sorted(d.effect.items()))
        why = f"{d.kind} in QuickBooks after posting{f', {d.changed_at}' if d.changed_at else ''}: {effect or 'no account was touched'}"
        yield "Document changed in QuickBooks", batches[d.batch_id], d.name, d.after.total - d.before.total, why, "", d.at
    seen = {d.posting_key for d in recorded}
    for p in g.payouts:
        for one in g.documents(p):
            status = one.found.get("status")
            if status in ("changed", "deleted") and one.posting_key not in seen:
                found = Decimal(one.found["total"])
                yield (f"Document {status} in QuickBooks", p.settlement.settlement_id, f"{one.entity} {one.doc_number or one.date}",
                       found - one.total, "Seen when it was read back", "", one.found_at)  # fmt: skip
