"""Redact: tokens and secrets are struck out of whatever is logged, should a library ever print one.

Nothing here writes a secret on purpose. The filter is the second lock: it is put on the handlers of the log, where it
sees the records of every library.
"""

from __future__ import annotations

import logging
import re

STRUCK_OUT = "[struck out]"

HEADER = re.compile(r"\b(Bearer|Basic)(\s+)[A-Za-z0-9._~+/=|-]+", re.IGNORECASE)
MEMBER = re.compile(
    r"""((?:\b(?:access|refresh|id)_token|\bclient_secret|[?&]code|x-amz-signature|x-amz-security-token))"""
    r"""(["']?\s*[=:]\s*["']?)"""
    r"""[^\s"'&,;}]+""",
    re.IGNORECASE,
)


def redacted(text: str) -> str:
    """The text without tokens, secrets and signatures.

    >>> redacted("Authorization: Bearer abc.def, refresh_token=RT1-77&x=1")
    'Authorization: Bearer [struck out], refresh_token=[struck out]&x=1'
    """
    return MEMBER.sub(rf"\1\2{STRUCK_OUT}", HEADER.sub(rf"\1\2{STRUCK_OUT}", text))


class Redaction(logging.Filter):
    """Rewrites every record, message and traceback, before a handler sees it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always true: records are cleaned, never lost."""
        record.msg, record.args = redacted(record.getMessage()), None
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        record.exc_text = redacted(record.exc_text) if record.exc_text else record.exc_text
        return True
