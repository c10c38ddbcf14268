"""Reports of transactions, damaged in every way that comes to mind: refused in words, or believed with true sums."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.amazon.files.test_transactions import rows, stored
from tests.amazon.files.transactions_writer import LOCALES, Written
from workbench.amazon.files.recognise import recognise
from workbench.amazon.files.refusal import RefusedFile
from workbench.amazon.files.transactions import read
from workbench.amazon.files.transactions_file import TransactionsFile

KNOWN = ("transactions",)
NAMES = ("US", "DE", "FR", "AU", "MX")
EACH_ROW = Counter(Written(LOCALES["US"], []).total(row) for row in rows())
DAMAGE = st.sampled_from([*(bytes([n]) for n in b",;\t\n\r\0 -.0159eE'\"\x83\xc3\xff"), b"", b'""', b"\n\n", b'","', b"\xe2\x80\x9c"])
quick = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def workspace() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def attempt(content: bytes, workspace: Path) -> TransactionsFile | None:
    """The report if it is believed; otherwise it was refused in words and nothing is left behind."""
    raw = workspace / "raw"
    raw.write_bytes(content)
    with suppress(RefusedFile):
        assert recognise(content) in KNOWN
    refused: list[RefusedFile] = []
    try:
        file = read(raw, "x", workspace)
    except RefusedFile as refusal:
        refused.append(refusal)
    if refused:
        assert list(workspace.iterdir()) == [raw]
        assert all(finding.what and finding.next for finding in refused[0].findings)
        return None
    assert sorted(workspace.iterdir()) == sorted([raw, file.clean])
    return file


def holds_only_true_sums(file: TransactionsFile, *, most: int = 1) -> None:
    """Every row's lines sum to the total that the row really has, and the settlements to all of them."""
    totals: dict[int, Decimal] = {}
    for line in stored(file):
        totals[line["line_no"]] = totals.get(line["line_no"], Decimal(0)) + line["amount"]
    assert not Counter(totals.values()) - Counter({total: count * most for total, count in EACH_ROW.items()})
    moved = sum((transfer.amount for transfer in file.transfers), Decimal(0))
    assert sum(totals.values()) == moved + sum(portion.net + portion.deferred for portion in file.settlements)
    assert file.row_count == len(totals)
    file.clean.unlink()


@quick
@given(name=st.sampled_from(NAMES), place=st.floats(0, 1, exclude_max=True), length=st.integers(0, 3), new=DAMAGE)
def test_damaged_bytes(workspace: Path, name: str, place: float, length: int, new: bytes) -> None:
    whole = Written(LOCALES[name], rows()).content()
    start = int(place * len(whole))
    file = attempt(whole[:start] + new + whole[start + length :], workspace)
    if file is not None:
        holds_only_true_sums(file)


@quick
@given(data=st.data(), name=st.sampled_from(NAMES))
def test_moved_cells_and_rows(workspace: Path, data: st.DataObject, name: str) -> None:
    report = Written(LOCALES[name], rows())
    table = report.table
    one, other = (data.draw(st.integers(0, len(table) - 1)) for _ in range(2))
    left, right = (data.draw(st.integers(0, len(table[0]) - 1)) for _ in range(2))
    match data.draw(st.sampled_from(["leave out", "double", "swap rows", "swap cells", "swap columns", "move a cell", "drop a cell"])):
        case "leave out":
            del table[one]
        case "double":
            table.insert(other, table[one])
        case "swap rows":
            table[one], table[other] = table[other], table[one]
        case "swap cells":
            table[one][left], table[one][right] = table[one][right], table[one][left]
        case "swap columns":
            for row in table:
                row[left], row[right] = row[right], row[left]
        case "move a cell":
            table[one].insert(left, table[other][right])
        case "drop a cell":
            del table[one][left]
    file = attempt(report.content(table), workspace)
    if file is not None:
        holds_only_true_sums(file, most=2)


@quick
@given(data=st.data(), name=st.sampled_from(NAMES), text=st.text(max_size=20))
def test_any_text_in_any_cell(workspace: Path, data: st.DataObject, name: str, text: str) -> None:
    report = Written(LOCALES[name], rows())
    table = report.table
    row, column = data.draw(st.integers(1, len(table) - 1)), data.draw(st.integers(0, len(table[0]) - 1))
    table[row][column] = text
    file = attempt(report.text(table).encode("utf-8-sig", "surrogatepass"), workspace)
    if file is not None:
        holds_only_true_sums(file)
