"""The import of one settlement, or DuckDB's bare `read_csv` of the same file: `python -m bench.imports ours|bare FILE FOLDER`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import duckdb

from bench.measure import cost
from workbench.jobs import setup, worker


def bare(file: Path, folder: Path) -> dict[str, Any]:
    """All columns as DuckDB sniffs them, one table, written out; as many threads as ours has."""
    result: dict[str, Any] = {}
    database = duckdb.connect(config={"threads": 1})
    with cost(result, "cost"):
        database.execute(f"ATTACH '{folder / 'bare.duckdb'}' AS bare (STORAGE_VERSION 'v1.5.0')")
        database.execute("CREATE TABLE bare.line AS SELECT * FROM read_csv(?, delim = '\t', header = true)", [str(file)])
        database.execute("CHECKPOINT bare")
    database.close()
    return result


def ours(file: Path) -> dict[str, Any]:
    """What the import command does, from the file in the user's folder to a payout in the list."""
    result: dict[str, Any] = {}
    company = setup.open_company("bench", create=True)
    with cost(result, "cost"):
        files = [(company.archive.keep(file), file.name)]
        answer = worker.result_of(worker.ask_and_wait(company, "import", "bench", lambda _job: None, files=files))
    company.close()
    assert answer["files"][0]["status"] == "imported", answer
    return result


if __name__ == "__main__":
    which, source = sys.argv[1], Path(sys.argv[2])
    print(json.dumps(bare(source, Path(sys.argv[3])) if which == "bare" else ours(source)))
