"""What the notebooks share: questions to the workbench, and a copy of a company's books to read in peace.

A question goes through the command line, so it is answered whether the workbench is open or not. The copy is a backup, unpacked: the
books themselves are locked by the program that works on them, and nothing done to the copy reaches them. Amounts are `Decimal`.
"""

from __future__ import annotations

import atexit
import json
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import zipfile
from contextlib import closing
from pathlib import Path

import duckdb
import pandas as pd

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

LINES = """
    CREATE VIEW lines AS
    SELECT p.settlement_id, p.currency, p.report, l.posted_on, strftime(l.posted_on, '%Y-%m') AS month, k.transaction_type,
           k.amount_type, k.amount_description, k.marketplace, l.amount, l.order_id, l.sku, l.quantity
    FROM lake.line AS l JOIN lake.line_kind AS k USING (load_id, kind_id) JOIN published AS p USING (load_id)
"""


class Books:
    """One company's books."""

    def __init__(self, company: str = "demo") -> None:
        self.company = company
        self._folder = Path(tempfile.mkdtemp(prefix="books-"))
        atexit.register(shutil.rmtree, self._folder, ignore_errors=True)

    def ask(self, *arguments: str) -> dict:
        """A command's answer, as the JSON document that docs/command-line.md promises; what stands in the way is printed."""
        asked = [sys.executable, "-m", "workbench", *arguments, "--company", self.company, "--json"]
        done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
        answer = json.loads(done.stdout)
        if "error" in answer:
            print(answer["error"]["what"], answer["error"]["next"])
        return answer

    def payouts(self) -> list[dict]:
        """The list of payouts; words when there are none."""
        found = self.ask("payouts").get("payouts", [])
        if not found:
            print("There are no payouts in these books yet. Import a settlement report, then run this notebook again.")
        return found

    def copy(self) -> duckdb.DuckDBPyConnection | None:
        """The lines as a view `lines`, one row a line of Amazon's current reports, + = to the seller; None where there are no books."""
        folder = self._folder
        if "error" in self.ask("backup", str(folder / "books.zip")):
            return None
        with zipfile.ZipFile(folder / "books.zip") as packed:
            packed.extract("lines.duckdb", folder)
            packed.extract("state.db", folder)
        with closing(sqlite3.connect(folder / "state.db")) as state:
            current = state.execute("SELECT load_id, settlement_id, currency, format FROM settlement WHERE state = 'current'").fetchall()
        lines = duckdb.connect()
        lines.execute(f"ATTACH '{folder / 'lines.duckdb'}' AS lake (READ_ONLY)")
        lines.execute("CREATE TABLE published (load_id VARCHAR, settlement_id VARCHAR, currency VARCHAR, report VARCHAR)")
        if current:
            lines.executemany("INSERT INTO published VALUES (?, ?, ?, ?)", current)
        lines.execute(LINES)
        return lines

    def mapping(self):
        """The newest mapping in the copy: `mapping.target(type, amount type, description, report)` says where a kind of line goes."""
        import sqlalchemy
        from workbench.store import mappings

        engine = sqlalchemy.create_engine(f"sqlite:///{self._folder / 'state.db'}")
        with engine.connect() as connection:
            return mappings.load(connection)


def table(rows: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """The rows of a query with their amounts as `Decimal`: DuckDB's own `.df()` would make floats of them."""
    return pd.DataFrame(rows.fetchall(), columns=[column[0] for column in rows.description])
