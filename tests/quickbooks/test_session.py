"""The wire: the very bytes, one renewal of the sign-in, and secrets that go nowhere else."""

from __future__ import annotations

import ssl
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.quickbooks.conftest import profile_of
from tests.quickbooks.stub import Stub, Told, running, told
from workbench.errors import NotReady, Unreachable
from workbench.quickbooks import Accepted, Answer, Books, InMemory, NotSent, Unknown, connect

GOOD = {"SalesReceipt": {"Id": "7"}}
ODD_BYTES = '{ "Amount" : 1.10,\n"PrivateNote":"é – \\u00e9 \U0001f4e6" }'.encode()


def test_the_bytes_go_out_unchanged_with_request_id_and_minor_version(stub: Stub, books: Books) -> None:
    stub.script.append(told(200, GOOD))
    assert isinstance(books.send("SalesReceipt", ODD_BYTES, "wb-1"), Accepted)
    (request,) = stub.seen
    assert request.body == ODD_BYTES
    assert urlsplit(request.path).path == "/v3/company/us-stub/salesreceipt"
    assert parse_qs(urlsplit(request.path).query) == {"requestid": ["wb-1"], "minorversion": ["75"]}
    assert request.headers["content-type"] == "application/json"


def test_a_batch_goes_out_unchanged(stub: Stub, books: Books) -> None:
    body = b'{"BatchItemRequest":[ {"bId":"00","operation":"create","SalesReceipt":{"Amount":1.10}}]}'
    stub.script.append(Told(503))
    books.send_batch(body, "wb-2")
    assert stub.seen[0].body == body
    assert "requestid=wb-2" in stub.seen[0].path


def test_after_a_401_the_same_bytes_go_out_once_more_under_the_same_request_id(stub: Stub, books: Books) -> None:
    stub.script += [Told(401), told(200, GOOD)]
    assert isinstance(books.send("SalesReceipt", ODD_BYTES, "wb-1"), Accepted)
    first, second = stub.seen
    assert (first.body, first.path) == (second.body, second.path)
    assert (first.headers["authorization"], second.headers["authorization"]) == ("Bearer access-1", "Bearer access-2")


def test_a_second_401_ends_it(stub: Stub, books: Books) -> None:
    stub.script += [Told(401), Told(401)]
    answer = books.send("SalesReceipt", ODD_BYTES, "wb-1")
    assert isinstance(answer, NotSent)
    assert "Connect the company again" in answer.why
    assert len(stub.seen) == 2


def test_a_lost_answer_after_a_renewal_is_unknown(stub: Stub, books: Books) -> None:
    stub.script += [Told(401), Told(drop=True)]
    assert isinstance(books.send("SalesReceipt", ODD_BYTES, "wb-1"), Unknown)


def test_a_sign_in_that_is_over_is_said_in_words(stub: Stub, books: Books) -> None:
    stub.token_script.append(told(400, {"error": "invalid_grant"}))
    answer = books.send("SalesReceipt", ODD_BYTES, "wb-1")
    assert isinstance(answer, NotSent)
    assert "Connect the company again" in answer.why
    assert stub.seen == []
    stub.token_script.append(told(400, {"error": "invalid_grant"}))
    with pytest.raises(NotReady, match="Connect the company again"):
        books.accounts()


@pytest.mark.parametrize("answer", [Told(503), Told(200, b"<html>"), Told(drop=True), Told(302, headers={"Location": "/x"})])
def test_a_sign_in_that_does_not_answer_is_not_a_sign_in_that_is_over(stub: Stub, books: Books, answer: Told) -> None:
    stub.token_script.append(answer)
    with pytest.raises(Unreachable):
        books.accounts()


def test_nobody_there_is_unreachable(stub: Stub) -> None:
    profile = profile_of(stub)
    stub.stop()
    with connect(profile) as books, pytest.raises(Unreachable):
        books.accounts()


