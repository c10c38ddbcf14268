"""The store behind the report links: a link that is good for five minutes, and the bytes it leads to.

Source: Reports API model 2021-06-30 (getReportDocument); form of the link, headers and refusals as seen from Amazon's
storage (amazon-s3). It is no part of the API: it takes no access token and refuses one.
"""

from __future__ import annotations

import gzip
import hashlib
import hmac
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from urllib.parse import urlencode

from workbench.practice.amazon import refusals
from workbench.practice.amazon.call import Answer, Call
from workbench.practice.amazon.report_contents import content, spoilt
from workbench.practice.amazon.report_listing import Report
from workbench.practice.amazon.troubles import LINKS

LINK_LIFETIME = 300
"""Seconds, from the link's X-Amz-Expires."""

_COMPRESSED_FROM = 16_384
"""Bytes from which a document is compressed (assumed; both sorts occur)."""

_KEY = b"practice storage"
_CHARSETS = {"utf-8": "text/plain;charset=UTF-8", "cp932": "text/plain;charset=Windows-31J"}
_STAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class Stored:
    """A document as it is stored: its bytes, what is declared about them."""

    content: bytes
    content_type: str
    declared_gzip: bool

    @property
    def etag(self) -> str:
        """The store's name for these bytes."""
        return f'"{hashlib.md5(self.content, usedforsecurity=False).hexdigest()}"'


def document(call: Call, report: Report, encoding_header: bool) -> dict[str, str]:
    """The answer of getReportDocument: the id, a fresh link, and whether the bytes are compressed."""
    trouble = call.troubles.take(LINKS, call.operation, report.settlement.settlement_id)
    kind = trouble.kind if trouble else ""
    signed_at = call.now - timedelta(seconds=LINK_LIFETIME + 60) if kind == "link-expired" else call.now
    encoding = "gzip" if encoding_header else "identity"
    url = call.address + _link(call.ledger.name, report, signed_at, kind, encoding)
    answer = {"reportDocumentId": report.document_id, "url": url}
    if stored(report, kind).declared_gzip:
        answer["compressionAlgorithm"] = "GZIP"
    return answer


def _link(seller: str, report: Report, signed_at: datetime, kind: str, encoding: str) -> str:
    path = f"/_s3/{seller}/{report.document_id}/{kind or 'whole'}"
    stamp = signed_at.astimezone(UTC).strftime(_STAMP)
    signature = _signature(path, stamp)
    query = {
        "response-content-encoding": encoding,
        "X-Amz-Security-Token": hashlib.sha512(path.encode()).hexdigest() * 2,
        "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
        "X-Amz-Date": stamp,
        "X-Amz-SignedHeaders": "host",
        "X-Amz-Expires": str(LINK_LIFETIME),
        "X-Amz-Credential": f"ASIAPRACTICE/{stamp[:8]}/practice/s3/aws4_request",
        "X-Amz-Signature": signature[::-1] if kind == "link-forged" else signature,
    }
    return f"{path}?{urlencode(query)}"


def _signature(path: str, stamp: str) -> str:
    return hmac.new(_KEY, f"{path}\n{stamp}".encode(), hashlib.sha256).hexdigest()


def check_link(path: str, query: Mapping[str, str], headers: Mapping[str, str], now: datetime) -> None:
    """Refuse a link that is not ours or too old, and a client that shows its access token to the store."""
    if "x-amz-access-token" in headers:
        raise refusals.storage(400, "InvalidArgument", "The store takes no access token; it must never be sent here.")
    stamp = query.get("X-Amz-Date", "")
    if not hmac.compare_digest(query.get("X-Amz-Signature", ""), _signature(path, stamp)):
        raise refusals.storage(403, "SignatureDoesNotMatch", "The request signature we calculated does not match.")
    expires = datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC) + timedelta(seconds=LINK_LIFETIME)
    if now > expires:
        more = f"<X-Amz-Expires>{LINK_LIFETIME}</X-Amz-Expires><Expires>{expires:%Y-%m-%dT%H:%M:%SZ}</Expires>"
        more += f"<ServerTime>{now:%Y-%m-%dT%H:%M:%SZ}</ServerTime><RequestId>0P1R2A3C4T5I6C7E</RequestId><HostId>-</HostId>"
        raise refusals.storage(403, "AccessDenied", "Request has expired", more)


@lru_cache(maxsize=16)
def stored(report: Report, kind: str) -> Stored:
    """The document, spoilt in the way of a trouble of links."""
    encoding = report.account.encoding
    plain = spoilt(content(report), kind, encoding)
    compress = len(plain) > _COMPRESSED_FROM or kind in _PACKED
    declared = compress
    packed = _compressed(plain, kind) if compress else plain
    if kind == "declared-gzip-is-plain":
        packed, declared = plain, True
    if kind == "gzip-not-declared":
        declared = False
    return Stored(packed, _content_type(kind, encoding), declared)


_PACKED = ("gzip-cut", "gzip-bad-crc", "gzip-two-members", "gzip-not-declared")


def _compressed(plain: bytes, kind: str) -> bytes:
    half = len(plain) // 2
    parts = (plain[:half], plain[half:]) if kind == "gzip-two-members" else (plain,)
    packed = b"".join(gzip.compress(part, compresslevel=1, mtime=0) for part in parts)
    if kind == "gzip-cut":
        return packed[: len(packed) * 3 // 4]
    if kind == "gzip-bad-crc":
        wrong = (zlib.crc32(plain) ^ 1).to_bytes(4, "little")
        return packed[:-8] + wrong + packed[-4:]
    return packed


def _content_type(kind: str, encoding: str) -> str:
    told = {
        "charset-missing": "text/plain",
        "charset-lying": "text/plain;charset=UTF-16",
        "charset-unknown": "text/plain;charset=x-amazon-1",
    }
    return told.get(kind, _CHARSETS[encoding])


def download(stored: Stored, wanted: str, encoded: bool) -> Answer:
    """The stored bytes, or those from a place on where the client asks for a range (bytes=N-)."""
    headers = {"ETag": stored.etag, "Accept-Ranges": "bytes"}
    if encoded and stored.declared_gzip:
        headers["Content-Encoding"] = "gzip"
    first = wanted.removeprefix("bytes=").removesuffix("-")
    length = len(stored.content)
    if not first.isdecimal() or wanted != f"bytes={first}-":
        return Answer(200, stored.content, stored.content_type, headers)
    if int(first) >= length:
        raise refusals.storage(416, "InvalidRange", "The requested range is not satisfiable")
    headers["Content-Range"] = f"bytes {first}-{length - 1}/{length}"
    return Answer(206, stored.content[int(first) :], stored.content_type, headers)
