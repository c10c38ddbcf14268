"""Behind the figures of one payout on a page: the rows of Amazon's file, of QuickBooks and of the bank, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from workbench.jobs import review
from workbench.jobs.close.proof import Behind, Held, Place
from workbench.money import total
from workbench.store.bank_lines import BankLine
from workbench.store.settlements import Kind
from workbench.ui import figures, gate, selection, vocabulary

_PLACES: dict[Place, tuple[str, str]] = {
    "transactions": ("pages/review/transactions.py", "Review its transactions"),
    "batches": ("pages/post/batches.py", "Open its batch"),
    "bank": ("pages/close/bank.py", "Open the bank"),
}


def missing(found: Behind, settlement_id: str) -> None:
    """What keeps the figures from being all there, a line each, with the way to where it is done."""
    for words, place in found.missing:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(words)
            if place in _PLACES:
                page, label = _PLACES[place]
                of = {"payout": settlement_id}
                st.page_link(page, label=label, query_params=of, icon=":material/arrow_forward:", icon_position="right")


def rows(found: Behind, settlement_id: str, currency: str) -> None:
    """The rows behind each figure, folded away until they are asked for."""
    lines, documents = sum(kind.line_count for kind in found.kinds), found.documents
    with st.expander(f"Amazon's file: {_count(lines, 'line')} of {_count(len(found.kinds), 'kind')}"):
        _kinds(found.kinds, currency)
        st.page_link("pages/review/transactions.py", label="See its transactions", query_params={"payout": settlement_id})
    if documents:
        with st.expander(f"QuickBooks: {_count(len(documents), 'document')}"):
            _documents(documents, settlement_id, currency)
    if found.bank:
        with st.expander(f"Bank: {_count(len(found.bank), 'line')}"):
            _bank(found.bank)


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def _kinds(kinds: Sequence[Kind], currency: str) -> None:
    cells = [[review.words_of(kind), kind.marketplace, kind.line_count, kind.total] for kind in kinds]
    cells.append(["Total", "", sum(kind.line_count for kind in kinds), total(kind.total for kind in kinds)])
    st.dataframe(
        figures.table(cells, kind=figures.TEXT, marketplace=figures.TEXT, lines=figures.COUNT, total=figures.MONEY),
        column_config={
            "kind": st.column_config.TextColumn("Kind of line", width=430),
            "marketplace": st.column_config.TextColumn("Marketplace", width=140),
            "lines": st.column_config.NumberColumn("Lines", width=70), "total": figures.money_column(f"Amount ({currency})", width=120),
        },
        hide_index=True, width="content", height=figures.height(len(cells)), alt="Lines of Amazon's file by kind",
    )  # fmt: skip


def _documents(documents: Sequence[Held], settlement_id: str, currency: str) -> None:
    """Every document; a click shows its account lines."""
    key = f"proof_documents_{settlement_id}"
    st.dataframe(
        figures.table(
            [[d.what, d.number, figures.day(d.day), d.sent, d.found, d.money, _standing(d)] for d in documents],
            document=figures.TEXT, number=figures.TEXT, day=figures.DAY, sent=figures.MONEY, found=figures.MONEY, money=figures.MONEY,
            standing=figures.TEXT,
        ),
        column_config={
            "document": st.column_config.TextColumn("Document", width=120), "number": st.column_config.TextColumn("Number", width=190),
            "day": figures.day_column("Date"), "sent": figures.money_column(f"Posted ({currency})", width=130),
            "found": figures.money_column("Read back", width=120),
            "money": figures.money_column("Of the payout", "Into the bank and Payments to deposit", 120),
            "standing": st.column_config.TextColumn("", width=170),
        },
        key=key, on_select="rerun", selection_mode=selection.ROW, hide_index=True, width="content", placeholder="",
        height=figures.height(len(documents), 12), alt="Documents of the payout in QuickBooks",
    )  # fmt: skip
    together = figures.with_currency(total(d.money for d in documents), currency)
    st.caption(f"Of the payout they come to {together}: what they bring into the bank and Payments to deposit, together.")
    row = selection.clicked(key)
    if row is None or row >= len(documents):
        st.caption("Click a document to see its lines by account.")
        return
    st.caption(f"{documents[row].what} {gate.plain(documents[row].number)}, debits positive")
    st.dataframe(
        figures.table(documents[row].lines, account=figures.TEXT, debit=figures.MONEY),
        column_config={
            "account": st.column_config.TextColumn("Account", width=310), "debit": figures.money_column(f"Amount ({currency})", width=130),
        },
        hide_index=True, width="content", alt="Account lines of the document",
    )  # fmt: skip


def _standing(d: Held) -> str:
    return vocabulary.word(vocabulary.FOUND, d.standing) if d.found is not None else vocabulary.word(vocabulary.POSTING, d.standing)


def _bank(lines: Sequence[BankLine]) -> None:
    st.dataframe(
        figures.table(
            [[figures.day(line.day), line.words, line.amount, line.currency] for line in lines],
            day=figures.DAY, words=figures.TEXT, received=figures.MONEY, currency=figures.TEXT,
        ),
        column_config={
            "day": figures.day_column("Date"), "words": st.column_config.TextColumn("What the bank says", width=460),
            "received": figures.money_column("Amount", width=120), "currency": st.column_config.TextColumn("", width=50),
        },
        hide_index=True, width="content", alt="Lines of the bank",
    )  # fmt: skip
