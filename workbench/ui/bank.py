"""The bank step on a page: what to match in QuickBooks, what was added by mistake, what is not ready for the bank yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import streamlit as st

from workbench.jobs.bank.bank_step import BankLine
from workbench.ui import figures, vocabulary

MOST = 4
"""Payouts with a link of their own; the rest are found in the list of payouts."""


def what_to_do() -> None:
    """The rule, said before anything else (S78, S79)."""
    st.text("First confirm the payout's transactions under Integration transactions and post it here. "
            "Then open Transactions › Bank transactions in QuickBooks and choose the deposit account: "
            "QuickBooks proposes a match with the deposit below. Press Match. Never press Add, which books the money twice.")  # fmt: skip


def to_match(lines: Sequence[BankLine]) -> None:
    """A row for each deposit that waits for its bank line, newest first."""
    st.subheader("To match in QuickBooks", anchor=False)
    if not lines:
        st.text("No posted payout waits for the bank.")
        return
    st.dataframe(
        figures.table(
            [
                [figures.day(line.date), line.amount, line.currency, line.account, line.settlement_id, ", ".join(line.deposits)]
                for line in lines
            ],
            day=figures.DAY, amount=figures.MONEY, currency=figures.TEXT, account=figures.TEXT, payout=figures.TEXT, deposit=figures.TEXT,
        ),
        column_config={
            "day": figures.day_column("About"), "amount": figures.money_column("Amount received", width=120),
            "currency": st.column_config.TextColumn("", width=44), "account": st.column_config.TextColumn("Bank account", width=220),
            "payout": st.column_config.TextColumn("Payout", width=110),
            "deposit": st.column_config.TextColumn("Deposit in QuickBooks", width=170, help="Its id; the deposit's memo names the payout"),
        },
        hide_index=True, width="content", height=figures.height(len(lines)), alt="Deposits to match with the bank",
    )  # fmt: skip


def twins(found: Sequence[Mapping[str, str]], at: str) -> None:
    """Deposits of a payout's amount that are not ours."""
    if not found:
        st.text(f"No other deposit of these amounts is in the account. Looked {figures.moment(at)}.")
        return
    st.warning("These deposits have the amount of a payout and are not ours: probably its bank line was added instead of matched. "
               "In QuickBooks, undo that line (Bank transactions › Categorized › Undo), then match it.")  # fmt: skip
    st.dataframe(
        figures.table(
            [
                [twin["settlement_id"], figures.day(twin["date"]), Decimal(twin["amount"]), twin["quickbooks_id"], twin["memo"]]
                for twin in found
            ],
            payout=figures.TEXT, day=figures.DAY, amount=figures.MONEY, deposit=figures.TEXT, memo=figures.TEXT,
        ),
        column_config={
            "payout": st.column_config.TextColumn("Payout", width=110), "day": figures.day_column("Dated"),
            "amount": figures.money_column("Amount", width=110), "deposit": st.column_config.TextColumn("Deposit in QuickBooks", width=160),
            "memo": st.column_config.TextColumn("Memo", width=320),
        },
        hide_index=True, width="content", height=figures.height(len(found)), alt="Deposits that are not ours",
    )  # fmt: skip


def not_ready(lines: Sequence[BankLine]) -> None:
    """When no match comes: what steps 1 and 2 left undone, with the way there (S80)."""
    if not lines:
        return
    st.subheader("No match will come for these yet", anchor=False)
    for line in lines[:MOST]:
        status = vocabulary.word(vocabulary.PAYOUT, line.status).lower()
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(f"Payout {line.settlement_id}, {figures.with_currency(line.amount, line.currency)}: {status}.")
            st.page_link("pages/close/payouts.py", label="See what it needs", query_params={"payout": line.settlement_id})
    if len(lines) > MOST:
        st.text(f"And {len(lines) - MOST} more, in the list of payouts.")
    st.page_link("pages/setup/help.py", label="Nothing helps: see the steps", icon=":material/help:")


def nothing_comes(lines: Sequence[BankLine]) -> None:
    """Payouts of nothing or less: no money reaches the bank."""
    if lines:
        numbers = ", ".join(line.settlement_id for line in lines)
        st.caption(f"Nothing reaches the bank for {numbers}: the payout was nothing, or was owed to Amazon.")
