"""The raw files, kept for ever under their hash: what Amazon gave us, before anybody read it.

A user's file name is never used as a path.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from pathlib import Path


class Archive:
    """`raw/<sha256>`: written once, read-only, never changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def path(self, sha256: str) -> Path:
        """Where the file with this hash lies."""
        return self.folder / sha256

    def keep(self, source: Path) -> str:
        """Copy a file into the archive and return its SHA-256. On disk when this returns; a killed copy leaves nothing."""
        handle, name = tempfile.mkstemp(dir=self.folder, prefix=".incoming-")
        digest = hashlib.sha256()
        try:
            with source.open("rb") as reader, os.fdopen(handle, "wb") as writer:
                while chunk := reader.read(1 << 20):
                    digest.update(chunk)
                    writer.write(chunk)
                writer.flush()
                os.fsync(writer.fileno())
            Path(name).chmod(0o444)
            Path(name).replace(self.path(digest.hexdigest()))
        finally:
            Path(name).unlink(missing_ok=True)
        return digest.hexdigest()

    def keep_bytes(self, content: bytes) -> str:
        """The same for bytes at hand (an upload)."""
        with tempfile.NamedTemporaryFile(dir=self.folder, prefix=".incoming-") as copy:
            copy.write(content)
            copy.flush()
            return self.keep(Path(copy.name))

    def verify(self, sha256: str) -> bool:
        """Whether the stored bytes still have their hash."""
        path = self.path(sha256)
        if not path.exists():
            return False
        with path.open("rb") as reader:
            return hashlib.file_digest(reader, "sha256").hexdigest() == sha256

    def sweep(self) -> None:
        """Remove copies that a killed program left half done."""
        for leftover in self.folder.glob(".incoming-*"):
            leftover.unlink(missing_ok=True)

    def workspace(self, near: Path) -> Path:
        """An empty folder for one import's scratch files, beside the books."""
        folder = near / "scratch"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder
