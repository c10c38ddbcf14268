"""The books of one company on real files: importing once, again, changed; the state's promises; the audit chain."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from tests.conftest import DE_FILE, REAL, US_FILE, needs_real_files, run
from workbench.practice.seller import demo_settlements
from workbench.store import (
    audit,
    schema_amazon,
    schema_bank,
    schema_close,
    schema_costs,
    schema_deferral,
    schema_outbox,
    schema_products,
    state,
)
from workbench.store.company import Company
from workbench.store.schema import metadata, settlement
from workbench.store.state import MIGRATIONS, NEWEST, State

FIRST = next(s for s in demo_settlements() if s.name.startswith("us-2026-08-05"))


@needs_real_files
@pytest.mark.parametrize(
    ("name", "total", "currency", "lines"),
    [
        ("us-21574497411.txt", "1977.17", "USD", 327),
        ("de-22988491762.txt", "128.84", "EUR", 51),
        ("uk-23208776292.txt", "346.60", "GBP", 126),
    ],
)
def test_real_settlements_tie(home: Path, name: str, total: str, currency: str, lines: int) -> None:
    imported = run("import", str(REAL / name))["files"][0]
    assert (imported["total"], imported["sum"], imported["difference"]) == (total, total, "0.00")
    assert (imported["currency"], imported["lines"], imported["unmapped"]) == (currency, lines, 0)
    listed = run("payouts")["payouts"][0]
    parts = [listed[part]["total"] for part in ("sales", "refunds", "adjustments")]
    assert sum(Decimal(p) for p in parts) == Decimal(total)


@needs_real_files
@pytest.mark.parametrize("mode", ["order", "summary"])
def test_a_real_payout_is_posted_and_reads_back_without_a_cent_of_variance(home: Path, mode: str) -> None:
    run("import", str(US_FILE))
    run("confirm", "--payout", "21574497411")
    done = run("post", "--payout", "21574497411", "--mode", mode)
    assert done["counts"]["posted"] == done["counts"]["planned"]
    found = run("variance", "--payout", "21574497411")["payouts"][0]
    assert [found[f] for f in ("amazon_total", "lines", "entries", "quickbooks")] == ["1977.17"] * 4
    assert (found["variance"], found["unexplained"], found["payments_to_deposit"]) == ("0.00", "0.00", "0.00")


@needs_real_files
def test_a_payout_in_euros_posts_to_a_company_in_euros_only(home: Path) -> None:
    for company, code in (("demo", 1), ("eu-shop", 0)):
        run("import", str(DE_FILE), "--company", company)
        run("confirm", "--payout", "22988491762", "--company", company)
        answer = run("post", "--payout", "22988491762", "--company", company, ok=(code,))
        assert ("error" in answer) == bool(code)


def test_one_cent_more_is_refused_in_words_and_nothing_is_stored(home: Path, tmp_path: Path) -> None:
    text = FIRST.data.decode()
    place = text.index("\tCommission\t-") + len("\tCommission\t")
    amount = text[place : text.index("\t", place)]
    changed = amount[:-1] + str((int(amount[-1]) + 1) % 10)
    file = tmp_path / "changed.txt"
    file.write_text(text[:place] + changed + text[place + len(amount) :])
    answer = run("import", str(file), ok=(2,))["files"][0]
    assert answer["status"] == "refused"
    assert "1556.04" in answer["findings"][0]["what"]
    assert answer["findings"][0]["next"]
    assert run("payouts")["payouts"] == []


def test_the_same_file_again_is_already_imported_and_other_bytes_are_a_new_version(home: Path, tmp_path: Path) -> None:
    file = tmp_path / FIRST.name
    file.write_bytes(FIRST.data)
    assert run("import", str(file))["files"][0]["status"] == "imported"
    assert run("import", str(file))["files"][0]["status"] == "already-imported"
    file.write_bytes(FIRST.data.rstrip(b"\n") + b"\n\n")
    assert run("import", str(file), ok=(1,))["files"][0]["status"] == "new-version"
    assert len(run("payouts")["payouts"]) == 1


def test_the_migrations_build_exactly_the_tables_that_the_code_uses(tmp_path: Path) -> None:
    books = State(tmp_path / "state.db")
    others = (schema_amazon, schema_bank, schema_close, schema_costs, schema_deferral, schema_outbox, schema_products)
    assert all(other.metadata is metadata for other in others), "one set of tables"
    with books.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    books.close()
    assert ScriptDirectory(str(MIGRATIONS)).get_current_head() == NEWEST


def test_books_of_a_newer_program_are_refused_untouched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    State(tmp_path / "state.db").close()
    monkeypatch.setattr(state, "NEWEST", "0000")
    with pytest.raises(state.Refused, match="newer version"):
        State(tmp_path / "state.db")


def test_two_current_versions_of_a_settlement_cannot_exist(tmp_path: Path) -> None:
    books = State(tmp_path / "state.db")
    row = {
        "load_id": "a", "settlement_id": "1", "version": 1, "sha256": "x", "file_name": "f", "format": "settlement-v2", "account_type": "",
        "account_type_from": "", "time_zone": "UTC",
        "marketplaces": "[]", "currency": "USD", "start_at": "", "end_at": "", "deposit_at": "", "total_cents": 0, "line_count": 0,
        "sales_count": 0, "sales_cents": 0, "refunds_count": 0, "refunds_cents": 0, "adjustments_count": 0, "adjustments_cents": 0,
        "findings": "[]", "state": "current", "at": "",
    }  # fmt: skip
    with books.write() as connection:
        connection.execute(settlement.insert().values(**row))
    with pytest.raises(sa.exc.IntegrityError), books.write() as connection:
        connection.execute(settlement.insert().values(**{**row, "load_id": "b", "version": 2, "sha256": "y"}))
    books.close()


def test_a_changed_line_of_the_audit_log_is_found(home: Path) -> None:
    company = Company("demo", create=True)
    with company.state.write() as connection:
        for n in range(5):
            audit.record(connection, "tester", "counted", n=n)
    with company.state.write() as connection:
        assert audit.broken_at(connection) is None
        connection.exec_driver_sql("update audit set detail = '{\"n\": 7}' where sequence = 3")
        assert audit.broken_at(connection) == 3
    company.close()


def test_identical_rows_are_kept(home: Path, tmp_path: Path) -> None:
    repeated = next(s for s in demo_settlements() if _repeats(s.data))
    file = tmp_path / repeated.name
    file.write_bytes(repeated.data)
    stored = run("import", str(file), ok=(0, 1))["files"][0]
    assert stored["lines"] == repeated.data.count(b"\n") - 2


def _repeats(data: bytes) -> bool:
    lines = data.splitlines()
    return len(set(lines)) < len(lines)


def test_a_part_that_does_not_sum_is_never_published(home: Path) -> None:
    from tests.jobs.conftest import Desk
    from workbench.jobs import review
    from workbench.store import settlements
    from workbench.store.settlements import Part

    company = Company("demo", create=True)
    desk = Desk(company)
    desk.take_in(FIRST)
    s = review.payout(company, FIRST.settlement_id).settlement
    assert s == replace(s)
    with pytest.raises(AssertionError, match="parts differ"), company.state.write() as connection:
        settlements.publish(connection, "tester", s.load_id, [], (Part(0, s.total), Part(0, s.total), s.adjustments))
    company.close()
