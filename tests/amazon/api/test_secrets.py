"""No secret, no token, no signed address in any log at any level, whatever happens on the way."""

from __future__ import annotations

import io
import logging
import traceback
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.amazon.api.stub import REPORTS, STORAGE, TOKEN, Stub, Told, error, told
from workbench.amazon.api import authorise
from workbench.amazon.api.profile import Profile
from workbench.amazon.api.seller import Seller
from workbench.errors import WorkbenchError

CANARY = "canary"
CONSENT = {"state": "s", "spapi_oauth_code": "canary-code", "selling_partner_id": "A"}
EXPIRED = error(403, "Unauthorized", "Access to requested resource is denied.", "The access token you provided has expired.")


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that any library says, as a careless program would write it down."""
    written = io.StringIO()
    handler, root = logging.StreamHandler(written), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield written
    root.removeHandler(handler)
    root.setLevel(level)


def succeed(stub: Stub) -> None:
    stub.tell(REPORTS, told({"reports": []}))
    stub.document(Told(200, b"settlement-id\t1", {"Content-Type": "text/plain"}))


def expire(stub: Stub) -> None:
    succeed(stub)
    stub.tell(REPORTS, EXPIRED)
    stub.tell(STORAGE, Told(403, b"<Error/>"))


def fall_silent(stub: Stub) -> None:
    succeed(stub)
    stub.tell(REPORTS, Told(drop=True))
    stub.tell(STORAGE, Told(drop=True))


def refuse(stub: Stub) -> None:
    succeed(stub)
    stub.tell(TOKEN, told({"error": "invalid_client", "error_description": "Client authentication failed"}, 401))


@pytest.mark.parametrize("way", [succeed, expire, fall_silent, refuse])
def test_no_secret_reaches_a_log_or_a_traceback(
    stub: Stub, seller: Seller, profile: Profile, log: io.StringIO, tmp_path: Path, way: Callable[[Stub], None]
) -> None:
    way(stub)
    calls: list[Callable[[], object]] = [
        lambda: list(seller.settlement_reports(seller._now() - timedelta(days=1))),
        lambda: seller.download("doc", tmp_path / "report"),
        lambda: authorise.exchange(profile, "s", CONSENT),
        lambda: repr(seller) + repr(profile) + repr(seller.document("doc")),
    ]
    said: list[str] = []
    for call in calls:
        try:
            said.append(str(call()))
        except WorkbenchError as trouble:
            said += [str(trouble), repr(trouble), *traceback.format_exception(trouble)]
    assert CANARY not in "".join(said)
    assert CANARY not in log.getvalue()
    assert any(CANARY in str(request.headers) + request.body.decode() for request in stub.seen), "the canaries were sent at all"
