"""Download: the bytes of a report, whole or not at all.

The bytes go to a `.part` file first, a broken transfer goes on where it broke when the storage can do that, and only what
is complete, unpacked and on the disk gets its name. Bytes are never decoded: which characters they stand for is for the
reader of the file to decide; the storage's own word for it is handed on. Nothing that identifies the seller is sent:
the address is all the storage needs, and it lives for five minutes.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import re
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

import httpx

from workbench.amazon.api.faults import Damaged
from workbench.amazon.api.operations import DOCUMENT
from workbench.amazon.api.pace import Pace, back_off
from workbench.amazon.api.reports import Document
from workbench.errors import NotReady, Refused, Unreachable, WorkbenchError

TRIES = 4
"""How often a transfer is begun or gone on with, each with a new address where the old one was the trouble."""

LARGEST = 2 * 1024**3
"""Bytes, packed or unpacked. The largest settlement reports seen have some hundred million."""

TRANSFER_TIMEOUT = 30 * 60
"""Seconds for one transfer, however slowly it drips."""

CHUNK = 1024 * 1024
GZIP_MAGIC = b"\x1f\x8b"
CHARSET = re.compile(r"charset\s*=\s*\"?([A-Za-z0-9_.:-]+)", re.IGNORECASE)
HEADERS = {"Accept-Encoding": "identity", "Accept": "*/*"}
WHERE = "Amazon report download"

Tell = Callable[[int, int | None], None]
"""Told from time to time: the bytes that have come, and how many there are when the storage says so."""


@dataclass(frozen=True, slots=True)
class Download:
    """A report on the disk, unpacked. `sha256` and `size` are of the file as it is there; `charset` is what the storage says
    of its characters, None when it says nothing."""

    path: Path
    sha256: str
    size: int
    charset: str | None
    content_type: str


class _Expired(Unreachable):
    """The address is no longer good."""


class Storage:
    """Where Amazon keeps documents."""

    def __init__(
        self, client: httpx.Client, trusts: Callable[[str], bool], pace: Pace, *, largest: int = LARGEST,
        clock: Callable[[], int] = time.monotonic_ns,
    ) -> None:  # fmt: skip
        """`trusts` says whether an address may be asked; `clock` counts nanoseconds and only runs forward."""
        self._client, self._trusts, self._pace, self._largest, self._clock = client, trusts, pace, largest, clock

    def fetch(self, address: Callable[[], Document], into: Path, tell: Tell | None = None) -> Download:
        """The document at an address, as the file `into`. `address` is called for a new one when needed, and raises as the
        API does. Raises `Damaged` when the bytes are not whole after several tries, `Refused` when they are too many,
        `NotReady` when they cannot be written, `Unreachable` and `Stopped`."""
        transfer = _Transfer(into.with_name(into.name + ".part"))
        try:
            return self._tried(address, transfer, into, tell or _say_nothing)
        except OSError as error:
            raise NotReady(
                f"The report cannot be written: {error.strerror}.", where=WHERE, next="Make room on the disk, then sync again."
            ) from None
        finally:
            transfer.forget()

    def _tried(self, address: Callable[[], Document], transfer: _Transfer, into: Path, tell: Tell) -> Download:
        document: Document | None = None
        trouble: WorkbenchError | None = None
        for attempt in range(TRIES):
            if trouble:
                self._pace.rest(DOCUMENT, back_off(attempt))
            document = document or address()
            try:
                self._receive(document, transfer, tell)
                sha256, size = unpack(transfer.path, into, document.gzip, self._largest)
                return Download(into, sha256, size, _charset(transfer.content_type), transfer.content_type)
            except (_Expired, Damaged) as error:
                document, trouble = None, error
                transfer.forget()
            except Unreachable as error:
                trouble = error
        assert trouble is not None
        raise trouble

    def _receive(self, document: Document, transfer: _Transfer, tell: Tell) -> None:
        """Bring what is missing of the document. Raises `Unreachable` when it broke, keeping what came."""
        if not self._trusts(document.url):
            raise Refused("Amazon names a place for the report that is not to be trusted.", where=WHERE)
        deadline = self._clock() + TRANSFER_TIMEOUT * 1_000_000_000
        try:
            with self._client.stream("GET", document.url, headers=HEADERS | transfer.resumption()) as response:
                whole = transfer.begin(response)
                with transfer.path.open("ab") as file:
                    for part in response.iter_raw():
                        file.write(part)
                        transfer.size += len(part)
                        tell(transfer.size, whole)
                        self._pace.heed_stop()
                        self._check(transfer.size, deadline)
                    file.flush()
                    os.fsync(file.fileno())
        # the causes are cut off: they hold the address
        except httpx.HTTPError:
            raise Unreachable("The download of the report broke off.", where=WHERE, next="The next sync goes on.") from None
        if whole is not None and transfer.size != whole:
            raise Damaged(f"The report has {transfer.size} bytes instead of {whole}.", where=WHERE)

    def _check(self, size: int, deadline: int) -> None:
        if size > self._largest:
            raise _too_large(self._largest)
        if self._clock() > deadline:
            raise Unreachable("The report comes too slowly.", where=WHERE, next="The next sync tries again.")


class _Transfer:
    """A document on its way: what of it has come, and of which version of it."""

    def __init__(self, path: Path) -> None:
        self.path, self.size, self.content_type = path, 0, ""
        self._version = ""
        self.forget()

    def forget(self) -> None:
        """Begin anew: what has come belongs to no answer any more."""
        self.path.unlink(missing_ok=True)
        self.size, self._version = 0, ""

    def resumption(self) -> dict[str, str]:
        """The headers that ask for the rest, provided it is still the rest of the same (RFC 9110, If-Range)."""
        return {"Range": f"bytes={self.size}-", "If-Range": self._version} if self.size and self._version else {}

    def begin(self, response: httpx.Response) -> int | None:
        """Look at the head of an answer: returns how many bytes there will be in all. Raises unless the body is the document,
        or the rest of it."""
        _check_status(response.status_code)
        headers = response.headers
        if response.status_code == 200:
            self.forget()
            version = headers.get("ETag", "")
            self._version = "" if version.startswith("W/") else version
        elif not headers.get("Content-Range", "").startswith(f"bytes {self.size}-"):
            raise Damaged("The storage sends another part of the report than the one that was missing.", where=WHERE)
        self.content_type = headers.get("Content-Type", "")
        length = headers.get("Content-Length", "")
        return self.size + int(length) if length.isdigit() else None


def _check_status(status: int) -> None:
    """Raises unless the body is the document. An address that has expired answers 403 with an XML of its own."""
    if status in (200, 206):
        return
    if status in (403, 404, 410, 416):
        raise _Expired(f"The address of the report is not good any more ({status}).", where=WHERE, next="The next sync asks for a new one.")
    raise Unreachable(f"Amazon's storage answered {status}.", where=WHERE, next="Nothing was stored. Try again in a few minutes.")


def unpack(packed: Path, into: Path, declared: bool, largest: int = LARGEST) -> tuple[str, int]:
    """Write the document to `into`, unpacked, on the disk when it returns: its sha256 and size in bytes.

    What is packed shows in its first bytes, whatever was declared; the storage may pack what is packed already. Every
    member of a gzip file is read, and its length and checksum proved. Raises `Damaged` when they do not prove, when
    what was declared packed is neither that nor text, and when there is nothing; `Refused` beyond `largest`.
    """
    plain = into.with_name(into.name + ".plain")
    digest, size = hashlib.sha256(), 0
    try:
        with packed.open("rb") as raw, plain.open("wb") as file:
            for part in _unpacked(raw, declared):
                size += len(part)
                if size > largest:
                    raise _too_large(largest)
                digest.update(part)
                file.write(part)
            file.flush()
            os.fsync(file.fileno())
        if not size:
            raise Damaged("The report is empty.", where=WHERE)
        plain.replace(into)
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise Damaged("The report's compressed bytes are not whole.", where=WHERE, next="The next sync fetches it again.") from None
    finally:
        plain.unlink(missing_ok=True)
    return digest.hexdigest(), size


def _unpacked(raw: io.BufferedReader, declared: bool) -> Iterator[bytes]:
    stream, layers = raw, 0
    while layers < 2 and stream.peek(2)[:2] == GZIP_MAGIC:
        stream, layers = cast(io.BufferedReader, gzip.GzipFile(fileobj=cast(BinaryIO, stream), mode="rb")), layers + 1
    if declared and not layers and not _is_text(stream.peek(CHUNK)[:1024]):
        raise Damaged("The report is neither compressed, as Amazon says, nor text.", where=WHERE)
    while part := stream.read(CHUNK):
        yield part


def _is_text(head: bytes) -> bool:
    """Whether bytes are text in some encoding that contains ASCII."""
    return not any(byte < 32 and byte not in b"\t\n\r" for byte in head)


def _say_nothing(_came: int, _whole: int | None) -> None:
    """For who does not want to be told."""


def _charset(content_type: str) -> str | None:
    found = CHARSET.search(content_type)
    return found.group(1) if found else None


def _too_large(largest: int) -> Refused:
    return Refused(f"The report is larger than {largest:,} bytes.", where=WHERE, next="Ask Seller Central for shorter periods.")
