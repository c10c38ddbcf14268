"""The bytes of a report are whole or refused: cut, damaged, expired, mislabelled and hostile storage, over a real socket."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.amazon.api import stub as stubs
from tests.amazon.api.conftest import Clock, Connected
from tests.amazon.api.stub import DOCUMENT, STORAGE, Stub, Told, error, told
from workbench.amazon.api import download, transport
from workbench.amazon.api.download import Storage, unpack
from workbench.amazon.api.faults import Damaged, Stopped
from workbench.amazon.api.pace import InMemory, Pace
from workbench.amazon.api.reports import Document
from workbench.amazon.api.seller import Seller
from workbench.errors import NotReady, Refused, Unreachable

TEXT = "settlement-id\tamount\r\n21574497411\t1977.17\r\ncafé\t日本\r\n".encode() * 4000
PACKED = gzip.compress(TEXT)
PLAIN = {"Content-Type": "text/plain; charset=UTF-8", "ETag": '"version-1"'}
EXPIRED = Told(403, b"<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>", {"Content-Type": "application/xml"})


def stored(body: bytes, **more: str) -> Told:
    return Told(200, body, PLAIN | more)


WHOLE = {
    "plain": (stored(TEXT), False),
    "gzip": (stored(PACKED), True),
    "gzip, not declared": (stored(PACKED), False),
    "declared, not gzip": (stored(TEXT), True),
    "two members": (stored(gzip.compress(TEXT[:1000]) + gzip.compress(TEXT[1000:])), True),
    "packed twice": (stored(gzip.compress(PACKED)), True),
    "content-encoding": (stored(PACKED, **{"Content-Encoding": "gzip"}), False),
    "no charset": (Told(200, PACKED, {"Content-Type": "text/plain"}), True),
    "no content type": (Told(200, PACKED), True),
}


@pytest.mark.parametrize(("answer", "declared"), WHOLE.values(), ids=WHOLE)
def test_the_bytes_are_the_reports_own(stub: Stub, seller: Seller, tmp_path: Path, answer: Told, declared: bool) -> None:
    stub.document(answer, gzip=declared)
    got = seller.download("doc", tmp_path / "report")
    assert got.path.read_bytes() == TEXT
    assert (got.sha256, got.size) == (hashlib.sha256(TEXT).hexdigest(), len(TEXT))
    assert got.content_type == answer.headers.get("Content-Type", "")
    assert got.charset == ("UTF-8" if "charset" in got.content_type else None)
    assert [file.name for file in tmp_path.iterdir()] == ["report"]


@pytest.mark.parametrize("label", ["Windows-31J", "Shift_JIS", "Cp1252", "not-a-charset"])
def test_a_charset_is_reported_and_changes_no_byte(stub: Stub, seller: Seller, tmp_path: Path, label: str) -> None:
    body = "商品名\t12".encode("cp932") * 100
    stub.document(Told(200, gzip.compress(body), {"Content-Type": f'text/plain;charset="{label}"'}), gzip=True)
    got = seller.download("doc", tmp_path / "report")
    assert (got.path.read_bytes(), got.charset) == (body, label)


BAD_SUM = PACKED[:-8] + bytes(byte ^ 255 for byte in PACKED[-8:-4]) + PACKED[-4:]
DAMAGED = {
    "cut gzip": stored(PACKED[:-100]),
    "cut in the header": stored(PACKED[:6]),
    "bad checksum": stored(BAD_SUM),
    "wrong length": stored(PACKED[:-4] + b"\1\2\3\4"),
    "garbage inside": stored(PACKED[:200] + bytes(200) + PACKED[400:]),
    "garbage after": stored(PACKED + b"garbage"),
    "cut second member": stored(PACKED + gzip.compress(TEXT)[:-20]),
    "neither gzip nor text": stored(zlib.compress(TEXT)),
    "nothing": stored(b""),
    "nothing, packed": stored(gzip.compress(b"")),
}


@pytest.mark.parametrize("answer", DAMAGED.values(), ids=DAMAGED)
def test_damaged_bytes_are_fetched_again_and_then_refused(stub: Stub, seller: Seller, tmp_path: Path, answer: Told) -> None:
    stub.document(answer, gzip=True)
    with pytest.raises(Damaged):
        seller.download("doc", tmp_path / "report")
    assert list(tmp_path.iterdir()) == []
    assert len(stub.asked(DOCUMENT + "doc")) == len(stub.asked(STORAGE)) == download.TRIES  # each with an address of its own
    stub.document(answer, stored(PACKED), gzip=True)
    assert seller.download("doc", tmp_path / "report").path.read_bytes() == TEXT


def test_a_broken_transfer_goes_on_where_it_broke(stub: Stub, seller: Seller, tmp_path: Path) -> None:
    stub.document(Told(200, TEXT, PLAIN, cut=100_000))
    told_of: list[tuple[int, int | None]] = []
    stub.scripts[STORAGE].append(stored(TEXT))
    got = seller.download("doc", tmp_path / "report", lambda came, whole: told_of.append((came, whole)))
    assert got.path.read_bytes() == TEXT
    first, second = stub.asked(STORAGE)
    assert "range" not in first.headers
    assert (second.headers["range"], second.headers["if-range"]) == ("bytes=100000-", '"version-1"')
    assert told_of[-1] == (len(TEXT), len(TEXT))
    assert len(stub.asked(DOCUMENT + "doc")) == 1


@pytest.mark.parametrize(
    "headers", [PLAIN | {"ETag": '"version-2"'}, {}, PLAIN | {"ETag": 'W/"version-1"'}], ids=["other version", "no version", "weak"]
)
def test_a_transfer_begins_anew_when_the_rest_would_not_be_the_rest(
    stub: Stub, seller: Seller, tmp_path: Path, headers: dict[str, str]
) -> None:
    other = TEXT.replace(b"1977.17", b"2977.17")
    stub.document(Told(200, TEXT, PLAIN | headers if headers else {}, cut=100_000), Told(200, other, PLAIN if headers else {}))
    assert seller.download("doc", tmp_path / "report").path.read_bytes() == other


def test_another_part_than_the_missing_one_is_not_put_behind_the_first(stub: Stub, seller: Seller, tmp_path: Path) -> None:
    wrong = Told(206, TEXT[5:], PLAIN | {"Content-Range": f"bytes 5-{len(TEXT) - 1}/{len(TEXT)}"})
    stub.document(Told(200, TEXT, PLAIN, cut=100_000), wrong, stored(TEXT))
    assert seller.download("doc", tmp_path / "report").path.read_bytes() == TEXT


def test_a_transfer_that_always_breaks_leaves_nothing(stub: Stub, seller: Seller, tmp_path: Path) -> None:
    stub.document(Told(200, TEXT, {}, cut=50_000))
    with pytest.raises(Unreachable, match="broke off"):
        seller.download("doc", tmp_path / "report")
    assert list(tmp_path.iterdir()) == []


def test_an_expired_address_is_asked_for_again(stub: Stub, seller: Seller, tmp_path: Path) -> None:
    stub.document(EXPIRED, stored(TEXT))
    assert seller.download("doc", tmp_path / "report").path.read_bytes() == TEXT
    assert len(stub.asked(DOCUMENT + "doc")) == 2


@pytest.mark.parametrize(
    "answer", [EXPIRED, Told(404, b"<Error/>"), Told(503, b"<html>"), Told(302, b"", {"Location": "/x"}), Told(drop=True)]
)
def test_what_is_not_the_report_is_never_taken_for_it(stub: Stub, seller: Seller, tmp_path: Path, answer: Told) -> None:
    stub.document(answer)
    with pytest.raises(Unreachable):
        seller.download("doc", tmp_path / "report")
    assert list(tmp_path.iterdir()) == []
    assert stub.asked("/x") == []


def test_the_storage_is_told_nothing_of_the_seller(stub: Stub, seller: Seller, tmp_path: Path) -> None:
    stub.document(stored(TEXT))
    seller.download("doc", tmp_path / "report")
    (request,) = stub.asked(STORAGE)
    assert "canary-1" not in str(request.headers)
    assert not {"x-amz-access-token", "authorization", "cookie"} & request.headers.keys()


def test_an_address_elsewhere_is_not_asked(stub: Stub, seller: Seller, tmp_path: Path) -> None:
    with stubs.running() as elsewhere:
        stub.tell(DOCUMENT + "doc", told({"reportDocumentId": "doc", "url": f"{elsewhere.address}/x"}))
        with pytest.raises(Refused, match="not to be trusted"):
            seller.download("doc", tmp_path / "report")
        assert elsewhere.seen == []


def test_a_document_amazon_no_longer_has_is_said(stub: Stub, seller: Seller, tmp_path: Path) -> None:
    stub.tell(DOCUMENT + "doc", error(404, "NotFound", "The document has expired."))
    with pytest.raises(Exception, match="has expired") as gone:
        seller.download("doc", tmp_path / "report")
    assert type(gone.value).__name__ == "NotFound"


def storage(wall: Clock, **options: object) -> Storage:
    pace = Pace(InMemory(), now=wall.now, pause=wall.pause)
    return Storage(transport.http(), lambda url: True, pace, **options)  # type: ignore[arg-type]


def test_more_than_the_bound_is_refused_packed_or_unpacked(stub: Stub, clock: Clock, tmp_path: Path) -> None:
    address = Document("doc", stub.address + STORAGE, gzip=True)
    for body, largest in ((TEXT, len(TEXT) - 1), (gzip.compress(bytes(65) * 1_000_000), 1_000_000)):
        stub.tell(STORAGE, stored(body))
        bounded = storage(clock, largest=largest)
        with pytest.raises(Refused, match="larger than"):
            bounded.fetch(lambda: address, tmp_path / "report")
        bounded._client.close()
    assert list(tmp_path.iterdir()) == []


def test_a_transfer_that_drips_is_given_up(stub: Stub, clock: Clock, tmp_path: Path) -> None:
    ticks = iter(range(0, 10**15, 10**12))  # each look at the clock is a thousand seconds later
    slow = storage(clock, clock=lambda: next(ticks))
    stub.tell(STORAGE, stored(TEXT * 20))
    with pytest.raises(Unreachable, match="too slowly"):
        slow.fetch(lambda: Document("doc", stub.address + STORAGE, gzip=False), tmp_path / "report")
    slow._client.close()


def test_a_download_stops_when_asked_and_leaves_nothing(stub: Stub, connected: Connected, tmp_path: Path) -> None:
    came: list[int] = []
    seller = connected(stop=lambda: bool(came))
    stub.document(stored(TEXT * 20))
    with pytest.raises(Stopped):
        seller.download("doc", tmp_path / "report", lambda size, whole: came.append(size))
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_does_not_take_it_is_said(stub: Stub, seller: Seller, tmp_path: Path) -> None:
    stub.document(stored(TEXT))
    with pytest.raises(NotReady, match="cannot be written"):
        seller.download("doc", tmp_path / "no such folder" / "report")


def test_a_report_that_is_there_already_is_replaced_whole_or_not_at_all(stub: Stub, seller: Seller, tmp_path: Path) -> None:
    (tmp_path / "report").write_bytes(b"old")
    (tmp_path / "report.part").write_bytes(b"left behind by a process that was killed")
    stub.document(stored(PACKED[:-10]), gzip=True)
    with pytest.raises(Damaged):
        seller.download("doc", tmp_path / "report")
    assert (tmp_path / "report").read_bytes() == b"old"
    stub.document(stored(PACKED), gzip=True)
    seller.download("doc", tmp_path / "report")
    assert (tmp_path / "report").read_bytes() == TEXT


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_cut_and_no_flipped_bit_of_a_gzip_passes(tmp_path: Path, data: st.DataObject) -> None:
    raw = gzip.compress(TEXT[:5000], mtime=0)
    place = data.draw(st.integers(0, len(raw) - 1))
    flipped = raw[:place] + bytes([raw[place] ^ (1 << data.draw(st.integers(0, 7)))]) + raw[place + 1 :]
    for number, bytes_ in enumerate((raw[:place], flipped)):
        packed, into = tmp_path / f"packed-{number}", tmp_path / f"plain-{number}"
        packed.write_bytes(bytes_)
        try:
            unpack(packed, into, declared=True)
        except Damaged:
            assert not into.exists() or into.read_bytes() == TEXT[:5000]
        else:
            assert into.read_bytes() == TEXT[:5000]  # a bit of the header that says nothing of the content
