"""Small settlements in, entries and documents out, compared as text that a person can read.

`GOLDEN=write pytest tests/golden` writes the expected files anew; read the difference before you keep it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.jobs.conftest import Desk
from workbench.jobs import review, setup, worker
from workbench.jobs.post import posting
from workbench.posting.document import encode
from workbench.posting.plan import Plan
from workbench.store import settings
from workbench.store.company import Company

HERE = Path(__file__).parent

WORKED = {
    "split-month": ("order", "daily", "summary", "staged", "expenses"),
    "awkward-orders": ("order", "daily", "expenses"),
    "owed": ("order", "summary"),
    "charged": ("order", "summary"),
    "carried": ("order",),
}
"""Each settlement with the ways it is written down. *Staged* is per order with deposits of two links at most,
*expenses* per order with the fees of each sale and refund as an expense. A balance is
*owed*; the settlement after it is *charged* to the card, or *carried*: taken from that payout, which then is 0.00."""


@pytest.mark.parametrize(("name", "way"), [(name, way) for name, ways in WORKED.items() for way in ways])
def test_documents_and_entries_are_as_written_down(home: Path, name: str, way: str) -> None:
    company: Company = setup.open_company("demo", create=True)
    desk = Desk(company)
    sha = company.archive.keep(HERE / f"{name}.txt")
    imported = worker.result_of(desk.do("import", files=[[sha, f"{name}.txt"]]))["files"][0]
    worker.result_of(desk.do("connect"))
    review.confirm(company, imported["settlement_id"], "tester")
    chosen: dict[str, dict[str, Any]] = {"staged": {"link_limit": 2}, "expenses": {"fees_as": "expense"}}
    with company.state.write() as connection:
        settings.put(connection, "tester", **chosen.get(way, {}))
    written = text_of(posting.plan_payout(company, imported["settlement_id"], "order" if way in chosen else way))
    company.close()
    expected = HERE / f"{name}.{way}.txt"
    if os.environ.get("GOLDEN") == "write":
        expected.write_text(written)
    assert written == expected.read_text()


def text_of(plan: Plan) -> str:
    """A plan as an accountant would write it down."""
    out = [f"Payout {plan.settlement_id}, {plan.total} {plan.currency}, posting mode: {plan.mode}", ""]
    for entry in plan.entries:
        out.append(f"{entry.date} {entry.what}")
        out.extend(_sides(line.account.name, line.debit, line.memo) for line in entry.lines)
        out.append("")
    for document in plan.documents:
        out.append(f"{document.date} {document.entity} {document.doc_number} {document.total}".replace("  ", " "))
        out.extend(_sides(account.name, debit, "") for account, debit in document.effects)
        out.extend([f"    {encode(document.body).decode()}", ""])
    if plan.without_receipt:
        out.append("Without a receipt")
        out.extend(_sides(f"{w.order_id} ({w.side})", w.amount, w.why) for w in plan.without_receipt)
        out.append("")
    out.append("Effect on the trial balance")
    out.extend(_sides(account.name, debit, "") for account, debit in sorted(plan.trial_balance_effect.items()))
    return "\n".join(out) + "\n"


_sides: Callable[[str, object, str], str] = lambda name, debit, memo: f"    {name:<40} {debit:>10}  {memo}".rstrip()  # noqa: E731
