"""A batch on a page: its documents, its effect on the trial balance, what went wrong and what to do, the drawer to confirm."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import streamlit as st

from workbench.jobs import asked
from workbench.jobs.review import Payout
from workbench.money import total
from workbench.store import outbox
from workbench.store.company import Company
from workbench.store.outbox_values import Batch
from workbench.ui import figures, gate, vocabulary

PAGE = 100
"""Documents on a page of the table."""

_TROUBLED = ("rejected", "quarantined", "unknown", "sending")


def counted(postings: Sequence[Mapping[str, Any]]) -> str:
    """How many documents of each sort.

    >>> counted([{"entity": "SalesReceipt"}, {"entity": "SalesReceipt"}, {"entity": "Deposit"}])
    '2 sales receipts, 1 deposit'
    """
    return ", ".join(_many(count, entity) for entity, count in Counter(p["entity"] for p in postings).items())


def _many(count: int, entity: str) -> str:
    word = vocabulary.word(vocabulary.ENTITY, entity).lower()
    plural = word if count == 1 else (word.removesuffix("y") + "ies" if word.endswith("y") else f"{word}s")
    return f"{count:,} {plural}"


def planned_documents(postings: Sequence[Mapping[str, Any]], currency: str, key: str) -> None:
    """Every document that a dry run found, a page at a time."""
    pages = -(-len(postings) // PAGE)
    place = st.container()
    page = st.pagination(pages, key=f"planned_page_{key}") if pages > 1 else 1
    part = postings[(page - 1) * PAGE : page * PAGE]
    with place:
        st.dataframe(
            figures.table(
                [
                    [vocabulary.word(vocabulary.ENTITY, p["entity"]), p["doc_number"], figures.day(p["date"]), Decimal(p["total"])]
                    for p in part
                ],
                entity=figures.TEXT, number=figures.TEXT, date=figures.DAY, total=figures.MONEY,
            ),
            column_config={
                "entity": st.column_config.TextColumn("Document", width=130), "number": st.column_config.TextColumn("Number", width=190),
                "date": figures.day_column("Date"), "total": figures.money_column(f"Total ({currency})", width=130),
            },
            hide_index=True, height=figures.height(len(part), 12), alt="Documents that posting would create",
        )  # fmt: skip


def without_receipt(rows: Sequence[Mapping[str, Any]], currency: str, key: str) -> None:
    """The transactions that get no receipt, and why, a page at a time. Their money is posted all the same."""
    st.caption("QuickBooks gets no receipt of these; the deposit is the payout all the same. Amounts are without fees.")
    pages = -(-len(rows) // PAGE)
    place = st.container()
    page = st.pagination(pages, key=f"without_page_{key}") if pages > 1 else 1
    part = rows[(page - 1) * PAGE : page * PAGE]
    with place:
        st.dataframe(
            figures.table(
                [[w["order_id"], vocabulary.word(vocabulary.SIDE, w["side"]), Decimal(w["amount"]), w["why"]] for w in part],
                order=figures.TEXT, side=figures.TEXT, amount=figures.MONEY, why=figures.TEXT,
            ),
            column_config={
                "order": st.column_config.TextColumn("Transaction", width=160), "side": st.column_config.TextColumn("", width=60),
                "amount": figures.money_column(f"Amount ({currency})", width=100), "why": st.column_config.TextColumn("Why", width=340),
            },
            hide_index=True, height=figures.height(len(part), 12), alt="Transactions without a receipt",
        )  # fmt: skip


def effect_table(effect: Sequence[Mapping[str, str]], currency: str) -> None:
    """The effect on the trial balance, debits and credits with their totals; unequal totals are an error in words."""
    rows = [(line["account"], Decimal(line["debit"]), Decimal(line["credit"])) for line in effect]
    debit, credit = total(row[1] for row in rows), total(row[2] for row in rows)
    shown = [[name, d or None, c or None] if d or c else [name, d, None] for name, d, c in rows]
    st.dataframe(
        figures.table([*shown, ["Total", debit, credit]], account=figures.TEXT, debit=figures.MONEY, credit=figures.MONEY),
        column_config={
            "account": st.column_config.TextColumn("Account", width=260), "debit": figures.money_column(f"Debit ({currency})", width=130),
            "credit": figures.money_column(f"Credit ({currency})", width=130),
        },
        hide_index=True, placeholder="", height=figures.height(len(shown) + 1, 20), alt="Effect on the trial balance",
    )  # fmt: skip
    if debit != credit:
        st.error(f"Debits and credits differ by {figures.with_currency(debit - credit, currency)}. Do not post; report this.")


@st.dialog("Confirm and post", position="right", width="medium")
def confirm(company: Company, payout: Payout, mode: str, plan: Mapping[str, Any], books: str) -> None:
    """The drawer in which a person confirms a plan: what will be created, where, and that it is sent once."""
    s = payout.settlement
    debit = total(Decimal(line["debit"]) for line in plan["trial_balance_effect"])
    credit = total(Decimal(line["credit"]) for line in plan["trial_balance_effect"])
    figures.facts(
        {
            "Payout": s.settlement_id, "Period": f"{s.day(s.start)} to {s.day(s.end)}",
            "Net payout": figures.with_currency(s.total, s.currency), "QuickBooks company": books,
            "Mode": vocabulary.word(vocabulary.MODE, mode), "Documents": counted(plan["postings"]),
            "Debits": figures.with_currency(debit, s.currency), "Credits": figures.with_currency(credit, s.currency),
        },
        "What is confirmed",
    )  # fmt: skip
    st.caption("The documents are written down before the first is sent. Each is created once, even when the connection breaks "
               "or this program ends on the way.")  # fmt: skip
    if st.button(f"Post {len(plan['postings']):,} documents", type="primary", disabled=debit != credit, key="post_go"):
        asked.ask_post(company, s.settlement_id, mode, gate.user(), str(plan.get("content", "")))
        st.rerun()


def standing(company: Company, batch: Batch, running: bool) -> None:
    """How many of the batch's documents are in each state, and what to do about those that are not posted."""
    with company.state.read() as connection:
        counts = outbox.counts(connection, batch.batch_id)
    every = sum(counts.values())
    st.text(f"{counts.get('posted', 0):,} of {every:,} documents posted")
    if running:
        return
    for state in _TROUBLED:
        if counts.get(state):
            st.warning(f"{vocabulary.POSTING[state]}: {counts[state]:,}. {vocabulary.REMEDY[state]}")


