"""Backup and restore: a company's whole books in one file, taken while the workbench runs.

The file is a ZIP archive of the company's folder: the state as SQLite itself copies it, the lines after a checkpoint, the raw
files, and a manifest with the hash of each. The worker makes it, so nothing is written meanwhile. Secrets stay sealed in it:
the key is not part of a company.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path, PurePosixPath
from typing import Any

from workbench import __version__, clock
from workbench.errors import Refused
from workbench.store.company import NAME, Company, home

MANIFEST = "manifest.json"
LARGEST = 50 * 1024**3
"""Bytes unpacked; more is no backup of ours."""


def write(company: Company, target: Path, tell: Callable[[int, int, str], None]) -> dict[str, Any]:
    """Write the company's books into `target`, whole or not at all. Only the worker may. Returns what is in it."""
    company.lines.checkpoint()
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".backup-", suffix=".part")
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as out, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
            files = _write(company, archive, tell)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return {"backup": str(target), "company": company.name, "files": len(files), "bytes": sum(file["bytes"] for file in files.values())}


def _write(company: Company, archive: zipfile.ZipFile, tell: Callable[[int, int, str], None]) -> dict[str, dict[str, Any]]:
    files: dict[str, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory(dir=company.folder, prefix=".backup-") as scratch:
        state = Path(scratch) / "state.db"
        with closing(sqlite3.connect(company.folder / "state.db")) as source, closing(sqlite3.connect(state)) as copy:
            source.backup(copy)
        sources = [("state.db", state), ("lines.duckdb", company.folder / "lines.duckdb"), *_raw(company)]
        for n, (name, path) in enumerate(sources):
            tell(n, len(sources), f"Packing {name}")
            archive.write(path, name)
            files[name] = {"sha256": _hash(path), "bytes": path.stat().st_size}
    manifest = {"company": company.name, "made_at": clock.stamp(), "made_by": f"Tieout {__version__}", "files": files}
    archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
    return files


def _raw(company: Company) -> Iterator[tuple[str, Path]]:
    for path in sorted((company.folder / "raw").iterdir()):
        if path.is_file() and not path.name.startswith("."):
            yield f"raw/{path.name}", path


def restore(source: Path, name: str = "") -> dict[str, Any]:
    """Make a company of a backup, under its own name or another. Raises `Refused`, and leaves nothing, when a company of
    that name exists or the file is not whole."""
    try:
        with zipfile.ZipFile(source) as archive:
            manifest = json.loads(archive.read(MANIFEST))
            company = name or str(manifest["company"])
            return _restore(archive, manifest["files"], company)
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError) as error:
        raise Refused(f"This is no whole backup ({type(error).__name__}).", where=source.name,
                      next="Take another backup file; nothing was changed.") from error  # fmt: skip


def _restore(archive: zipfile.ZipFile, files: dict[str, dict[str, Any]], name: str) -> dict[str, Any]:
    folder = home() / name
    if not NAME.fullmatch(name):
        raise Refused(f"{name!r} cannot be a company's name.", next="Give another with --company.")
    if folder.exists():
        raise Refused(f"There is a company {name} already.", where=str(folder), next="Restore under another name with --company.")
    if sum(int(file["bytes"]) for file in files.values()) > LARGEST or not {"state.db", "lines.duckdb"} <= files.keys():
        raise Refused("This is no backup of a company's books.", where=archive.filename or "", next="Take another backup file.")
    home().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home(), prefix=".restore-") as scratch:
        part = Path(scratch) / "books"
        for member, expected in files.items():
            _unpack(archive, member, expected, part)
        (part / "raw").mkdir(exist_ok=True)
        _leave_work_undone(part / "state.db")
        _begin_anew(part / "state.db")
        part.replace(folder)
    return {"company": name, "files": len(files)}


def _leave_work_undone(state: Path) -> None:
    """Work that was waiting when the backup was made is not begun again by itself: a person asks for it anew."""
    with closing(sqlite3.connect(state)) as connection, connection:
        words = (clock.stamp(), "The books were restored from a backup; ask again for what is still wanted.")
        connection.execute("update job set state = 'stopped', ended_at = ?, message = ? where state in ('queued', 'running')", words)


def _begin_anew(state: Path) -> None:
    """Say in the books that they were restored: from then on they send under request ids of their own (`jobs/post/poster.py`)."""
    now = clock.stamp()
    with closing(sqlite3.connect(state)) as connection, connection:
        connection.execute("insert or replace into setting values ('restored_at', ?, ?, 'restore')", (json.dumps(now), now))


def _unpack(archive: zipfile.ZipFile, member: str, expected: dict[str, Any], part: Path) -> None:
    """One file of the backup, where its name says and nowhere else, with the hash that the manifest says."""
    place = PurePosixPath(member)
    if place.is_absolute() or ".." in place.parts or len(place.parts) > 2 or archive.getinfo(member).file_size != expected["bytes"]:
        raise Refused(f"The backup's list and its content differ ({member[:80]!r}).", next="Take another backup file.")
    target = part.joinpath(*place.parts)
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(member) as packed, target.open("wb") as out:
        shutil.copyfileobj(packed, out)
    if _hash(target) != expected["sha256"]:
        raise Refused(f"A file of the backup is damaged ({member[:80]}).", next="Take another backup file.")
    if place.parts[0] == "raw":
        target.chmod(0o444)


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
