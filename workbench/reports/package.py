"""Files in one zip that is the same bytes whenever it is made: sorted names, one fixed time, one fixed permission, one compression.

Beside them a manifest: each file's SHA-256, its bytes and its rows, so that whoever gets the package can prove that it is whole.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

MANIFEST = "manifest.json"

TIME = (1980, 1, 1, 0, 0, 0)
"""The time of every member: the first that a zip can hold."""

READABLE = 0o644 << 16
UNIX = 3


@dataclass(frozen=True, slots=True)
class Member:
    """A file of the package, where it lies now, and how many rows it has (by sheet, of a workbook); None where that says nothing."""

    name: str
    path: Path
    rows: int | Mapping[str, int] | None = None


def write(file: BinaryIO, members: Sequence[Member], facts: Mapping[str, Any]) -> str:
    """Write the zip with its manifest, which says `facts` as well; returns the manifest's SHA-256."""
    ordered = sorted(members, key=lambda member: member.name)
    manifest = json.dumps({**facts, "files": [_told(member) for member in ordered]}, ensure_ascii=False, indent=1, sort_keys=True).encode()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        with package.open(_info(MANIFEST), "w") as out:
            out.write(manifest)
        for member in ordered:
            with member.path.open("rb") as source, package.open(_info(member.name), "w", force_zip64=True) as out:
                shutil.copyfileobj(source, out)
    return hashlib.sha256(manifest).hexdigest()


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, TIME)
    info.compress_type, info.external_attr, info.create_system = zipfile.ZIP_DEFLATED, READABLE, UNIX
    return info


def _told(member: Member) -> dict[str, Any]:
    with member.path.open("rb") as source:
        digest = hashlib.file_digest(source, "sha256").hexdigest()
    return {"name": member.name, "sha256": digest, "bytes": member.path.stat().st_size, "rows": member.rows}
