"""The store behind the links: five minutes, no access token, and every way a file can arrive broken."""

from __future__ import annotations

import gzip
import zlib

import httpx
import pytest

from tests.practice.amazon.conftest import Client


def link(us: Client, place: int = 0) -> str:
    return str(us.document(us.reports()[place])["url"])


def fetched(us: Client, kind: str) -> tuple[dict[str, str], httpx.Response]:
    report = us.reports()[0]
    us.fault(kind, key="27184847307")
    document = us.document(report)
    return document, us.http.get(document["url"])


def test_a_link_is_good_for_five_minutes(us: Client) -> None:
    url = link(us)
    assert len(url) >= 600
    us.advance(300)
    assert us.http.get(url).status_code == 200
    us.advance(1)
    late = us.http.get(url)
    assert (late.status_code, late.headers["content-type"]) == (403, "application/xml")
    assert "<Code>AccessDenied</Code><Message>Request has expired</Message>" in late.text
    assert us.http.get(link(us)).status_code == 200


def test_a_link_that_was_tampered_with_is_refused(us: Client) -> None:
    url = link(us)
    assert "SignatureDoesNotMatch" in us.http.get(url.replace("/whole?", "/gzip-cut?")).text
    assert "SignatureDoesNotMatch" in us.http.get(url[:-1]).text


def test_the_store_refuses_an_access_token(us: Client) -> None:
    answer = us.http.get(link(us), headers={"x-amz-access-token": us.token})
    assert answer.status_code == 400
    assert "access token" in answer.text


def test_the_rest_of_a_file_can_be_asked_for(us: Client) -> None:
    url = link(us)
    whole = us.http.get(url)
    rest = us.http.get(url, headers={"Range": "bytes=1000-"})
    assert (rest.status_code, rest.content) == (206, whole.content[1000:])
    assert rest.headers["content-range"] == f"bytes 1000-{len(whole.content) - 1}/{len(whole.content)}"
    assert rest.headers["etag"] == whole.headers["etag"]
    assert us.http.get(url, headers={"Range": f"bytes={len(whole.content)}-"}).status_code == 416


def test_large_documents_are_compressed_and_small_ones_are_not(seller) -> None:
    client = seller("eu")
    told = {"compressionAlgorithm" in client.document(report) for report in client.reports()}
    assert told == {True, False}


def test_a_client_can_ask_for_content_encoding(us: Client) -> None:
    report = us.reports()[0]
    document = us.get(f"/reports/2021-06-30/documents/{report['reportDocumentId']}", enableContentEncodingUrlHeader="true")
    answer = us.http.get(document["url"])
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.content == us.file(report)  # httpx has decompressed it


@pytest.mark.parametrize(
    ("kind", "error"), [("gzip-cut", EOFError), ("gzip-bad-crc", gzip.BadGzipFile), ("declared-gzip-is-plain", gzip.BadGzipFile)]
)
def test_compressed_bytes_can_be_broken(us: Client, kind: str, error: type[Exception]) -> None:
    document, answer = fetched(us, kind)
    assert document["compressionAlgorithm"] == "GZIP"
    with pytest.raises(error):
        gzip.decompress(answer.content)
    assert us.file(us.reports()[0]).startswith(b"settlement-id")  # once, then whole again


def test_compression_can_be_odd_and_the_bytes_whole(us: Client) -> None:
    whole = us.file(us.reports()[0])
    document, answer = fetched(us, "gzip-not-declared")
    assert "compressionAlgorithm" not in document
    assert gzip.decompress(answer.content) == whole
    _, answer = fetched(us, "gzip-two-members")
    first = zlib.decompressobj(wbits=31)
    assert 0 < len(first.decompress(answer.content)) < len(whole)
    assert gzip.decompress(answer.content) == whole


@pytest.mark.parametrize(
    ("kind", "content_type"),
    [
        ("charset-missing", "text/plain"),
        ("charset-lying", "text/plain;charset=UTF-16"),
        ("charset-unknown", "text/plain;charset=x-amazon-1"),
    ],
)
def test_the_charset_can_be_wrong(us: Client, kind: str, content_type: str) -> None:
    assert fetched(us, kind)[1].headers["content-type"] == content_type


def test_links_can_be_wrong_from_the_start(us: Client) -> None:
    assert "Request has expired" in fetched(us, "link-expired")[1].text
    assert "SignatureDoesNotMatch" in fetched(us, "link-forged")[1].text


def test_the_text_can_be_spoilt(us: Client) -> None:
    whole = us.file(us.reports()[0]).decode().splitlines()

    def spoilt(kind: str) -> list[str]:
        return gzip.decompress(fetched(us, kind)[1].content).decode().split("\n")[:-1]

    assert spoilt("crlf") == [f"{line}\r" for line in whole]
    assert spoilt("trailing-tab") == [f"{line}\t" for line in whole]
    assert spoilt("preamble")[6:] == whole
    assert spoilt("no-totals-row") == [whole[0], *whole[2:]]
    assert spoilt("two-totals-rows") == [*whole[:2], *whole[1:]]
    assert spoilt("without-promotion-id")[0].split("\t") == whole[0].split("\t")[:-1]
    assert spoilt("half-the-rows") == whole[: len(whole) // 2]
    assert spoilt("byte-order-mark")[0] == f"\ufeff{whole[0]}"
    assert spoilt("off-by-a-cent")[1].split("\t")[4] == "1098.79"
    moved = [line.split("\t") for line in spoilt("columns-moved")]
    assert moved[0][1:] == whole[0].split("\t")[:0:-1]
    place = moved[0].index("amount")
    assert [row[place] for row in moved] == [line.split("\t")[14] for line in whole]


def test_japan_is_in_windows_31j(seller) -> None:
    client = seller("jp")
    report = client.reports()[0]
    answer = client.http.get(client.document(report)["url"])
    assert answer.headers["content-type"] == "text/plain;charset=Windows-31J"
    text = client.file(report).decode("cp932")
    assert "台所-" in text
    assert "送料無料" in text
    assert all(line.split("\t")[14].endswith(".00") for line in text.splitlines()[2:])  # no fractions of a yen
