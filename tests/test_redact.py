"""The log is clean: whatever a library says, at any level and through any handler, no secret stands in it."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest
from uvicorn.logging import AccessFormatter

from workbench import redact
from workbench.redact import CleanRecord, redacted


@pytest.fixture
def log() -> Iterator[tuple[logging.Logger, io.StringIO]]:
    """A careless library: its logger, at every level, and what its handler wrote. The handler was there before us."""
    written = io.StringIO()
    logger, handler, factory = logging.Logger("a careless library"), logging.StreamHandler(written), logging.getLogRecordFactory()
    logger.addHandler(handler)
    redact.install()
    yield logger, written
    logging.setLogRecordFactory(factory)


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Bearer canary",
        "{'Authorization': 'Basic canary=='}",
        '{"refresh_token": "canary", "x": 1}',
        r'"{\"refresh_token\": \"canary\", \"x\": 1}"',
        "grant_type=refresh_token&refresh_token=canary&x=1",
        "client_secret=canary",
        '"client_secret": "canary"',
        "https://x.test/?code=canary&state=1",
        "https://s3.test/f?X-Amz-Signature=canary&X-Amz-Date=1",
        "https://s3.test/f?X-Amz-Credential=canary",
        "token Atza|IwEBcanary",
        'Atzr|IwEBcanary"',
        "secret amzn1.oa2-cs.v1.canary",
        "spapi_oauth_code=canary",
        "sent to canary@marketplace.amazon.com",
    ],
)
def test_secrets_are_known_by_their_look_or_their_name(text: str) -> None:
    assert "canary" not in redacted(text)
    assert redacted(redacted(text)) == redacted(text)


@pytest.mark.parametrize(
    "text",
    [
        "QuickBooks refused it, code: 6140, error code=2020, 12 tokens",
        "order 114-1 of 2026-11-24, 10.00 USD",
        "grant_type=refresh_token",
        "POST /oauth2/v1/tokens/bearer HTTP/1.1",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert redacted(text) == text


def test_message_arguments_and_traceback_are_cleaned(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, written = log
    logger.debug("Headers %s", {"x-amz-access-token": "Atza|canary"})
    logger.debug("GET https://s3/x?X-Amz-Credential=canary&X-Amz-Signature=canary")
    logger.debug("%(head)s", {"head": "Bearer canary"})
    try:
        raise ValueError("grant refresh_token=Atzr|canary&client_secret=canary")
    except ValueError:
        logger.exception("sent with %s", "Bearer canary", stack_info=True)
    assert "canary" not in written.getvalue()
    for kept in ("https://s3/x", "ValueError", "Traceback", "Stack", "sent with Bearer [struck out]"):
        assert kept in written.getvalue()


def test_words_that_do_not_fit_their_arguments_are_cleaned_too() -> None:
    record = CleanRecord("x", logging.INFO, "x.py", 1, "Bearer canary %s %s", ("client_secret=canary",), None)
    assert "canary" not in f"{record.msg} {record.args}"
    record = CleanRecord("x", logging.INFO, "x.py", 1, "%d of 3", ("two",), None)
    assert (record.msg, record.args) == ("%d of 3", ("two",)), "the log says for itself what is wrong with it"


def test_a_web_server_still_reads_its_arguments_one_by_one() -> None:
    record = CleanRecord("uvicorn.access", logging.INFO, "x.py", 1, '%s - "%s %s HTTP/%s" %d',
                         ("127.0.0.1:1", "GET", "/quickbooks?state=1&code=canary", "1.1", 200), None)  # fmt: skip
    written = AccessFormatter("%(request_line)s %(status_code)s", use_colors=False).format(record)
    assert written == "GET /quickbooks?state=1&code=[struck out] HTTP/1.1 200 OK"


@pytest.mark.parametrize("name", redact.TALKATIVE)
def test_the_talkative_libraries_say_warnings_only(name: str, log: tuple[logging.Logger, io.StringIO]) -> None:
    assert logging.getLogger(name).getEffectiveLevel() >= logging.WARNING
