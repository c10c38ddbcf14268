"""The lines of reports of transactions: kept report by report, gathered settlement by settlement.

Reports cover days, not settlements: a settlement may lie in two months' reports, and two reports may cover the same day.
What they together say of a settlement counts every row once (`sql/kept_rows.sql`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from workbench.money import exact
from workbench.reconcile.transfers import Transfer
from workbench.store.lines import SQL, Lines, written_whole

KEPT = (SQL / "kept_rows.sql").read_text()


@dataclass(frozen=True, slots=True)
class Gathered:
    """What all reports together say of one settlement; times are in UTC, money is in the reports' currency.

    `net` is the sum of the released rows, transfers left out; `deferred` of those that Amazon still holds.
    """

    settlement_id: str
    account_type: str
    marketplaces: tuple[str, ...]
    row_count: int
    net: Decimal
    deferred: Decimal
    first: datetime
    last: datetime
    reports: tuple[str, ...]
    """The load ids of the reports in which it has rows."""


def append(lines: Lines, load_id: str, select: str, row_count: int, total: Decimal) -> None:
    """Write a report's lines in one transaction and read them back: rows and sum must be the file's.

    `select` yields the columns that `amazon.files.transactions_file.TransactionsFile` names.
    """
    cursor = lines.cursor()
    with written_whole(cursor, "report_line", "count(DISTINCT line_no)", load_id, row_count, total):
        cursor.execute((SQL / "append_report.sql").read_text().replace("{select}", select), {"load": load_id})


def sweep(lines: Lines, published: Sequence[str]) -> None:
    """Delete the lines of reports whose import was cut off."""
    lines.cursor().execute("DELETE FROM lake.report_line WHERE NOT list_contains(?, load_id)", [list(published)])


def sums(lines: Lines) -> dict[str, tuple[int, Decimal]]:
    """Row count and sum of every report: what `doctor` holds against the state."""
    query = "SELECT load_id, count(DISTINCT line_no), sum(amount) FROM lake.report_line GROUP BY load_id"
    return {load_id: (count, exact(total)) for load_id, count, total in lines.cursor().execute(query).fetchall()}


def gather(lines: Lines, reports: Sequence[str], settlement_ids: Sequence[str]) -> list[Gathered]:
    """What these reports (load ids, oldest first) say of these settlements."""
    rows = lines.cursor().execute(_over("gathered", reports, settlement_ids)).fetchall()
    return [
        Gathered(settlement_id, account_type, tuple(marketplaces or ()), row_count, exact(net), exact(deferred), _utc(first), _utc(last),
                 tuple(reports))
        for settlement_id, account_type, marketplaces, row_count, net, deferred, first, last, reports in rows
    ]  # fmt: skip


def transfers(lines: Lines, reports: Sequence[str], settlement_ids: Sequence[str]) -> list[Transfer]:
    """The transfers that stand in these settlements, oldest first."""
    rows = lines.cursor().execute(_over("transfers", reports, settlement_ids)).fetchall()
    return [Transfer(row[0], row[1], _utc(row[2]), exact(row[3]), *row[4:]) for row in rows]


def kinds_of(lines: Lines, select: str) -> list[tuple[str, str, str, str, int, Decimal]]:
    """The kinds of line that a `select` yields: Amazon's three words, marketplace, how many, how much."""
    names = "transaction_type, amount_type, amount_description, marketplace"
    rows = lines.cursor().execute(f"SELECT {names}, count(*), sum(amount) FROM ({select}) GROUP BY ALL ORDER BY ALL").fetchall()
    return [(*row[:5], exact(row[5])) for row in rows]


def by_month(
    lines: Lines, reports: Sequence[str], settlement_ids: Sequence[str], zones: Mapping[str, str]
) -> list[tuple[str, bool, str, str, Decimal]]:
    """The reports' rows without transfers as (settlement, whether released, month as printed, month in the books, sum). `zones` are
    the time zones in which the books count a settlement's days; without one the month in the books is the printed one."""
    asked = {"settlements": list(zones), "zones": list(zones.values())}
    rows = lines.cursor().execute(_over("reported", reports, settlement_ids), asked).fetchall()
    return [(*row[:4], exact(row[4])) for row in rows]


def select_of(reports: Sequence[str], settlement_id: str, account_type: str) -> str:
    """SQL of a gathered settlement's released lines, for `Lines.append`."""
    text = _over("gathered_lines", reports, [settlement_id])
    return text.replace("{settlement}", _literal(settlement_id)).replace("{account_type}", _literal(account_type))


def _over(name: str, reports: Sequence[str], settlement_ids: Sequence[str]) -> str:
    loads = ", ".join(f"({_literal(load_id)}, {position})" for position, load_id in enumerate(reports, 1))
    listed = "[" + ", ".join(map(_literal, settlement_ids)) + "]::VARCHAR[]"
    kept = KEPT.replace("{loads}", loads or "('', 0)").replace("{settlements}", listed)
    return (SQL / f"{name}.sql").read_text().replace("{kept}", kept)


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC)


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
