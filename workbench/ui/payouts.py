"""Payouts on a page: the list with its filters, the figures of one, what stands in its way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from workbench.errors import Finding
from workbench.jobs import overview
from workbench.jobs.review import Payout
from workbench.money import total
from workbench.ui import address, figures, gate, selection, vocabulary

PARAMETER = "payout"
DETAIL = "payout_detail"
"""The fragment that a click on the list draws anew, and nothing else."""
MOST = 4
"""Findings spelled out; the rest are counted."""
_ALL = ""


def shown_id(every: Sequence[Payout]) -> str:
    """The payout of the address, or the newest; '' when the address names one that is not in these books.

    Filters have no part in this: they never change which payout is shown.
    """
    ids = [one.settlement.settlement_id for one in every]
    asked = st.query_params.get(PARAMETER) or ids[0]
    return asked if asked in ids else ""


def filtered(every: Sequence[Payout]) -> list[Payout]:
    """Draw the filters, which are kept in the address; the payouts that pass them."""
    marketplaces = sorted({name for one in every for name in one.settlement.marketplaces})
    statuses = [status for status in vocabulary.PAYOUT if any(one.status == status for one in every)]
    months = sorted({one.settlement.month for one in every}, reverse=True)
    words = dict(vocabulary.PAYOUT)
    columns = st.columns(3, gap="small")
    marketplace = _choose(columns[0], "marketplace", "All marketplaces", marketplaces)
    status = _choose(columns[1], "status", "All statuses", statuses, words)
    month = _choose(columns[2], "month", "All months", months)
    return [
        one for one in every
        if marketplace in (_ALL, *one.settlement.marketplaces) and status in (_ALL, one.status) and month in (_ALL, one.settlement.month)
    ]  # fmt: skip


def _choose(place: DeltaGenerator, name: str, every: str, options: list[str], words: dict[str, str] | None = None) -> str:
    offered = [_ALL, *options]
    return str(
        place.selectbox(
            name.capitalize(), offered, key=f"payouts_{name}", on_change=address.kept(name, f"payouts_{name}", offered),
            label_visibility="collapsed", format_func=lambda value: every if value == _ALL else (words or {}).get(value, value),
        )
    )  # fmt: skip


def table(part: Sequence[Payout], chosen: str, key: str) -> None:
    """The list; a click shows that payout. Selections are positions, so `key` must change with the rows."""
    ids = [one.settlement.settlement_id for one in part]

    def take() -> None:
        row = selection.clicked(key)
        if row is not None and row < len(ids):
            st.query_params[PARAMETER] = ids[row]
            if not st.session_state[key]["selection"]["cells"]:
                st.rerun(DETAIL)  # the check box marks the row by itself: only the detail is drawn anew

    selection.select(key, ids.index(chosen) if chosen in ids else None)
    currencies = {one.settlement.currency for one in part}
    amount = "Amount" if len(currencies) > 1 else f"Amount ({currencies.pop()})"
    columns = {
        "period": st.column_config.TextColumn("Period", width=136), "total": figures.money_column(amount, width=98),
        "currency": st.column_config.TextColumn("", width=40), "status": st.column_config.TextColumn("Status", width=100),
        "variance": figures.money_column("Variance", "The first difference between Amazon, lines, entries and QuickBooks", 70),
        "deposit": figures.day_column("Deposit"), "marketplaces": st.column_config.TextColumn("Marketplaces", width=150),
        "number": st.column_config.TextColumn("Number", width=100),
    }  # fmt: skip
    st.dataframe(
        figures.table(
            [_cells(one) for one in part], period=figures.TEXT, total=figures.MONEY, currency=figures.TEXT, status=figures.TEXT,
            variance=figures.MONEY, deposit=figures.DAY, marketplaces=figures.TEXT, number=figures.TEXT,
        ),
        column_config=columns, column_order=[name for name in columns if name != "currency" or currencies],
        key=key, on_select=take, selection_mode=selection.ROW, hide_index=True, height=figures.height(len(part), 20), alt="Payouts",
    )  # fmt: skip


def _cells(p: Payout) -> list[object]:
    s = p.settlement
    start, end = s.day(s.start), s.day(s.end)
    period = f"{start} – {end[5:]}" if start[:4] == end[:4] else f"{start} – {end}"
    return [
        period, s.total, s.currency, vocabulary.word(vocabulary.PAYOUT, p.status), overview.variance_of(p),
        date.fromisoformat(s.deposit_day), ", ".join(s.marketplaces) or "Amazon", s.settlement_id,
    ]  # fmt: skip


def totals(part: Sequence[Payout]) -> str:
    """How many payouts and how much, by currency: `7 payouts, 11,704.42 USD`."""
    currencies = sorted({one.settlement.currency for one in part})
    sums = [
        figures.with_currency(total(one.settlement.total for one in part if one.settlement.currency == currency), currency)
        for currency in currencies
    ]
    return ", ".join([f"{len(part)} {'payout' if len(part) == 1 else 'payouts'}", *sums])


def heading(p: Payout) -> None:
    """Which payout this is."""
    s = p.settlement
    st.subheader(f"Payout {s.settlement_id}", anchor=False)
    where = ", ".join(s.marketplaces) or "Amazon"
    st.text(f"{where} · {s.day(s.start)} to {s.day(s.end)} · deposit {s.deposit_day} · {s.line_count:,} lines · "
            f"{vocabulary.word(vocabulary.PAYOUT, p.status)}")  # fmt: skip
    assumed = "" if s.account_type_from else " (assumed: the report does not say)"
    st.caption(f"{s.account_type}{assumed} · {s.currency} · days in {s.time_zone}")


def notes(findings: Sequence[Finding]) -> None:
    """What other sources say of the payout: nothing of it stands in the way."""
    for finding in findings:
        st.caption(f"{gate.plain(finding.what)} {gate.plain(finding.next)}")


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
    """The variance in four comparisons; one that cannot be made yet says why."""
    v, currency = p.variance, p.settlement.currency
    unposted = "not posted yet"
    compared = {
        "Lines less Amazon": (v.lines_vs_total, ""),
        "Entries less lines": (v.entries_vs_lines if p.batch else None, unposted),
        "QuickBooks less entries": (v.quickbooks_vs_entries, "not read back yet" if p.batch else unposted),
        "Bank less QuickBooks": (v.bank_vs_quickbooks, "no bank statement"),
    }
    st.table(
        {label: [why if amount is None else figures.figure(amount, currency)] for label, (amount, why) in compared.items()},
        border="horizontal", hide_index=True, alt=f"Variance in {currency}",
    )  # fmt: skip


def obstacles(findings: Sequence[Finding]) -> None:
    """What stands between the payout and QuickBooks, each with what to do."""
    if not findings:
        return
    with st.container(border=True, gap="small"):
        for finding in findings[:MOST]:
            st.text(f"{finding.what} {finding.next}")
        if len(findings) > MOST:
            st.text(f"And {len(findings) - MOST:,} more.")


def ways(findings: Sequence[Finding], settlement_id: str) -> None:
    """Links to the pages where the findings are settled."""
    codes = {finding.code for finding in findings}
    if "unmapped" in codes:
        st.page_link("pages/review/mapping.py", label="Open the mapping")
    if "unmatched-products" in codes:
        st.page_link("pages/review/products.py", label="Choose the products")
    if "missing-costs" in codes:
        st.page_link("pages/review/costs.py", label="Give the costs")
    if codes & {"default-item", "uncountable"}:
        st.page_link("pages/setup/settings.py", label="Choose the default sales item" if "default-item" in codes else "Open the settings")
    if codes - {"unmapped", "unmatched-products", "missing-costs", "default-item", "uncountable"}:
        st.page_link("pages/review/transactions.py", label="Review its transactions", query_params={PARAMETER: settlement_id})
