"""The day of a moment is the one that DuckDB's own time-zone tables give, inside the stretches and outside them."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import duckdb
import pytest

from workbench.store.local_day import local_day

ZONES = ["America/Los_Angeles", "Europe/Berlin", "Asia/Tokyo", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Sao_Paulo", "UTC"]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("start", ["2026-10-14", "2026-03-01", "2024-12-25"])
def test_it_agrees_with_the_time_zone_tables(zone: str, start: str) -> None:
    begin = datetime.fromisoformat(start).replace(tzinfo=UTC)
    end = begin + timedelta(days=14, seconds=1)
    chance = random.Random(f"{zone}{start}")
    moments = [begin + timedelta(seconds=chance.randrange(-90 * 86_400, 100 * 86_400)) for _ in range(4000)]
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE moment (posted TIMESTAMP)")
        connection.execute("INSERT INTO moment SELECT unnest($moments)", {"moments": [m.replace(tzinfo=None) for m in moments]})
        expected = f"timezone('{zone}', timezone('UTC', posted))::DATE"
        found = connection.execute(
            f"SELECT count(*) FILTER ({local_day('posted', zone, begin, end)} IS DISTINCT FROM {expected}), count(*) FROM moment"
        ).fetchone()
    assert found == (0, 4000)
