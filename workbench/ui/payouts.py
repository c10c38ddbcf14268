"""Payouts on a page: the list with its filters, the figures of one, what stands in its way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from workbench.jobs import overview, review
from workbench.jobs.review import Payout
from workbench.money import total
from workbench.store.company import Company
from workbench.ui import figures, vocabulary

PARAMETER = "payout"
DETAIL = "payout_detail"
"""The fragment that a click on the list draws anew, and nothing else."""
_FILTERS = ("marketplace", "status", "month")
_ALL = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A payout with the month of its deposit."""

    payout: Payout
    month: str


def listed(company: Company) -> list[Listed]:
    """Every payout, newest first."""
    found = review.payouts(company)
    return [Listed(p, month) for p, month in zip(found, overview.months_of(company, found), strict=True)]


def shown_id(every: Sequence[Listed]) -> str:
    """The payout of the address, or the newest; '' when the address names one that is not in these books.

    Filters have no part in this: they never change which payout is shown.
    """
    ids = [one.payout.settlement.settlement_id for one in every]
    asked = st.query_params.get(PARAMETER) or ids[0]
    return asked if asked in ids else ""


def filtered(every: Sequence[Listed]) -> list[Listed]:
    """Draw the filters, which are kept in the address; the payouts that pass them."""
    marketplaces = sorted({name for one in every for name in one.payout.settlement.marketplaces})
    statuses = [status for status in vocabulary.PAYOUT if any(one.payout.status == status for one in every)]
    months = sorted({one.month for one in every}, reverse=True)
    with st.container(horizontal=True, gap="small"):
        marketplace = _choose("marketplace", "All marketplaces", marketplaces)
        status = _choose("status", "All statuses", statuses, vocabulary.PAYOUT)
        month = _choose("month", "All months", months)
    return [
        one for one in every
        if marketplace in (_ALL, *one.payout.settlement.marketplaces) and status in (_ALL, one.payout.status) and month in (_ALL, one.month)
    ]  # fmt: skip


def _choose(name: str, every: str, options: list[str], words: dict[str, str] | None = None) -> str:
    """A select box that keeps its value in the address; a value that is not on offer counts as none."""
    key = f"payouts_{name}"
    asked = st.query_params.get(name, _ALL)
    st.session_state[key] = asked if asked in options else _ALL

    def keep() -> None:
        chosen = st.session_state[key]
        if chosen:
            st.query_params[name] = chosen
        else:
            st.query_params.pop(name, None)

    return str(
        st.selectbox(
            name.capitalize(), [_ALL, *options], key=key, on_change=keep, label_visibility="collapsed", width=148,
            format_func=lambda value: every if value == _ALL else (words or {}).get(value, value),
        )
    )  # fmt: skip


def table(part: Sequence[Listed], chosen: str, key: str) -> None:
    """The list; a click shows that payout. Selections are positions, so `key` must change with the rows."""
    ids = [one.payout.settlement.settlement_id for one in part]

    def take() -> None:
        rows = st.session_state[key]["selection"]["rows"]
        if rows and rows[0] < len(ids):
            st.query_params[PARAMETER] = ids[rows[0]]
            st.rerun(DETAIL)

    st.dataframe(
        figures.table(
            [_cells(one.payout) for one in part], period=figures.TEXT, total=figures.MONEY, currency=figures.TEXT, status=figures.TEXT,
            variance=figures.MONEY, deposit=figures.DAY, marketplaces=figures.TEXT, number=figures.TEXT,
        ),
        column_config={
            "period": st.column_config.TextColumn("Period", width=150), "total": figures.money_column("Amount", width=88),
            "currency": st.column_config.TextColumn("", width=40), "status": st.column_config.TextColumn("Status", width=104),
            "variance": figures.money_column("Variance", "The first difference between Amazon, lines, entries and QuickBooks", 72),
            "deposit": figures.day_column("Deposit"), "marketplaces": st.column_config.TextColumn("Marketplaces", width=110),
            "number": st.column_config.TextColumn("Number", width=100),
        },
        key=key, on_select=take, selection_mode="single-row", hide_index=True, height=min(36 * (len(part) + 1) + 2, 640),
        selection_default={"selection": {"rows": [ids.index(chosen)] if chosen in ids else []}}, alt="Payouts",
    )  # fmt: skip


