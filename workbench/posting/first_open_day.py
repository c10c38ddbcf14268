"""Closed books: what is dated in them takes the first open day, for a payout of which a person chose that.

Entries and documents move together, each to the same day, so that they still come to the same month by month: the months
up to the closed one become the month of the first open day, the others stay. What a document is about keeps its true day in words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from workbench.posting.document import Document
from workbench.posting.entry import Entry


def first_open_day(closed_through: str) -> str:
    """The day after the last closed one.

    >>> first_open_day("2026-08-31")
    '2026-09-01'
    """
    return (date.fromisoformat(closed_through) + timedelta(days=1)).isoformat()


def entries_moved(entries: Iterable[Entry], closed_through: str) -> list[Entry]:
    """The entries, those dated on or before the last closed day on the first open one."""
    day = first_open_day(closed_through)
    return [replace(entry, date=day) if entry.date <= closed_through else entry for entry in entries]


def documents_moved(documents: Iterable[Document], closed_through: str) -> list[Document]:
    """The documents likewise; the description of each line says the day that it is about. Numbers, markers and keys stay."""
    return [_moved(document, closed_through) if document.date <= closed_through else document for document in documents]


def _moved(document: Document, closed_through: str) -> Document:
    day = first_open_day(closed_through)
    lines = [_dated(line, document.date) for line in document.body["Line"]]
    return replace(document, date=day, body={**document.body, "TxnDate": day, "Line": lines})


def _dated(line: Mapping[str, Any], true_day: str) -> dict[str, Any]:
    """A line that links another document has no description of its own."""
    if "LinkedTxn" in line:
        return dict(line)
    words = " · ".join(part for part in (str(line.get("Description", "")), f"of {true_day}") if part)
    return {**line, "Description": words}
