"""HTML in small: escaped text, links, tables, a whole page. No scripts, nothing loaded from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from html import escape

STYLE = (
    "body{font:15px/1.45 sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem;color:#1b1b1b;background:#fff}"
    "table{border-collapse:collapse;width:100%;margin:.5rem 0 2rem}caption{text-align:left;font-weight:bold;padding:.3rem 0}"
    "th,td{text-align:left;padding:.25rem .6rem;border-bottom:1px solid #bbb;vertical-align:top}"
    ".money{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}a{color:#0b57a4}"
    "pre{white-space:pre-wrap;overflow-wrap:anywhere}"
)


class Html(str):
    """Text that is HTML already; any other text is escaped where it is put into a page."""

    __slots__ = ()


Row = tuple[str, ...]
"""The cells of a row of a table."""


def money(amount: Decimal) -> str:
    """An amount as a person reads it: 1,234.00."""
    return f"{amount:,.2f}"


def link(target: str, text: str) -> Html:
    """A link; both are escaped."""
    return Html(f'<a href="{escape(target)}">{escape(text)}</a>')


def paragraph(text: str) -> Html:
    """A paragraph; nothing for an empty text."""
    return Html(f"<p>{_safe(text)}</p>" if text else "")


def table(caption: str, heads: Row, rows: Sequence[Row], *, empty: str, amounts: int = 0) -> Html:
    """A table whose last `amounts` columns are money; `empty` is said instead when there are no rows."""
    if not rows:
        return Html(f"<h2>{escape(caption)}</h2>{paragraph(empty)}")
    first = len(heads) - amounts
    top = _row("th", heads, first)
    body = "".join(_row("td", cells, first) for cells in rows)
    return Html(f"<table><caption>{escape(caption)}</caption><thead>{top}</thead><tbody>{body}</tbody></table>")


def _row(tag: str, cells: Row, first_amount: int) -> str:
    kinds = ['class="money"' if place >= first_amount else 'class="text"' for place in range(len(cells))]
    return "<tr>" + "".join(f"<{tag} {kind}>{_safe(cell)}</{tag}>" for kind, cell in zip(kinds, cells, strict=True)) + "</tr>"


def _safe(text: str) -> str:
    return text if isinstance(text, Html) else escape(text)


def whole(title: str, *parts: Html) -> str:
    """A page with its heading."""
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
    body = f"<body><h1>{escape(title)}</h1>{''.join(parts)}</body>"
    return f'<!DOCTYPE html><html lang="en"><head>{head}<style>{STYLE}</style></head>{body}</html>'
