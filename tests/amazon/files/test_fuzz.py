"""Whatever happens to a file on its way: it is believed and sums to its total, or it is refused in words and leaves nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from random import Random

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.amazon.files.conftest import Report
from tests.amazon.files.writers import ReportV1, xml
from workbench.amazon.files import settlement_v1, settlement_v2, settlement_xml
from workbench.amazon.files.refusal import MOST_FINDINGS, RefusedFile

PLACE = re.compile(r"(line [0-9]+(, (column|element) \S.{0,60})?|column [a-z-]+|)")
FORMATS = {
    "v2": (settlement_v2, Report().text),
    "v2 european": (settlement_v2, Report().european().text),
    "v1": (settlement_v1, ReportV1().text),
    "xml": (settlement_xml, xml()),
}
WHOLE = {name: text.encode() for name, (_, text) in FORMATS.items()}
BYTES = [bytes([n]) for n in b"\t\n\r\0\x01 -.,;:0159eE<>&/\"'=\x7f\x80\xc3\xff"]
CELLS = ["", " ", "0.00", "0,01", "-1", "1e3", "NaN", "1.005", "9" * 30, "USD", "CAD", "JPY", "Order", "Refund", "2025-02-30", "x" * 5000]
CELLS += ["2025-03-02T10:20:30-11:00", "01.02.2025", "11000000002", "\u202e", "'; DROP TABLE line; --", "&amp;", "<a>", "\u0663", "=1+1"]

REWRITTEN = [(b"\n", b"\r\n"), (b"\n", b"\r"), (b"\n", b"\n\n"), (b"\t", b","), (b"\t", b"\t\t"), (b".", b","), (b"-", b"\xad")]


@dataclass
class Dice:
    """Draws for one mutation."""

    random: Random

    def place(self, whole: bytes | list[bytes]) -> int:
        return self.random.randrange(len(whole)) if whole else 0


def flip(whole: bytes, dice: Dice) -> bytes:
    place = dice.place(whole)
    return whole[:place] + dice.random.choice([b"", *BYTES]) + whole[place + dice.random.randrange(3) :]


def cut(whole: bytes, dice: Dice) -> bytes:
    return whole[: dice.place(whole)] if dice.random.random() < 0.5 else whole[dice.place(whole) :]


def edit_a_cell(whole: bytes, dice: Dice) -> bytes:
    """A cell of a table, or a text of XML, gets the content of another or something odd."""
    parts = re.split(rb"([\t\n]|<[^<>]*>)", whole)
    texts = [n for n, part in enumerate(parts) if n % 2 == 0 and (part.strip() or b"\t" in parts[n - 1 : n])]
    if texts:
        odd = dice.random.choice(CELLS).encode()
        parts[dice.random.choice(texts)] = dice.random.choice([odd, parts[dice.random.choice(texts)]])
    return b"".join(parts)


def rearrange_rows(whole: bytes, dice: Dice) -> bytes:
    rows = whole.splitlines(keepends=True)
    one, other = dice.place(rows), dice.place(rows)
    match dice.random.randrange(4):
        case 0:
            del rows[one:other]
        case 1:
            rows[one:one] = rows[other : other + 3]
        case 2 if rows:
            rows[one], rows[other] = rows[other], rows[one]
        case 3:
            rest = rows[1:]
            dice.random.shuffle(rest)
            rows[1:] = rest
    return b"".join(rows)


def join(whole: bytes, dice: Dice) -> bytes:
    other = dice.random.choice(list(WHOLE.values()))
    place = dice.place(whole)
    return dice.random.choice([whole + other, whole + whole, whole[:place] + other + whole[place:], other[: dice.place(other)] + whole])


def rewrite(whole: bytes, dice: Dice) -> bytes:
    """As a spreadsheet or an editor would save it."""
    old, new = dice.random.choice(REWRITTEN)
    return whole.replace(old, new, dice.random.choice([1, 3, -1]))


MUTATIONS = st.lists(st.sampled_from([flip, flip, edit_a_cell, edit_a_cell, rearrange_rows, cut, join, rewrite]), min_size=1, max_size=3)


def words_are_fit_to_read(refused: RefusedFile) -> None:
    assert 1 <= len(refused.findings) <= MOST_FINDINGS
    assert refused.where == "'report.txt'"
    for finding in refused.findings:
        assert finding.blocks
        assert PLACE.fullmatch(finding.where), finding.where
        assert finding.what.endswith(".")
        assert finding.what.isprintable()
        assert re.match("[A-Z0-9']", finding.what)
        assert len(finding.what) < 400
        assert len(finding.next) > 20


def believed_or_refused(format, content, folder):
    """The one thing that must hold, whatever the content."""
    raw, workspace = folder / "raw", folder / "workspace"
    workspace.mkdir(exist_ok=True)
    raw.write_bytes(content)
    try:
        file = format.read(raw, "report.txt", workspace)
    except RefusedFile as refused:
        words_are_fit_to_read(refused)
        assert list(workspace.iterdir()) == []
        return None
    assert list(workspace.iterdir()) == [file.clean]
    with duckdb.connect(":memory:") as connection:
        found = connection.execute(f"SELECT count(*), sum(amount), count(posted_date) FROM ({file.select})").fetchone()
    assert found == (file.line_count, file.total, file.line_count)
    assert file.sum == file.total
    assert not any(finding.blocks for finding in file.findings)
    file.clean.unlink()
    return file


@pytest.mark.parametrize("name", FORMATS)
def test_the_corpus_is_believed(name, tmp_path):
    assert believed_or_refused(FORMATS[name][0], WHOLE[name], tmp_path) is not None


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=35, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mutations=MUTATIONS, random=st.randoms(use_true_random=False))
def test_a_mutated_file_is_believed_with_its_sum_or_refused_in_words(name, tmp_path, mutations, random):
    content = WHOLE[name]
    for mutate in mutations:
        content = mutate(content, Dice(random))
    believed_or_refused(FORMATS[name][0], content, tmp_path)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("seed", range(3))
def test_a_file_read_as_another_format_is_refused(name, seed, tmp_path):
    for other, _ in FORMATS.values():
        if other is not FORMATS[name][0]:
            assert believed_or_refused(other, WHOLE[name][seed:], tmp_path) is None


@pytest.mark.parametrize("format", [settlement_v1, settlement_v2, settlement_xml])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=300))
def test_any_bytes_at_all_are_refused(format, tmp_path, content):
    assert believed_or_refused(format, content, tmp_path) is None


OTHER_FILES = {
    "sign-in page": b"<!DOCTYPE html><html><head><title>Amazon Sign-In</title></head></html>",
    "expired link": b'<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>',
    "program's message": b'{"errors": [{"code": "QuotaExceeded"}]}',
    "PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "picture": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "workbook": b"PK\x03\x04\x14\0\x06\0\x08\0",
    "gzip archive": b"\x1f\x8b\x08\0\0\0\0\0\0\x03",
    "nothing": b"",
    "blank lines": b"\n \n\t\n",
    "a long line": b"settlement-id\t" + b"x" * 10_000_000,
}


@pytest.mark.parametrize("case", OTHER_FILES)
@pytest.mark.parametrize("format", [settlement_v1, settlement_v2, settlement_xml])
def test_other_files_are_refused(format, tmp_path, case):
    assert believed_or_refused(format, OTHER_FILES[case], tmp_path) is None


@pytest.mark.parametrize("name", ["../../x", "C:\\con", "\\\\host\\share", "file://x", "*", "%n", "{{7*7}}", "a\nb\x1b[0m", "n" * 4000])
@pytest.mark.parametrize("format", ["v1", "xml"])
def test_the_files_name_is_used_in_words_only(tmp_path, format, name):
    raw, workspace = tmp_path / "raw", tmp_path / "workspace"
    workspace.mkdir()
    raw.write_bytes(WHOLE[format])
    file = FORMATS[format][0].read(raw, name, workspace)
    assert list(workspace.iterdir()) == [file.clean]
    raw.write_text("x")
    with pytest.raises(RefusedFile) as caught:
        FORMATS[format][0].read(raw, name, workspace)
    assert caught.value.where.isprintable()
    assert len(caught.value.where) < 100
    assert sorted(path.name for path in tmp_path.iterdir()) == ["raw", "workspace"]