def postings_table(company: Company, batch: Batch) -> None:
    """The batch's documents, a page at a time, of one state if wanted: state, QuickBooks id, message."""
    with company.state.read() as connection:
        counts = outbox.counts(connection, batch.batch_id)
    states = [state for state in vocabulary.POSTING if counts.get(state)]
    state = ""
    if len(states) > 1:
        state = st.segmented_control(
            "State", states, format_func=lambda name: f"{vocabulary.POSTING[name]} ({counts[name]:,})", key=f"state_{batch.batch_id}",
            label_visibility="collapsed",
        ) or ""  # fmt: skip
    pages = -(-(counts[state] if state else sum(counts.values())) // PAGE)
    place = st.container()
    page = st.pagination(pages, key=f"postings_page_{batch.batch_id}_{state}") if pages > 1 else 1
    with company.state.read() as connection:
        rows = outbox.postings_page(connection, batch.batch_id, state, PAGE, (page - 1) * PAGE)
    with place:
        st.dataframe(
            figures.table(
                [
                    [
                        vocabulary.word(vocabulary.POSTING, p.state), vocabulary.word(vocabulary.ENTITY, p.entity), p.doc_number,
                        figures.day(p.date), p.total, p.quickbooks_id,
                        p.message or vocabulary.word(vocabulary.FOUND, p.found.get("status", "")),
                    ]
                    for p in rows
                ],
                state=figures.TEXT, entity=figures.TEXT, number=figures.TEXT, date=figures.DAY, total=figures.MONEY, id=figures.TEXT,
                message=figures.TEXT,
            ),
            column_config={
                "state": st.column_config.TextColumn("State", width=76), "entity": st.column_config.TextColumn("Document", width=100),
                "number": st.column_config.TextColumn("Number", width=148), "date": figures.day_column("Date"),
                "total": figures.money_column(f"Total ({batch.currency})", width=92),
                "id": st.column_config.TextColumn("QuickBooks id", width=88),
                "message": st.column_config.TextColumn("Message, or as read back", width=300),
            },
            hide_index=True, height=figures.height(len(rows), 12), alt=f"Documents of batch {batch.batch_id}",
        )  # fmt: skip
