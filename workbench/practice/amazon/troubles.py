"""Failures on order: what can go wrong with a call, a page, a link, or a fact, at the practice Amazon.

A trouble of a call, a page or a link happens at the nth one that matches and so many `times` after it, and is then over.
A trouble of a fact (a report, a payout, a transaction) holds until it is cleared. `times` 0 never ends.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

from workbench.practice.on_order import OnOrder
from workbench.practice.wire import Body

CALLS = {
    "429": "the quota is exceeded, in JSON",
    "429-empty": "429 without a body",
    "429-html": "429 as an HTML page",
    "503-html": "503 as an HTML page",
    "504-html": "504 as an HTML page",
    "400-html": "400 as an HTML page",
    "500": "InternalFailure",
    "503": "ServiceUnavailable, in JSON",
    "forbidden": "the gateway's 403, without errors",
    "denied": "403 Unauthorized: the role is missing, or the operation is not enabled",
    "token-expired": "403: the access token has expired, early",
    "empty-json": "200 with {}",
    "empty": "200 with nothing",
    "200-html": "200 with an HTML page",
    "cut-json": "200 with half of the answer's JSON, of the stated length",
    "drop": "the connection is closed without an answer",
    "reset": "half of the body is sent, then the connection is closed",
    "slow": "the answer comes after so many milliseconds",
    "redirect": "302 to another address",
}
TOKENS = {
    "page-token-expired": "400: the page token is not accepted any more",
}
PAGES = {
    "empty-page": "a page without results, with a token for what follows",
    "missing-page": "the next page's results are left out",
    "repeated-token": "the token of this page is given again",
    "out-of-order": "the page's results the other way round",
}
LINKS = {
    "link-expired": "the link's five minutes are over when it is given",
    "link-forged": "the link's signature is wrong",
    "gzip-cut": "the last bytes are not there",
    "gzip-bad-crc": "the checksum is wrong",
    "gzip-two-members": "two gzip members, one after the other",
    "declared-gzip-is-plain": "GZIP is declared, the bytes are not compressed",
    "gzip-not-declared": "compressed bytes without a word of it",
    "charset-missing": "text/plain without a charset",
    "charset-lying": "a charset that the bytes are not in",
    "charset-unknown": "a charset nobody knows",
    "byte-order-mark": "UTF-8 with a byte order mark",
    "crlf": "lines end in CR LF",
    "trailing-tab": "every line ends in one more tab",
    "preamble": "six lines before the header",
    "no-totals-row": "the row of totals is not there",
    "two-totals-rows": "the row of totals is there twice",
    "without-promotion-id": "23 columns",
    "columns-moved": "the columns in another order",
    "off-by-a-cent": "the stated total is 0.01 more than the sum",
    "half-the-rows": "the second half of the rows is not there",
}
FACTS = {
    "report-fatal": "a settlement's report is FATAL",
    "report-cancelled": "a settlement's report is CANCELLED",
    "report-stuck": "a settlement's report stays IN_PROGRESS",
    "duplicate-report": "a settlement is listed under two report ids",
    "reissued": "a settlement is listed again, with other rows",
    "document-gone": "a settlement's document is 404",
    "payout-failed": "a settlement's payout is FAILED",
    "trace-later": "a settlement's payout has no trace id yet",
    "missing-release-copy": "a deferred order was released without its second record",
    "late-transaction": "an order's transactions are listed only so many days after they were posted",
    "status-flips": "pages show what is true when they are asked for, not when the first was",
}
KINDS = CALLS | TOKENS | PAGES | LINKS | FACTS


@dataclass(slots=True)
class Trouble:
    """One failure.

    `operation` is Amazon's name of an operation ("getReports", "listTransactions"), or token, download; "*" is any.
    `key` is the settlement or order it concerns; "" is any. `milliseconds` is for slow, `days` for late-transaction.
    """

    kind: str
    operation: str = "*"
    key: str = ""
    nth: int = 1
    times: int = 1
    milliseconds: int = 0
    days: int = 5
    seen: int = 0
    happened: int = 0

    @classmethod
    def from_json(cls, wanted: Any) -> Trouble:
        """A trouble as the endpoint takes it; `ValueError`, in words, otherwise."""
        known = {field.name for field in fields(cls)} - {"seen", "happened"}
        if not isinstance(wanted, dict) or wanted.keys() - known:
            raise ValueError(f"a fault has {', '.join(sorted(known))}")
        trouble = cls(**wanted)
        if trouble.kind not in KINDS:
            raise ValueError(f"kind is one of {', '.join(KINDS)}")
        if not all(isinstance(text, str) for text in (trouble.operation, trouble.key)):
            raise ValueError("operation and key are texts")
        numbers = (trouble.nth - 1, trouble.times, trouble.milliseconds, trouble.days)
        if not all(isinstance(number, int) and 0 <= number <= 600_000 for number in numbers):
            raise ValueError("nth, times, milliseconds and days are whole numbers, nth from 1")
        return trouble

    def as_json(self) -> Body:
        """What it is, how many calls that match have passed, and how often it happened."""
        return asdict(self)

    def concerns(self, operation: str, key: str) -> bool:
        """Whether a call of that operation about that settlement or order is meant."""
        return self.operation in ("*", operation) and self.key in ("", key)


class Troubles(OnOrder[Trouble]):
    """The failures that are still to come."""

    def take(self, among: dict[str, str], operation: str, key: str = "") -> Trouble | None:
        """The trouble that this call, page or link runs into; the first on order that is due."""
        return self.due(lambda trouble: trouble.kind in among and trouble.concerns(operation, key))

    def of(self, kind: str, key: str = "") -> Trouble | None:
        """The trouble that holds of that fact, if any."""
        return self.first(lambda trouble: trouble.kind == kind and trouble.key in ("", key))
