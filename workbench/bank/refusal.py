"""The refusal of a statement: one exception that carries every fault that was found, so that all are seen at once."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.errors import Finding, Refused

MOST_FINDINGS = 20
"""With more faults than this the file is of another kind than was said; the rest would only hide the first."""

DOWNLOAD_AGAIN = "Download the statement from the bank again and import that file as it is, without opening it elsewhere."
LONGEST_EXCERPT = 40


class RefusedStatement(Refused):
    """A statement that is not taken, with the findings that say why; `what` is the first fault."""

    def __init__(self, findings: Sequence[Finding], *, where: str = "") -> None:
        assert findings, "a refusal without a reason helps nobody"
        self.findings = tuple(findings[:MOST_FINDINGS])
        first = self.findings[0]
        place = f"{first.where}: " if first.where else ""
        others = len(findings) - 1
        more = f" ({others} more {'fault' if others == 1 else 'faults'} found.)" if others else ""
        super().__init__(f"{place}{first.what}{more}", where=where, next=first.next)

    @classmethod
    def because(cls, code: str, what: str, *, where: str = "", next: str = DOWNLOAD_AGAIN) -> RefusedStatement:
        """A refusal for a single reason."""
        return cls([Finding(code, where, what, next)])


def shown(value: str) -> str:
    r"""The value in quotes as it may safely stand in a sentence: what cannot be seen is escaped, the length is bounded.

    >>> print(shown("a\u202eb"), shown("9" * 50))
    'a\u202eb' '9999999999999999999999999999999999999999…'
    """
    return repr(value) if len(value) <= LONGEST_EXCERPT else repr(value[:LONGEST_EXCERPT] + "…")
