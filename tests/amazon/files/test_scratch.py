"""The scratch instance: it reaches the workspace and nothing else, and its errors come out in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.amazon.files.refusal import RefusedFile
from workbench.amazon.files.scratch import rows_of, scratch


def test_it_reads_the_workspace(workspace):
    (workspace / "rows.tsv").write_text('1\t"a\n2\t\n')
    with scratch(workspace) as connection:
        found = connection.execute(f"FROM {rows_of(workspace / 'rows.tsv', ['one', 'two'])}").fetchall()
    assert found == [("1", '"a'), ("2", "")]


@pytest.mark.parametrize("path", ["/etc/passwd", "{workspace}/../secret.tsv", "https://example.com/x.tsv", "{workspace}/../*"])
def test_it_reads_nothing_else(workspace, path):
    (workspace.parent / "secret.tsv").write_text("1\t2\n")
    with pytest.raises(RefusedFile, match=r"(?i)cannot access|permission|disabled"), scratch(workspace) as connection:
        connection.execute(f"FROM {rows_of(Path(path.format(workspace=workspace)), ['one', 'two'])}")


@pytest.mark.parametrize("setting", ["enable_external_access = true", "allowed_directories = ['/']", "lock_configuration = false"])
def test_its_locks_cannot_be_taken_off(workspace, setting):
    with pytest.raises(RefusedFile, match="configuration"), scratch(workspace) as connection:
        connection.execute(f"SET {setting}")


@pytest.mark.parametrize("row", ["1", "1\t2\t3"])
def test_it_forgives_no_uneven_row(workspace, row):
    (workspace / "rows.tsv").write_text(f"1\t2\n{row}\n")
    with pytest.raises(RefusedFile, match="cannot be read"), scratch(workspace) as connection:
        connection.execute(f"SELECT one FROM {rows_of(workspace / 'rows.tsv', ['one', 'two'])}").fetchall()
