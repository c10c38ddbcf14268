"""What the command line prints about an undo (docs/command-line.md): how a batch stands, and the register of reversals."""

from __future__ import annotations

from typing import Any

from workbench.money import plain
from workbench.store import outbox, undo
from workbench.store.company import Company
from workbench.store.undo import Undone


def answer(company: Company, batch_id: str, outcome: str) -> dict[str, Any]:
    """How the batch stands: the register's line once it is undone."""
    with company.state.read() as connection:
        batch = outbox.get_batch(connection, batch_id)
        line = next((u for u in undo.register(connection) if u.batch_id == batch_id), None)
        standing = len(undo.standing(connection, batch_id))
    return {
        "batch": batch_id, "payout": batch.settlement_id, "state": batch.state, "message": batch.message,
        "how": line.how if line else "", "because": line.because if line else "", "by": line.by if line else "",
        "at": line.at if line else "", "total": plain(batch.total, batch.currency), "documents": line.documents if line else 0,
        "left": 0 if line else standing,
        "reversal": _reversal_shape(line),
        "outcome": outcome,
    }  # fmt: skip


def register(company: Company) -> list[dict[str, Any]]:
    """The register of reversals as the command line prints it, newest first."""
    with company.state.read() as connection:
        lines = undo.register(connection)
    return [
        {
            "batch": u.batch_id, "payout": u.settlement_id, "at": u.at, "by": u.by, "because": u.because, "how": u.how,
            "documents": u.documents, "currency": u.currency, "total": plain(u.total, u.currency), "reversal": _reversal_shape(u),
        }
        for u in lines
    ]  # fmt: skip


def _reversal_shape(line: Undone | None) -> dict[str, str]:
    """The journal entry of a batch that was reversed; empty for one that was deleted, or that is not undone."""
    if line is None:
        return {"doc_number": "", "date": "", "quickbooks_id": ""}
    return {"doc_number": line.reversal_number, "date": line.reversal_day, "quickbooks_id": line.reversal_id}
