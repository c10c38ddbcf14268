"""Commands that put a company's books into one file, and take them out again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from workbench.cli.desk import AsJson, CompanyName, open_books, run, show
from workbench.errors import Refused
from workbench.jobs import backup


def backup_books(file: Path, company: CompanyName = "demo", as_json: AsJson = False) -> None:
    """Put the company's books into one file; the workbench may go on running meanwhile."""
    if not file.absolute().parent.is_dir():
        raise Refused(f"There is no folder {file.absolute().parent}.", where="backup", next="Name a file in a folder that exists.")
    with open_books(company) as books:
        result = run(books, "backup", file=str(file.absolute()))
    show(result, as_json, lambda value: iter([f"{value['backup']}: {value['files']} files, {value['bytes']:,} bytes"]))


def restore_books(file: Path, company: CompanyName = "", as_json: AsJson = False) -> None:
    """Make a company of a backup file, under its own name unless told; one that exists is never written over."""
    if not file.is_file():
        raise Refused("There is no such file.", where=file.name, next="Check the path.")
    result = backup.restore(file, company)
    show(result, as_json, lambda value: iter([f"The company {value['company']} is restored from {value['files']} files."]))


COMMANDS: dict[str, Callable[..., None]] = {
    "backup": backup_books,
    "restore": restore_books,
}