def test_many_threads_with_an_old_token_renew_it_once(stub: Stub, books: Books) -> None:
    stub.script += [told(200, GOOD)] * 9
    books.send("SalesReceipt", ODD_BYTES, "wb-0")
    stub.good_token = "access-2"
    together = threading.Barrier(8)

    def send(number: int) -> object:
        together.wait()
        return books.send("SalesReceipt", ODD_BYTES, f"wb-{number}")

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(send, range(8)))
    assert all(isinstance(answer, Accepted) for answer in answers)
    assert len(stub.token_requests) == 2, "one sign-in and one renewal"


def test_the_newest_refresh_token_is_kept_before_it_is_used(stub: Stub) -> None:
    tokens = InMemory("canary-refresh")
    stub.script += [Told(401), told(200, GOOD)]
    with connect(profile_of(stub), tokens=tokens) as books:
        books.send("SalesReceipt", ODD_BYTES, "wb-1")
    assert [b"canary-refresh" in stub.token_requests[0].body, b"refresh-1" in stub.token_requests[1].body] == [True, True]
    assert tokens.current() == "refresh-2"


def test_a_token_that_another_process_replaced_is_read_again(stub: Stub) -> None:
    class Shared(InMemory):
        reads = 0

        def current(self) -> str:
            self.reads += 1
            return "old" if self.reads == 1 else "newer"

    stub.token_script.append(told(400, {"error": "invalid_grant"}))
    stub.script.append(told(200, GOOD))
    with connect(profile_of(stub), tokens=Shared("old")) as books:
        assert isinstance(books.send("SalesReceipt", ODD_BYTES, "wb-1"), Accepted)
    assert b"newer" in stub.token_requests[1].body


def test_secrets_are_not_sent_where_the_discovery_document_points(stub: Stub, books: Books) -> None:
    with running() as thief:
        stub.discovery = {"token_endpoint": thief.address + "/oauth2/v1/tokens/bearer"}
        with pytest.raises(Unreachable):
            books.accounts()
        assert thief.token_requests == []


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A key and a certificate that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    day = datetime(2026, 1, 1, tzinfo=UTC)
    unsigned = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(7)
    signed = unsigned.not_valid_before(day).not_valid_after(day.replace(year=2099)).sign(key, hashes.SHA256())
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path = tmp_path / "certificate.pem"
    path.write_bytes(private + signed.public_bytes(Encoding.PEM))
    return path


def test_nothing_is_sent_to_a_server_without_a_good_certificate(stub: Stub, books: Books, certificate: Path) -> None:
    stub.script.append(told(200, GOOD))
    books.send("SalesReceipt", ODD_BYTES, "wb-1")
    with running() as impostor:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        impostor.socket = context.wrap_socket(impostor.socket, server_side=True)
        answer = elsewhere(books, impostor)
        assert isinstance(answer, NotSent)
        assert impostor.seen == []


def test_a_handshake_that_breaks_is_unknown(stub: Stub, books: Books) -> None:
    stub.script.append(told(200, GOOD))
    books.send("SalesReceipt", ODD_BYTES, "wb-1")
    with running() as deaf:  # answers in plain text
        assert isinstance(elsewhere(books, deaf), Unknown)


def elsewhere(books: Books, server: Stub) -> Answer:
    """A write of signed-in books to the https address of another server."""
    books._quickbooks.api_url_v3 = server.address.replace("http:", "https:") + "/v3"
    return books.send("SalesReceipt", ODD_BYTES, "wb-2")


def test_a_proxy_of_the_environment_is_not_used(stub: Stub, books: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    with running() as proxy:
        monkeypatch.setenv("http_proxy", proxy.address)
        monkeypatch.setenv("no_proxy", "")
        stub.script.append(told(200, GOOD))
        assert isinstance(books.send("SalesReceipt", ODD_BYTES, "wb-1"), Accepted)
        assert proxy.seen == []
