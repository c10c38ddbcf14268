"""Redact: Amazon's tokens and the addresses of documents stay out of the log.

The HTTP library logs every address it asks for, and the address of a document is as good as a password; the API
library logs the headers, with the access token. Both are told to be quiet, and a filter for the log's handlers strikes
out what should come through all the same.
"""

from __future__ import annotations

import logging
import re

STRUCK_OUT = "[struck out]"

TOKEN = re.compile(r"\b(?:Atza|Atzr|Atc)\|[^\s\"'&,;}]+|\bamzn1\.oa2-cs\.[^\s\"'&,;}]+", re.IGNORECASE)
MEMBER = re.compile(
    r"""(\b(?:access|refresh)_token|x-amz-access-token|\bclient_secret|spapi_oauth_code|[?&]code"""
    r"""|x-amz-signature|x-amz-credential|x-amz-security-token)"""
    r"""(["']?\s*[=:]\s*["']?)[^\s"'&,;}]+""",
    re.IGNORECASE,
)

TALKATIVE = {"httpx": logging.WARNING, "httpcore": logging.WARNING, "sp_api": logging.INFO}


def quieten() -> None:
    """Lift the level of the libraries above what they print of headers and addresses."""
    for name, level in TALKATIVE.items():
        logger = logging.getLogger(name)
        logger.setLevel(max(level, logger.level))


def redacted(text: str) -> str:
    """The text without tokens, secrets and signatures.

    >>> redacted("GET https://s3/x?X-Amz-Signature=ab12&n=1 x-amz-access-token: Atza|IwEB")
    'GET https://s3/x?X-Amz-Signature=[struck out]&n=1 x-amz-access-token: [struck out]'
    """
    return TOKEN.sub(STRUCK_OUT, MEMBER.sub(rf"\1\2{STRUCK_OUT}", text))


class Redaction(logging.Filter):
    """Rewrites every record, message and traceback, before a handler sees it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always true: records are cleaned, never lost."""
        record.msg, record.args = redacted(record.getMessage()), None
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        record.exc_text = redacted(record.exc_text) if record.exc_text else record.exc_text
        return True
