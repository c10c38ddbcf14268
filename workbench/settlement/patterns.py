"""Patterns: how a rule of the catalogue says which lines it means.

A cell of the catalogue holds texts with ` | ` between alternatives; `*` stands for any letters, an empty cell for any
text at all, `(blank)` for no text. Texts are compared folded: Amazon writes one charge as `Digital Services Fee`,
`DigitalServicesFee` and `DIGITAL_SERVICES_FEE`, depending on the report and the year.

One combination of alternatives is a `Pattern`. Of the patterns that fit a line, the one that *says* most counts: an
exact text says more than a part of one, a long part more than a short one, and the description decides before the amount
type, the amount type before the transaction type.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

INCLUDED = "included"
"""In a cell of kinds: every kind of transaction."""
ACCOUNT = "account"
"""In a cell of kinds: lines that belong to no transaction."""
UNSTATED = "unstated"
"""In a cell of kinds: those of them whose transaction type is not given."""
BLANK = "(blank)"
TEXTS = ("amount_description", "amount_type", "transaction_type")
"""The three texts, in the order in which they decide."""
ANYTHING = "[^\n]*"

Said = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """What of a line is looked at: its texts and its report, folded, and its kind of transaction (empty for none)."""

    amount_description: str
    amount_type: str
    transaction_type: str
    kind: str
    report: str

    @property
    def joined(self) -> str:
        """The three texts, one below the other, as patterns are matched against them."""
        return "\n".join((self.amount_description, self.amount_type, self.transaction_type))


@dataclass(frozen=True, slots=True)
class Pattern:
    """One way to fit a rule. Texts are folded, with `*` for any letters; None fits anything."""

    texts: tuple[str | None, ...]
    kind: str
    report: str | None
    expression: re.Pattern[str]

    @property
    def says(self) -> Said:
        """How much the pattern says, to be compared with another's."""
        kind = (0 if self.kind in (INCLUDED, ACCOUNT) else 1, 0)
        return (*map(_says, self.texts), kind, _says(self.report))

    def fits(self, line: Line) -> bool:
        """Whether the line is one of those meant."""
        return self.report in (None, line.report) and _kind_fits(self.kind, line) and self.expression.fullmatch(line.joined) is not None


def fold(text: str) -> str:
    """The text as it is compared: letters and digits only, without case and accents.

    A text without letters or digits is kept, so that it differs from no text.

    >>> fold("Digital Services_Fee") == fold("DigitalServicesFee")
    True
    >>> fold("Servicegebühr"), fold("A-to-z Guarantee Refund"), fold(" * ")
    ('servicegebuhr', 'atozguaranteerefund', '*')
    """
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    letters = "".join(character for character in plain if character.isalnum())
    return letters or "".join(character for character in plain if not character.isspace() and character not in "_-.")


def patterns_of(cells: Mapping[str, str]) -> Iterator[Pattern]:
    """Every pattern of a rule, from the cells of its row.

    A `name` is the charge's own name, which Amazon writes into any one of the three texts: into the description, into
    the amount type where the description is `Base fee`, into the transaction type in the older report (V1).
    """
    if cells["name"]:
        names = alternatives(cells["name"])
        triples = [tuple(name if text == here else None for text in TEXTS) for name in names for here in TEXTS]
    else:
        triples = list(product(*(alternatives(cells[text]) for text in TEXTS)))
    for texts, kind, report in product(triples, cells["kind"].split(" | "), alternatives(cells["report"])):
        yield Pattern(texts, kind, report, re.compile("\n".join(map(_expression, texts))))


def alternatives(cell: str) -> list[str | None]:
    """The folded alternatives of a cell: `""` for `(blank)`, one None for an empty cell.

    >>> alternatives("Storage Fee | FBA Storage* | (blank)"), alternatives("")
    (['storagefee', 'fbastorage*', ''], [None])
    """
    if not cell.strip():
        return [None]
    return ["" if text.strip() == BLANK else "*".join(map(fold, text.strip().split("*"))) for text in cell.split(" | ")]


def _expression(text: str | None) -> str:
    return ANYTHING if text is None else ANYTHING.join(map(re.escape, text.split("*")))


def _says(text: str | None) -> tuple[int, int]:
    if text is None:
        return (0, 0)
    return (1 if "*" in text else 2, len(text.replace("*", "")))


def _kind_fits(kind: str, line: Line) -> bool:
    if kind == INCLUDED:
        return bool(line.kind)
    if kind == ACCOUNT:
        return not line.kind
    if kind == UNSTATED:
        return not line.kind and line.transaction_type in ("", "*")
    return kind == line.kind
