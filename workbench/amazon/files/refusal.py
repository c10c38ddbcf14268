"""The refusal of a file: one exception that carries every finding that speaks against it.

A report is taken whole or refused whole. Whoever has to mend or re-download a file wants all its faults at once, so
the reader collects them (the first twenty) and raises them together.
"""

from __future__ import annotations

from collections.abc import Sequence

from workbench.errors import Finding, Refused

MOST_FINDINGS = 20
"""A file with more faults than this is not mended cell by cell; the rest would only hide the first."""

LONGEST_EXCERPT = 40

DOWNLOAD_AGAIN = "Download the report from Amazon again and import that file as it is, without opening it elsewhere."


class RefusedFile(Refused):
    """A file that is not taken, with the findings that say why; `where` is the file's name, `what` the first fault."""

    def __init__(self, findings: Sequence[Finding], *, where: str = "") -> None:
        assert findings, "a refusal without a reason helps nobody"
        self.findings = tuple(findings[:MOST_FINDINGS])
        first = self.findings[0]
        place = f"{first.where}: " if first.where else ""
        others = len(self.findings) - 1
        more = f" ({others} more {'fault' if others == 1 else 'faults'} found.)" if others else ""
        super().__init__(f"{place}{first.what}{more}", where=where, next=first.next)

    @classmethod
    def because(cls, code: str, what: str, *, where: str = "", next: str = DOWNLOAD_AGAIN) -> RefusedFile:
        """A refusal for a single reason."""
        return cls([Finding(code, where, what, next)])


def shown(value: str, longest: int = LONGEST_EXCERPT) -> str:
    r"""The value in quotes as it may safely be shown: what cannot be seen is escaped, the length is bounded.

    Right-to-left marks, line ends and terminal codes would otherwise change the sentence around the value.

    >>> print(shown("a\u202eb\n"), shown("9" * 50, longest=5))
    'a\u202eb\n' '99999…'
    """
    text = ""
    for character in value:
        visible = character if character.isprintable() else character.encode("unicode_escape").decode("ascii")
        if len(text) + len(visible) > longest:
            return f"'{text}…'"
        text += visible
    return f"'{text}'"
