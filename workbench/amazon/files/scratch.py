"""A scratch DuckDB: an instance in memory, made for one file and thrown away, that can reach the workspace only.

A user's file is parsed here and never first in the books' own instance, because an engine error ends the instance it
happens in. Locked down before anything is read: no other directory, no network, no extension, and the locks cannot be
taken off again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb

from workbench.amazon.files.refusal import RefusedFile, shown

MEMORY_LIMIT = "500MB"


@contextmanager
def scratch(workspace: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection for reading files in `workspace`. An error of the engine becomes a RefusedFile, in words."""
    connection = duckdb.connect(":memory:")
    try:
        directory = quoted(str(workspace.resolve()))
        for setting in (
            f"memory_limit = '{MEMORY_LIMIT}'",
            f"temp_directory = {directory}",
            f"allowed_directories = [{directory}]",
            "autoinstall_known_extensions = false",
            "autoload_known_extensions = false",
            "enable_external_access = false",
            "lock_configuration = true",
        ):
            connection.execute(f"SET {setting}")
        yield connection
    except duckdb.Error as error:
        reason = shown(str(error).partition("\n")[0], longest=160)
        raise RefusedFile.because("unreadable", f"The rows cannot be read ({reason}).") from error
    finally:
        connection.close()


def quoted(text: str) -> str:
    """The text as an SQL literal.

    >>> quoted("it's")
    "'it''s'"
    """
    return "'" + text.replace("'", "''") + "'"


def rows_of(path: Path, names: Sequence[str]) -> str:
    """SQL: the rows of a clean copy, every cell a text, empty cells as ''. Nothing is sniffed and nothing forgiven.

    The names come from `columns` and never from the file, so they need no quoting.
    """
    types = ", ".join(f"{name}: 'VARCHAR'" for name in names)
    all_names = ", ".join(f"'{name}'" for name in names)  # as texts: in a join, a bare name would mean the other side's column
    file = quoted(str(path))  # a path that exists is taken literally, whatever patterns it has in it
    return (
        f"read_csv({file}, columns = {{{types}}}, force_not_null = [{all_names}], auto_detect = false,"
        r" header = false, delim = '\t', quote = '', escape = '', new_line = '\n')"
    )
