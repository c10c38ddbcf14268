"""Files attached to documents, sent as the client library sends them."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from typing import Any

import pytest

from workbench.practice.wire import decode, encode

CONTENT = b"settlement-id\tsettlement-start-date\r\n\xff\x00 end\n"


def _part(name: str, kind: str, text: str, coding: str = "") -> str:
    return f'--cut\nContent-Disposition: form-data; name="{name}"\nContent-Type: {kind}\n{coding}\n{text}\n\n'


def _file(number: str, metadata: str, content: bytes = CONTENT) -> str:
    coded = b64encode(content).decode()
    coding = "Content-Transfer-Encoding: base64\n"
    return _part(f"file_metadata_{number}", "application/json", metadata) + _part(f"file_content_{number}", "text/plain", coded, coding)


def _upload(shop: Any, *files: str, request: str = "") -> Any:
    path = f"/v3/company/{shop.realm}/upload" + (f"?requestid={request}" if request else "")
    kind = {"Content-Type": 'multipart/form-data; boundary="cut"', "Authorization": f"Bearer {shop.token}"}
    status, text = shop.request("POST", path, "\n" + "".join(files) + "--cut--\n", **kind)
    return status, decode(text)


def _about(*entities: tuple[str, str], **fields: Any) -> str:
    references = [{"EntityRef": {"type": kind, "value": number}} for kind, number in entities]
    return encode({"FileName": "settlement é.txt", "ContentType": "text/plain", "AttachableRef": references} | fields)


def _attached(shop: Any, *files: str, request: str = "") -> list[Any]:
    status, answer = _upload(shop, *files, request=request)
    assert status == 200, answer
    return list(answer["AttachableResponse"])


def test_a_file_is_attached_to_its_documents_byte_for_byte(shop: Any) -> None:
    sale, other = (shop.post("SalesReceipt", shop.sale(10))["Id"] for _ in range(2))
    (answer,) = _attached(shop, _file("01", _about(("SalesReceipt", sale), ("SalesReceipt", other))))
    kept = answer["Attachable"]
    assert (kept["FileName"], kept["Size"], kept["SyncToken"]) == ("settlement é.txt", len(CONTENT), "0")
    assert shop.read("Attachable", kept["Id"]) == kept
    assert shop.query(f"select * from Attachable where AttachableRef.EntityRef.value = '{sale}'")["Attachable"] == [kept]
    stored = shop.office("GET", "attachment", realm=shop.realm, id=kept["Id"])
    assert stored == {"Size": len(CONTENT), "sha256": hashlib.sha256(CONTENT).hexdigest()}


def test_a_bad_file_leaves_the_other_alone(shop: Any) -> None:
    sale = shop.post("SalesReceipt", shop.sale(10))["Id"]
    bad, good = _attached(shop, _file("01", _about(("Deposit", sale))), _file("02", _about(("SalesReceipt", sale))))
    assert bad["Fault"]["Error"][0]["code"] == "2500"
    assert good["Attachable"]["AttachableRef"][0]["EntityRef"]["value"] == sale


def test_a_repeated_upload_attaches_once(shop: Any) -> None:
    file = _file("01", _about())
    assert _attached(shop, file, request="u") == _attached(shop, file, request="u")
    assert shop.query("select count(*) from Attachable") == {"totalCount": 1}


@pytest.mark.parametrize(
    ("metadata", "code"),
    [("{", "2010"), ("[]", "2010"), ('{"FileNam": "x"}', "2010"), ("{}", "2020"), ('{"FileName": "x", "AttachableRef": [1]}', "2020")],
)
def test_metadata_that_is_wrong_is_a_fault_inside_the_answer(shop: Any, metadata: str, code: str) -> None:
    (answer,) = _attached(shop, _file("01", metadata))
    assert answer["Fault"]["Error"][0]["code"] == code
    assert shop.query("select count(*) from Attachable") == {"totalCount": 0}


def test_both_parts_are_needed_and_an_upload_has_files(shop: Any) -> None:
    (answer,) = _attached(shop, _part("file_metadata_01", "application/json", _about()))
    assert answer["Fault"]["Error"][0]["Detail"] == "file_content is missing"
    status, refused = _upload(shop)
    assert (status, refused["Fault"]["Error"][0]["code"]) == (400, "2010")
    assert shop.code("Upload", {}) == "2010"
    assert shop.code("Attachable", {"Note": "by itself"}) == "500"
    assert shop.request("GET", "/_practice/attachment?realm=us-demo&id=1")[0] == 400
