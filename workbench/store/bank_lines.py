"""The bank's side: layouts of its CSV files, statements that were read, and the lines of all of them, each once.

A line that an earlier statement had already is not written again. Lines are told apart within one source only (the bank's numbers,
or one layout of CSV); a statement of another source for the same days is refused, because the two cannot be laid over each other.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from workbench import clock
from workbench.errors import Conflict, NotFound, Refused
from workbench.money import from_cents, plain, to_cents
from workbench.store import audit
from workbench.store.schema_bank import bank_layout, bank_line, bank_match, bank_match_line, bank_match_payout, bank_statement


@dataclass(frozen=True, slots=True)
class BankLine:
    """One movement of a bank account (its id in QuickBooks). `day` is the bank's own (`YYYY-MM-DD`); + is money received."""

    line_id: int
    account: str
    identity: str
    statement_id: int
    line_no: int
    day: str
    amount: Decimal
    currency: str
    description: str
    reference: str

    @property
    def words(self) -> str:
        """What the bank says of it."""
        return " ".join(part for part in (self.description, self.reference) if part)


@dataclass(frozen=True, slots=True)
class ReadStatement:
    """A statement in the books; `new_count` of its `line_count` lines were in no earlier one. Days are `YYYY-MM-DD`."""

    statement_id: int
    account: str
    sha256: str
    file_name: str
    format: str
    source: str
    currency: str
    account_tail: str
    first_day: str
    last_day: str
    line_count: int
    new_count: int
    findings: tuple[dict[str, Any], ...]
    at: str
    by: str


Incoming = tuple[str, int, str, Decimal, str, str]
"""A line that was read: identity, line of the file, day, amount, description, reference."""


def layout(connection: sa.Connection, fingerprint: str) -> dict[str, Any] | None:
    """What was said of the columns of this header; None when nobody did."""
    found = connection.execute(sa.select(bank_layout.c.layout).where(bank_layout.c.fingerprint == fingerprint)).scalar()
    return None if found is None else dict(json.loads(found))


def remember_layout(connection: sa.Connection, by: str, fingerprint: str, meaning: dict[str, Any]) -> None:
    """Keep what the columns of this header mean, in place of what was said before."""
    if layout(connection, fingerprint) == json.loads(json.dumps(meaning)):
        return
    connection.execute(bank_layout.delete().where(bank_layout.c.fingerprint == fingerprint))
    row = {"fingerprint": fingerprint, "layout": json.dumps(meaning, ensure_ascii=False), "at": clock.stamp(), "by": by}
    connection.execute(bank_layout.insert().values(**row))
    audit.record(connection, by, "bank layout", fingerprint=fingerprint, layout=meaning)


def statements(connection: sa.Connection) -> list[ReadStatement]:
    """Every statement, the newest import first."""
    rows = connection.execute(sa.select(bank_statement).order_by(bank_statement.c.statement_id.desc()))
    return [ReadStatement(**{**row._mapping, "findings": tuple(json.loads(row.findings))}) for row in rows]


def with_content(connection: sa.Connection, account: str, sha256: str) -> ReadStatement | None:
    """The statement of this account that was read from these bytes."""
    return next((s for s in statements(connection) if (s.account, s.sha256) == (account, sha256)), None)


def lines(connection: sa.Connection) -> list[BankLine]:
    """Every line, oldest first."""
    return _lines(connection, sa.select(bank_line))


def unmatched(connection: sa.Connection) -> list[BankLine]:
    """The lines that are part of no live match, oldest first."""
    taken = sa.select(bank_match_line.c.line_id).where(bank_match_line.c.live == 1)
    return _lines(connection, sa.select(bank_line).where(bank_line.c.line_id.not_in(taken)))


def _lines(connection: sa.Connection, query: sa.Select[Any]) -> list[BankLine]:
    rows = connection.execute(query.order_by(bank_line.c.day, bank_line.c.line_id))
    return [
        BankLine(r.line_id, r.account, r.identity, r.statement_id, r.line_no, r.day, from_cents(r.amount_cents), r.currency, r.description,
                 r.reference)
        for r in rows
    ]  # fmt: skip


