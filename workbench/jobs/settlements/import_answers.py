"""What became of an imported file, in the shape that the command line prints and the import page shows."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from workbench.errors import Finding, WorkbenchError
from workbench.mapping.mapping import Target
from workbench.money import plain
from workbench.store import mappings
from workbench.store.settlements import Kind, Settlement


def of_settlement(s: Settlement, targets: dict[Kind, Target], name: str, status: str, more: list[Finding]) -> dict[str, Any]:
    """The answer for a file of one settlement; `more` are findings of this import, beside those of the file."""
    unmapped = {kind: target for kind, target in targets.items() if not target.complete}
    findings = [*(unmapped_finding(s.settlement_id, kind, target) for kind, target in unmapped.items()), *more]
    if status == "new-version":
        findings.append(_new_version(s))
    total = plain(s.total, s.currency)
    return {
        "file": name, "sha256": s.sha256, "format": s.format, "status": status, "settlement_id": s.settlement_id,
        "marketplaces": list(s.marketplaces), "currency": s.currency, "lines": s.line_count, "total": total, "sum": total,
        "difference": plain(s.total - s.total, s.currency), "unmapped": sum(kind.line_count for kind in unmapped),
        "findings": [*s.findings, *map(finding_shape, findings)], "in_the_books_as": s.state,
    }  # fmt: skip


def refused(name: str, sha256: str, refusal: WorkbenchError, findings: list[Finding]) -> dict[str, Any]:
    """The answer for a file that was not taken."""
    listed = findings or [Finding("refused", refusal.where or name, refusal.what, refusal.next)]
    return {
        "file": name, "sha256": sha256, "format": "", "status": "refused", "findings": [finding_shape(f) for f in listed],
        "error": refusal.as_json()["error"],
    }  # fmt: skip


def finding_shape(finding: Finding) -> dict[str, Any]:
    """`{"code", "where", "what", "next", "blocks"}`, and the amount when the finding has one."""
    amount = {} if finding.amount is None else {"amount": str(finding.amount)}
    return {"code": finding.code, "where": finding.where, "what": finding.what, "next": finding.next, "blocks": finding.blocks, **amount}


def targets_of(connection: sa.Connection, kinds: list[Kind]) -> dict[Kind, Target]:
    """Where each kind of line goes under the newest mapping."""
    mapping = mappings.load(connection)
    return {k: mapping.target(*k.names) for k in kinds}


def unmapped_finding(settlement_id: str, kind: Kind, target: Target) -> Finding:
    """A kind of line that waits for a person: never seen before, or only suggested."""
    words = " / ".join(dict.fromkeys(text for text in (kind.transaction_type, kind.amount_type, kind.amount_description) if text))
    count = "1 line" if kind.line_count == 1 else f"{kind.line_count:,} lines"
    suggestion = f" It looks like {target.account}, which is suggested." if target.account else ""
    return Finding(
        "unmapped", f"settlement {settlement_id}", f"{words} ({count}) has no account yet.{suggestion}",
        "Choose its account under Review › Mapping; the payout cannot be posted before.", kind.total,
    )  # fmt: skip


def _new_version(s: Settlement) -> Finding:
    return Finding(
        "new-version", f"settlement {s.settlement_id}",
        "This settlement is in the books already, from a file with other content. The books still use the first one.",
        "Compare the two under Set up › Import and take or decline the new version.",
    )  # fmt: skip
