"""A small settlement report by hand, and two ways to read a changed one: it is believed, or it is refused in words."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from workbench.amazon.files import settlement_v2
from workbench.amazon.files.refusal import RefusedFile
from workbench.amazon.files.settlement_file import SettlementFile

COLUMNS = """
settlement-id settlement-start-date settlement-end-date deposit-date total-amount currency
transaction-type order-id merchant-order-id adjustment-id shipment-id marketplace-name
amount-type amount-description amount fulfillment-id posted-date posted-date-time
order-item-code merchant-order-item-id merchant-adjustment-item-id sku quantity-purchased promotion-id
""".split()  # noqa: SIM905 (a list in quotes takes 24 lines)

TOTALS = {
    "settlement-id": "11000000001",
    "settlement-start-date": "2025-03-01 08:00:00 UTC",
    "settlement-end-date": "2025-03-15 08:00:01 UTC",
    "deposit-date": "2025-03-17 08:00:01 UTC",
    "total-amount": "81.31",
    "currency": "USD",
}
ORDER = {
    "transaction-type": "Order",
    "order-id": "114-0000001-0000001",
    "merchant-order-id": "114-0000001-0000001",
    "shipment-id": "Dx1",
    "marketplace-name": "Amazon.com",
    "fulfillment-id": "AFN",
    "posted-date": "2025-03-02",
    "posted-date-time": "2025-03-02 10:20:30 UTC",
    "order-item-code": "70000000000001",
    "sku": "LAMP-1",
    "quantity-purchased": "1",
}
REFUND = ORDER | {
    "transaction-type": "Refund",
    "adjustment-id": "amzn1:crow:a+b/c",
    "posted-date": "2025-03-09",
    "posted-date-time": "2025-03-09 23:59:59 UTC",
    "quantity-purchased": "",
}
RESERVE = {
    "transaction-type": "other-transaction",
    "amount-type": "other-transaction",
    "amount-description": "Current Reserve Amount",
    "amount": "-12.50",
    "posted-date": "2025-03-15",
    "posted-date-time": "2025-03-15 08:00:02 UTC",
}
DETAILS = [
    ORDER | {"amount-type": "ItemPrice", "amount-description": "Principal", "amount": "120.00"},
    ORDER | {"amount-type": "ItemFees", "amount-description": "Commission", "amount": "-18.00"},
    ORDER | {"amount-type": "Promotion", "amount-description": "Shipping", "amount": "-4.19"},
    REFUND | {"amount-type": "ItemPrice", "amount-description": "Principal", "amount": "-4.00"},
    RESERVE,
]
DETAILS[2]["promotion-id"] = "Free Ship"


class Report:
    """The text of a report, as rows of named cells; line 2 is the totals row, line 3 the first detail row."""

    def __init__(self) -> None:
        self.columns = list(COLUMNS)
        self.rows: list[dict[str, str]] = copy.deepcopy([TOTALS, *DETAILS])

    def set(self, line: int, column: str, value: str) -> Report:
        self.rows[line - 2][column] = value
        return self

    def repeat(self, times: int) -> Report:
        """All detail rows so many times over, each a row of its own, with the total to match."""
        self.rows[1:] = [dict(row) for _ in range(times) for row in self.rows[1:]]
        return self.set(2, "total-amount", str(Decimal(self.rows[0]["total-amount"]) * times))

    def set_all(self, column: str, value: str) -> Report:
        for row in self.rows[1:]:
            row[column] = value
        return self

    @property
    def lines(self) -> list[str]:
        rows = [{**row, "settlement-id": row.get("settlement-id", TOTALS["settlement-id"])} for row in self.rows]
        return ["\t".join(self.columns), *("\t".join(row.get(name, "") for name in self.columns) for row in rows)]

    @property
    def text(self) -> str:
        return "\n".join(self.lines) + "\n"

    def european(self) -> Report:
        """The same report as Amazon writes it in Germany: dotted dates and decimal commas."""
        for row in self.rows:
            for column, value in row.items():
                if "date" in column:
                    row[column] = f"{value[8:10]}.{value[5:7]}.{value[:4]}{value[10:]}"
                elif column in {"amount", "total-amount"}:
                    row[column] = value.replace(".", ",")
        return self


@pytest.fixture
def report() -> Report:
    """A fresh report of five lines that sum to 81.31 USD."""
    return Report()


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace whose name would break unquoted SQL and be a pattern of several files."""
    folder = tmp_path / "it's [a] work*space"
    folder.mkdir()
    return folder


@pytest.fixture
def reader() -> Callable[[Path, str, Path], SettlementFile]:
    """The reader that is tested; a module of tests for another format names its own."""
    return settlement_v2.read


@pytest.fixture
def believe(
    tmp_path: Path, workspace: Path, reader: Callable[[Path, str, Path], SettlementFile]
) -> Callable[[str | bytes], SettlementFile]:
    """Reads a file that must be believed."""
    numbers = itertools.count()

    def believed(content: str | bytes) -> SettlementFile:
        raw = tmp_path / f"archived-{next(numbers)}"
        raw.write_bytes(content if isinstance(content, bytes) else content.encode())
        return reader(raw, "report.txt", workspace)

    return believed


@pytest.fixture
def refuse(believe: Callable[[str | bytes], SettlementFile], workspace: Path) -> Callable[[str | bytes], RefusedFile]:
    """Reads a file that must be refused: in words, for each fault what and what next, and with nothing left behind."""

    def refused(content: str | bytes) -> RefusedFile:
        before = set(workspace.iterdir())
        with pytest.raises(RefusedFile) as caught:
            believe(content)
        assert set(workspace.iterdir()) == before
        for finding in caught.value.findings:
            assert finding.blocks
            assert len(finding.next) > 20
            assert finding.what[-1] == "."
            assert finding.what.isprintable()
            assert len(finding.what) < 400
        assert caught.value.where == "'report.txt'"
        return caught.value

    return refused


@pytest.fixture
def stored() -> Callable[[SettlementFile], list[dict[str, object]]]:
    """Stores a settlement's lines as the lines' store does, in an instance of its own, and reads them back."""

    def lines(file: SettlementFile) -> list[dict[str, object]]:
        with duckdb.connect(":memory:") as connection:
            connection.execute(f"CREATE TABLE line AS SELECT * FROM ({file.select})")
            found = connection.execute("SELECT * FROM line")
            names = [column[0] for column in found.description]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    return lines