def add(connection: sa.Connection, by: str, header: dict[str, Any], incoming: Sequence[Incoming]) -> ReadStatement:
    """Write a statement and those of its lines that are not in the books yet, all or nothing.

    `Refused` when another source covers its days, or when a number of the bank's has another amount here than in an earlier one.
    """
    _require_one_source(connection, header)
    known = _known(connection, header["account"])
    new = [line for line in incoming if line[0] not in known]
    for identity, line_no, _, amount, _, _ in incoming:
        if identity in known and known[identity] != (to_cents(amount), header["currency"]):
            before = plain(from_cents(known[identity][0]), known[identity][1])
            raise Refused(
                f"The bank's number {identity.partition(':')[2]} stood on {before} {known[identity][1]} in an earlier statement, and on "
                f"{plain(amount, header['currency'])} {header['currency']} here.",
                where=f"{header['file_name']}, line {line_no}", next="Download the statement again; ask the bank if it stays so.",
            )  # fmt: skip
    row = {**header, "findings": json.dumps(header["findings"], ensure_ascii=False), "line_count": len(incoming), "new_count": len(new),
           "at": clock.stamp(), "by": by}  # fmt: skip
    statement_id = int(connection.execute(bank_statement.insert().values(**row)).inserted_primary_key[0])  # type: ignore[index]
    if new:
        connection.execute(bank_line.insert(), [
            {"account": header["account"], "identity": identity, "statement_id": statement_id, "line_no": line_no, "day": day,
             "amount_cents": to_cents(amount), "currency": header["currency"], "description": description, "reference": reference}
            for identity, line_no, day, amount, description, reference in new
        ])  # fmt: skip
    audit.record(connection, by, "bank statement imported", statement=statement_id, file=header["file_name"], sha256=header["sha256"],
                 account=header["account"], lines=len(incoming), new=len(new))  # fmt: skip
    return next(s for s in statements(connection) if s.statement_id == statement_id)


def _known(connection: sa.Connection, account: str) -> dict[str, tuple[int, str]]:
    """The account's lines: hundredths and currency by identity."""
    query = sa.select(bank_line.c.identity, bank_line.c.amount_cents, bank_line.c.currency).where(bank_line.c.account == account)
    return {row.identity: (row.amount_cents, row.currency) for row in connection.execute(query)}


def _require_one_source(connection: sa.Connection, header: dict[str, Any]) -> None:
    """The days of this statement may be in the books from its own source only."""
    for s in statements(connection):
        overlaps = s.first_day <= header["last_day"] and header["first_day"] <= s.last_day
        if s.account == header["account"] and s.source != header["source"] and overlaps:
            raise Refused(
                f"Days from {max(s.first_day, header['first_day'])} to {min(s.last_day, header['last_day'])} are in the books already, "
                f"from {s.file_name}, whose lines are written in another way. Which of them are the same cannot be told.",
                where=header["file_name"], next="Download days that are not in the books yet, or the same kind of file as before.",
            )  # fmt: skip


def remove(connection: sa.Connection, by: str, statement_id: int, because: str) -> None:
    """Take the account's newest statement out again, with the lines it brought. `Conflict` while one of them is matched."""
    if not because.strip():
        raise Refused("A statement is taken out for a reason.", next="Say why.")
    every = statements(connection)
    found = next((s for s in every if s.statement_id == statement_id), None)
    if found is None:
        raise NotFound(f"There is no bank statement {statement_id}.", next="The page Bank lists them.")
    if any(s.account == found.account and s.statement_id > statement_id for s in every):
        raise Conflict("A later statement of this account was read over it.", where=found.file_name, next="Take the newest one out first.")
    own = sa.select(bank_line.c.line_id).where(bank_line.c.statement_id == statement_id)
    matches = sa.select(bank_match_line.c.match_id).where(bank_match_line.c.line_id.in_(own))
    live = sa.select(bank_match.c.match_id).where(bank_match.c.match_id.in_(matches), bank_match.c.live == 1)
    if connection.execute(live).first():
        raise Conflict("Lines of it are matched with payouts.", where=found.file_name, next="Take those matches back first.")
    gone = list(connection.execute(matches).scalars())
    for part in (bank_match_line, bank_match_payout, bank_match):  # what was matched and taken back stays in the audit log
        connection.execute(part.delete().where(part.c.match_id.in_(gone)))
    connection.execute(bank_line.delete().where(bank_line.c.statement_id == statement_id))
    connection.execute(bank_statement.delete().where(bank_statement.c.statement_id == statement_id))
    audit.record(connection, by, "bank statement taken out", statement=statement_id, file=found.file_name, sha256=found.sha256,
                 account=found.account, lines=found.new_count, because=because)  # fmt: skip
