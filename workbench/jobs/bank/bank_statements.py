"""Bank statements into the books: archived, read whole or refused whole, each line once; and what their columns mean.

A CSV is read by the layout that somebody said once for its header. A file whose header nobody explained yet is not guessed at.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from workbench.bank import comma_separated, layout, ofx, text
from workbench.bank.comma_separated import Table
from workbench.bank.layout import Layout
from workbench.bank.refusal import RefusedStatement
from workbench.bank.statement import Statement, identities
from workbench.errors import NotReady, Refused
from workbench.jobs.settlements.import_answers import finding_shape
from workbench.store import bank_lines, settings, settlements
from workbench.store.bank_lines import Incoming, ReadStatement
from workbench.store.company import Company
from workbench.store.jobs import Job

SAY_ON_THE_PAGE = "Say once what its columns mean: on the page Bank, or with --layout."


@dataclass(frozen=True, slots=True)
class Looked:
    """What an uploaded file seems to be: a CSV has a `table` and the `layout` said for it before, if any; OFX has neither."""

    table: Table | None
    layout: Layout | None


def look(company: Company, data: bytes) -> Looked:
    """Look at a file before it is imported; RefusedStatement when it is no statement."""
    text.require_a_statement(data)
    if text.is_ofx(data):
        return Looked(None, None)
    found = comma_separated.table(data)
    with company.state.read() as connection:
        said = bank_lines.layout(connection, layout.fingerprint(found.header))
    return Looked(found, layout.from_json(said) if said else None)


def proposed(company: Company, table: Table) -> Layout:
    """A layout to begin with when a person says what the columns mean."""
    with company.state.read() as connection:
        currencies = [s.currency for s in settlements.listed(connection)]
        home = settings.get(connection, "quickbooks").get("home_currency", "")
    return layout.proposed(table.header, [row for _, row in table.rows[:20]], home or next(iter(currencies), "USD"))


def read(data: bytes, said: Layout | None) -> Statement:
    """The statement in these bytes; a CSV needs what was said of its columns."""
    text.require_a_statement(data)
    if text.is_ofx(data):
        return ofx.read(data)
    if said is None:
        names = ", ".join(comma_separated.table(data).header[:10])
        raise NotReady(f"Nobody has said yet what the columns of this file mean ({names}).", next=SAY_ON_THE_PAGE)
    return comma_separated.read(data, said)


def accounts(company: Company) -> dict[str, str]:
    """The bank accounts of the QuickBooks company: name by id, the deposit account first."""
    with company.state.read() as connection:
        chart = settings.get(connection, "chart").get("accounts", [])
        deposit = settings.get(connection, "deposit_account")
    found = {a["id"]: a["name"] for a in chart if a["type"] == "Bank"}
    return dict(sorted(found.items(), key=lambda each: (each[0] != deposit, each[1])))


def account_named(company: Company, name: str) -> str:
    """The id of a bank account by its id or name, of the deposit account when there is neither; `NotReady` or `Refused` in words."""
    found = accounts(company)
    if not name:
        with company.state.read() as connection:
            deposit = str(settings.get(connection, "deposit_account"))
        if deposit:
            return deposit
        raise NotReady("No deposit account is chosen yet.", next="Connect QuickBooks and choose it under Set up › Settings.")
    for account_id, known in found.items():
        if name == account_id or name.casefold() == known.casefold():
            return account_id
    raise Refused(f"QuickBooks has no bank account {name!r}.", next=f"Choose one of: {', '.join(found.values()) or 'none there'}.")


def carry_out(company: Company, job: Job) -> dict[str, Any]:
    """Import the archived files of a job: `{"files": [...]}`. A file that is refused leaves the others in."""
    wanted = job.arguments
    account = account_named(company, wanted["account"])
    said = layout.from_json(wanted["layout"]) if wanted.get("layout") else None
    return {"files": [import_file(company, sha256, name, account, said, job.by) for sha256, name in wanted["files"]]}


def import_file(company: Company, sha256: str, name: str, account: str, said: Layout | None, by: str) -> dict[str, Any]:
    """One archived file; what became of it, in the shape that the command line prints."""
    with company.state.read() as connection:
        known = bank_lines.with_content(connection, account, sha256)
    if known:
        return _answer(company, known, name, "already-imported")
    data = company.archive.path(sha256).read_bytes()
    try:
        looked = look(company, data)
        used = said or looked.layout
        statement = read(data, used)
        with company.state.write() as connection:
            if looked.table and used:
                bank_lines.remember_layout(connection, by, used.fingerprint, used.as_json())
            stored = bank_lines.add(connection, by, _header(company, statement, sha256, name, account), _incoming(statement))
    except (Refused, NotReady) as refusal:
        return _refused(name, sha256, refusal)
    return _answer(company, stored, name, "imported")


def remove(company: Company, statement_id: int, because: str, by: str) -> None:
    """Take the newest statement of an account out again: its columns were not what was said, or it is of another account."""
    with company.state.write() as connection:
        bank_lines.remove(connection, by, statement_id, because.strip())


def _incoming(statement: Statement) -> list[Incoming]:
    return [
        (identity, line.line_no, line.date.isoformat(), line.amount, line.description, line.reference)
        for identity, line in identities(statement.lines)
    ]


def _header(company: Company, statement: Statement, sha256: str, name: str, account: str) -> dict[str, Any]:
    findings = [finding_shape(finding) for finding in statement.findings]
    with company.state.read() as connection:
        tails = {s.account_tail for s in bank_lines.statements(connection) if s.account == account and s.account_tail}
    if statement.account_tail and tails and statement.account_tail not in tails:
        findings.append({
            "code": "other-account", "where": name,
            "what": f"The statement is of the account that ends in {statement.account_tail}; the ones before were of {', '.join(tails)}.",
            "next": "Take it out again if it is of another account than the one chosen.", "blocks": False,
        })  # fmt: skip
    return {
        "account": account, "sha256": sha256, "file_name": name[:200], "format": statement.format, "source": statement.source,
        "currency": statement.currency, "account_tail": statement.account_tail, "first_day": statement.first.isoformat(),
        "last_day": statement.last.isoformat(), "findings": findings,
    }  # fmt: skip


def _answer(company: Company, s: ReadStatement, name: str, status: str) -> dict[str, Any]:
    return {
        "file": name, "sha256": s.sha256, "status": status, "format": s.format, "account": accounts(company).get(s.account, s.account),
        "currency": s.currency, "first_day": s.first_day, "last_day": s.last_day, "lines": s.line_count,
        "new": s.new_count if status == "imported" else 0, "findings": list(s.findings),
    }  # fmt: skip


def _refused(name: str, sha256: str, refusal: Refused | NotReady) -> dict[str, Any]:
    """A refused file in the same shape, every fault as a finding."""
    if isinstance(refusal, RefusedStatement):
        findings = [finding_shape(finding) for finding in refusal.findings]
    else:
        findings = [{"code": "refused", "where": refusal.where, "what": refusal.what, "next": refusal.next, "blocks": True}]
    return {
        "file": name, "sha256": sha256, "status": "refused", "format": "", "account": "", "currency": "", "first_day": "", "last_day": "",
        "lines": 0, "new": 0, "findings": findings,
    }  # fmt: skip
