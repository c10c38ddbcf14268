"""Files attached to documents: the upload endpoint's multipart request, and what is kept of it.

Parts come in pairs, `file_metadata_01` (an Attachable as JSON) and `file_content_01` (Intuit's Attachable page). One bad
pair leaves the others alone: the answer is 200 with a Fault in its place (seen in production).
"""

from __future__ import annotations

import hashlib
import re
from email.message import MIMEPart
from email.parser import BytesParser
from email.policy import HTTP

from workbench.practice import faults
from workbench.practice.company import Company
from workbench.practice.draft import required
from workbench.practice.entities import KINDS
from workbench.practice.wire import Body, Encoded, decode, encode

PART = re.compile(r"file_(metadata|content)_(\w+)")


def upload(company: Company, content_type: str, body: bytes) -> Body:
    """`{"AttachableResponse": [{"Attachable": …} or {"Fault": …}]}`, in the order of the request; fault 2010 for a request
    that is not multipart/form-data with at least one file."""
    pairs = _pairs(content_type, body)
    if not pairs:
        raise faults.invalid("upload", "is multipart/form-data with parts file_metadata_01 and file_content_01")
    return {"AttachableResponse": [_attach(company, parts) for parts in pairs]}


def _pairs(content_type: str, body: bytes) -> list[dict[str, bytes]]:
    """Metadata and content of each file."""
    message = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body)
    found: dict[str, dict[str, bytes]] = {}
    for part in message.iter_parts():
        name = PART.fullmatch(_name(part))
        content = part.get_payload(decode=True)
        if name and isinstance(content, bytes):
            found.setdefault(name[2], {})[name[1]] = content
    return list(found.values())


def _name(part: MIMEPart) -> str:
    return str(part.get_param("name", "", header="content-disposition"))


def _attach(company: Company, parts: dict[str, bytes]) -> Body:
    try:
        with company.books.part():
            return {"Attachable": _keep(company, parts)}
    except faults.FaultError as fault:
        return {"Fault": fault.as_json()}


def _keep(company: Company, parts: dict[str, bytes]) -> Encoded:
    """2020 without metadata, content or a FileName; 2010 for metadata that is not JSON or has another property; 2500 for
    a document that is not there."""
    if parts.keys() != {"metadata", "content"}:
        raise faults.missing("file_metadata" if "metadata" not in parts else "file_content")
    try:
        body = decode(parts["metadata"])
    except ValueError as reason:
        raise faults.invalid("file_metadata", "is not JSON") from reason
    if not isinstance(body, dict) or body.keys() - KINDS["Attachable"].fields:
        raise faults.invalid("file_metadata", "is an Attachable")
    required(body, "FileName")
    for reference in body.get("AttachableRef", []):
        _check_reference(company, reference)
    body["Size"] = len(parts["content"])
    kept = company.insert("Attachable", body)
    company.books.execute("INSERT INTO attachment (realm, id, content) VALUES (?, ?, ?)", (company.realm, kept["Id"], parts["content"]))
    return Encoded(encode(kept))


def _check_reference(company: Company, reference: object) -> None:
    entity = reference.get("EntityRef") if isinstance(reference, dict) else None
    if not isinstance(entity, dict):
        raise faults.missing("AttachableRef.EntityRef")
    kind, number = str(entity.get("type", "")), str(entity.get("value", ""))
    known = {name.lower(): name for name in KINDS}.get(kind.lower())
    if known is None or company.find(known, number) is None:
        detail = f"Invalid Reference Id : AttachableRef {kind} {number} not found"
        raise faults.FaultError("2500", "Invalid Reference Id", detail, "AttachableRef")


def kept(company: Company, number: str) -> Body | None:
    """Size and SHA-256 of an attached file's bytes, for tests; None when there is none."""
    row = company.books.execute("SELECT content FROM attachment WHERE realm = ? AND id = ?", (company.realm, number)).fetchone()
    return {"Size": len(row[0]), "sha256": hashlib.sha256(row[0]).hexdigest()} if row else None
