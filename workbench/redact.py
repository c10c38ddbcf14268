"""Redact: tokens, secrets and addresses as good as a password stay out of every log.

Nothing here writes a secret on purpose. The libraries beneath would: the HTTP ones log every address they ask for, the
Selling Partner library its headers with the access token. They are told to be quiet, and every record, whoever makes it,
is cleaned as it is made, before any handler sees it.
"""

from __future__ import annotations

import logging
import re
from typing import Any

STRUCK_OUT = "[struck out]"

HEADER = re.compile(r"(?<!/)\b(Bearer|Basic)(\s+)[A-Za-z0-9._~+/=|-]+", re.IGNORECASE)
AMAZONS = re.compile(r"\b(?:Atza|Atzr|Atc)\|[^\s\"'&,;}]+|\bamzn1\.oa2-cs\.[^\s\"'&,;}]+", re.IGNORECASE)
MEMBER = re.compile(
    r"""(\b(?:access|refresh|id)_token|x-amz-access-token|\bclient_secret|spapi_oauth_code|[?&]code"""
    r"""|x-amz-signature|x-amz-credential|x-amz-security-token)"""
    r"""(\\?["']?\s*[=:]\s*\\?["']?)(?!\[struck out\])[^\s\\"'&,;}]+""",
    re.IGNORECASE,
)
MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")

TALKATIVE = ("httpx", "httpcore", "urllib3", "sp_api")
"""Libraries that log addresses, headers or bodies below a warning."""


def install() -> None:
    """Clean every record from now on, and quieten the libraries: the first thing a program does. May be called again."""
    logging.setLogRecordFactory(CleanRecord)
    quieten()


def quieten() -> None:
    """Let the talkative libraries say warnings only."""
    for name in TALKATIVE:
        logger = logging.getLogger(name)
        logger.setLevel(max(logging.WARNING, logger.level))


def redacted(text: str) -> str:
    """The text without tokens, secrets, signatures and mail addresses; what was redacted before stays as it is.

    >>> redacted("Authorization: Bearer abc.def, refresh_token=RT1-77&x=1")
    'Authorization: Bearer [struck out], refresh_token=[struck out]&x=1'
    >>> redacted("GET https://s3/x?X-Amz-Signature=ab12&n=1 x-amz-access-token: Atza|IwEB")
    'GET https://s3/x?X-Amz-Signature=[struck out]&n=1 x-amz-access-token: [struck out]'
    """
    text = HEADER.sub(rf"\1\2{STRUCK_OUT}", text)
    text = MEMBER.sub(rf"\1\2{STRUCK_OUT}", text)
    return MAIL.sub(STRUCK_OUT, AMAZONS.sub(STRUCK_OUT, text))


class CleanRecord(logging.LogRecord):
    """A record of the log without secrets: message, arguments, traceback. It is cleaned, never lost."""

    def __init__(self, *parts: Any, **named: Any) -> None:
        super().__init__(*parts, **named)
        if isinstance(self.args, tuple):  # kept apart while that suffices: a web server's log reads them one by one
            self.args = tuple(redacted(part) if isinstance(part, str) else part for part in self.args)
        said = _said(self)
        if redacted(said) != said:
            self.msg, self.args = redacted(said), None
        if self.exc_info:
            self.exc_text, self.exc_info = redacted(logging.Formatter().formatException(self.exc_info)), None
        if self.stack_info:
            self.stack_info = redacted(self.stack_info)


def _said(record: logging.LogRecord) -> str:
    """What the record says; where its words and its arguments do not fit together, both of them."""
    try:
        return record.getMessage()
    except (TypeError, ValueError, KeyError):
        return f"{record.msg} {record.args!r}"
