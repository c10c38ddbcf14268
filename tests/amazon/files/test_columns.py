"""The header: columns are found by name, in any order, and a header that leaves doubt is refused."""

from __future__ import annotations

import pytest

from workbench.amazon.files.columns import SETTLEMENT_V2, find
from workbench.amazon.files.refusal import RefusedFile

HEADER = [*SETTLEMENT_V2.required, *SETTLEMENT_V2.optional]


@pytest.mark.parametrize("name", SETTLEMENT_V2.required)
def test_a_missing_column_is_named(report, refuse, name):
    report.columns.remove(name)
    (finding,) = refuse(report.text).findings
    assert (finding.code, finding.where) == ("missing-columns", "line 1")
    assert f" {name}," in finding.what


@pytest.mark.parametrize("name", SETTLEMENT_V2.optional)
def test_a_reference_may_be_missing(report, believe, stored, name):
    report.columns.remove(name)
    line = stored(believe(report.text))[2]
    assert line.get(name.replace("-", "_"), "") == ""
    assert len(line) == 17


def test_any_order_says_the_same(report, believe, stored):
    as_written = stored(believe(report.text))
    report.columns.reverse()
    assert stored(believe(report.text)) == as_written


def test_names_may_differ_in_case_and_blanks(report, believe, stored):
    as_written = stored(believe(report.text))
    header, _, rest = report.text.partition("\n")
    header = header.replace("settlement-id", " Settlement_ID ").replace("posted-date-time", "POSTED DATE  TIME")
    assert stored(believe(header + "\n" + rest)) == as_written


def test_unknown_columns_are_told(report, believe, stored):
    as_written = stored(believe(report.text))
    report.columns = ["'); DROP TABLE line; --", *report.columns, "a\u202eb"]
    file = believe(report.text)
    assert stored(file) == as_written
    (finding,) = file.findings
    assert (finding.code, finding.where, finding.blocks) == ("unknown-columns", "line 1", False)
    assert "DROP TABLE" in finding.what
    assert "'a\\u202eb'" in finding.what


@pytest.mark.parametrize("name", ["amount", "Amount", "sku ", "settlement_id"])
def test_a_column_twice_is_refused(name):
    with pytest.raises(RefusedFile, match="2 columns named"):
        find("\t".join([*HEADER, name]), SETTLEMENT_V2)


def test_a_column_without_a_name_is_refused():
    with pytest.raises(RefusedFile, match="without a name"):
        find("\t".join([*HEADER, ""]), SETTLEMENT_V2)


def test_a_header_of_a_thousand_columns_is_refused():
    with pytest.raises(RefusedFile, match="1000 columns"):
        find("\t".join(["x"] * 1000), SETTLEMENT_V2)


def test_a_header_that_is_none_names_only_ten_of_the_missing():
    with pytest.raises(RefusedFile, match="and 9 more") as caught:
        find("hello", SETTLEMENT_V2)
    assert len(caught.value.findings) == 1