def _cells(p: Payout) -> list[object]:
    s = p.settlement
    period = f"{s.start[:10]} – {s.end[5:10]}" if s.start[:4] == s.end[:4] else f"{s.start[:10]} – {s.end[:10]}"
    return [
        period, s.total, s.currency, vocabulary.word(vocabulary.PAYOUT, p.status), overview.variance_of(p), figures.day(s.deposit_date),
        ", ".join(s.marketplaces) or "Amazon", s.settlement_id,
    ]  # fmt: skip


def totals(part: Sequence[Listed]) -> str:
    """How many payouts and how much, by currency: `7 payouts, 11,704.42 USD`."""
    currencies = sorted({one.payout.settlement.currency for one in part})
    sums = [
        figures.with_currency(total(one.payout.settlement.total for one in part if one.payout.settlement.currency == currency), currency)
        for currency in currencies
    ]
    return ", ".join([f"{len(part)} {'payout' if len(part) == 1 else 'payouts'}", *sums])


def heading(p: Payout) -> None:
    """Which payout this is."""
    s = p.settlement
    st.subheader(f"Payout {s.settlement_id}", anchor=False)
    where = ", ".join(s.marketplaces) or "Amazon"
    st.text(f"{where} · {s.start[:10]} to {s.end[:10]} · deposit {s.deposit_date[:10]} · {s.line_count:,} lines · "
            f"{vocabulary.word(vocabulary.PAYOUT, p.status)}")  # fmt: skip


def metrics(p: Payout) -> None:
    """The payout and its three parts, which add up to it."""
    s = p.settlement
    cells = (
        ("Payout", s.total, f"In {s.currency}, as Amazon states it"),
        (f"Sales ({s.sales.count:,})", s.sales.total, "Net of fees"),
        (f"Refunds ({s.refunds.count:,})", s.refunds.total, "Net of the fees Amazon gave back"),
        ("Adjustments", s.adjustments.total, "Funds in this payout: charges, credits and balance movements"),
    )
    for column, (label, amount, help_) in zip(st.columns(len(cells), gap="small"), cells, strict=True):
        column.metric(label, figures.figure(amount, s.currency), help=help_, border=True)


def variance(p: Payout) -> None:
    """The variance, always on screen; a comparison that cannot be made yet says why."""
    v, currency = p.variance, p.settlement.currency
    later = "not posted yet" if p.batch is None else "not read back yet"
    bank = "no bank statement imported"

    def said(value: object, amount: str, why: str) -> str:
        return why if value is None else amount

    st.table(
        {
            f"Variance ({currency})": ["Lines less Amazon", "Entries less lines", "QuickBooks less entries", "Bank less QuickBooks"],
            "": [
                figures.figure(v.lines_vs_total, currency),
                figures.figure(v.entries_vs_lines, currency) if p.batch else "not posted yet",
                said(v.quickbooks_vs_entries, figures.figure(v.quickbooks_vs_entries or v.lines_vs_total * 0, currency), later),
                said(v.bank_vs_quickbooks, figures.figure(v.bank_vs_quickbooks or v.lines_vs_total * 0, currency), bank),
            ],
        },
        border="horizontal", hide_index=True,
    )  # fmt: skip


def obstacles(company: Company, p: Payout) -> None:
    """What stands between the payout and QuickBooks, each with what to do and the way there."""
    s = p.settlement
    if p.batch:
        return
    found = review.findings(company, s.settlement_id)
    if not found:
        return
    st.dataframe(
        figures.table(
            [[finding.what, finding.next, finding.amount] for finding in found], what=figures.TEXT, next=figures.TEXT, amount=figures.MONEY
        ),
        column_config={
            "what": st.column_config.TextColumn("Stands in the way", width=330), "next": st.column_config.TextColumn("What to do", width=270),
            "amount": figures.money_column("Amount", width=80),
        },
        hide_index=True, placeholder="", row_height=36, height=min(36 * (len(found) + 1) + 2, 218), alt="What stands in the way of posting",
    )  # fmt: skip
    codes = {finding.code for finding in found}
    with st.container(horizontal=True):
        if "unmapped" in codes:
            st.page_link("pages/review/mapping.py", label="Choose accounts under Mapping")
        if codes - {"unmapped"}:
            st.page_link("pages/review/transactions.py", label="Review its transactions", query_params={PARAMETER: s.settlement_id})
