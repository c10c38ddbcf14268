"""Judgement on a month, as tables: accounts beside the months before, fees beside sales, what was mapped anew or changed elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation

import pyarrow as pa
import streamlit as st

from workbench.jobs.close import analysis
from workbench.jobs.close.activity import Behind
from workbench.jobs.close.analysis import ChangedElsewhere, Remapped
from workbench.money import MoneyError, exact
from workbench.reconcile.analysis import FeeRate, Row, all_accounts
from workbench.ui import charts, figures, gate, selection

ACCOUNT = "account"
"""The parameter of the address that says which account is open."""

PERCENT, MONEY = "20", "100.00"
"""The thresholds above which a change is flagged, unless others are chosen."""

SHARE = pa.decimal128(18, 2)


def thresholds(currency: str) -> tuple[Decimal, Decimal]:
    """From how many per cent, and how much money, a change is flagged: kept in the address; what is no number counts as the default."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        percent = _number("Flag from (%)", "percent", PERCENT)
        money = _number(f"and from ({currency})", "money", MONEY)
    return percent, money


def _number(label: str, name: str, default: str) -> Decimal:
    key = f"analysis_{name}"
    st.session_state[key] = st.query_params.get(name, default)

    def keep() -> None:
        st.query_params[name] = st.session_state[key]

    text = st.text_input(label, key=key, on_change=keep, width=150)
    try:
        found = exact(Decimal(text.strip().replace(",", "")))
    except (InvalidOperation, MoneyError):
        st.warning(f"That is no number: {default} is used.")
        return Decimal(default)
    return abs(found)


def accounts(rows: Sequence[Row], months: Sequence[str], currency: str, key: str) -> None:
    """Accounts by month with the last change; a click opens the account, which the address then names."""

    def take() -> None:
        row = selection.clicked(key)
        if row is not None and row < len(rows):
            st.query_params[ACCOUNT] = rows[row].account
        else:
            st.query_params.pop(ACCOUNT, None)

    names = [row.account for row in rows]
    opened = st.query_params.get(ACCOUNT, "")
    selection.select(key, names.index(opened) if opened in names else None)
    cells = [["⚑" if row.swings else "", row.account, *row.amounts, row.change, row.percent] for row in (*rows, all_accounts(rows))]
    st.dataframe(
        figures.table(
            cells, flag=figures.TEXT, account=figures.TEXT, **dict.fromkeys(months, figures.MONEY), change=figures.MONEY, percent=SHARE
        ),
        column_config={
            "flag": st.column_config.TextColumn("", width=28, help="The change passes both thresholds"),
            "account": st.column_config.TextColumn(f"Account ({currency})", width=270),
            **{month: figures.money_column(month, "+ is money to the seller", 96) for month in months},
            "change": figures.money_column("Change", f"{months[-1]} less the month before", 96),
            "percent": st.column_config.NumberColumn("%", format="%.1f", help="Of the month before", width=70),
        },
        key=key, on_select=take, selection_mode=selection.ROW, hide_index=True, placeholder="", width="content",
        height=figures.height(len(cells), 30), alt="Accounts month by month",
    )  # fmt: skip


def behind(found: Sequence[Behind], account: str, month: str, currency: str, key: str) -> tuple[str, str] | None:
    """The kinds of line behind an account's month; the payout, and the view of it, that was clicked."""
    st.subheader(f"{gate.plain(account)}, {month}", anchor=False)
    if not found:
        st.text("No line of this month goes to this account.")
        return None
    st.caption("Click one to see its transactions, or its line in Funds in this payout.")
    rows = [[b.settlement_id, b.words, "Transactions" if b.included else "Funds in this payout", b.amount] for b in found]
    st.dataframe(
        figures.table(rows, payout=figures.TEXT, kind=figures.TEXT, where=figures.TEXT, amount=figures.MONEY),
        column_config={
            "payout": st.column_config.TextColumn("Payout", width=110), "kind": st.column_config.TextColumn("Kind of line", width=420),
            "where": st.column_config.TextColumn("Shown in", width=150), "amount": figures.money_column(f"Amount ({currency})", width=130),
        },
        key=key, on_select="rerun", selection_mode=selection.ROW, hide_index=True, width="content", height=figures.height(len(rows), 12),
        alt=f"Kinds of line behind {account}",
    )  # fmt: skip
    row = selection.clicked(key)
    return None if row is None or row >= len(found) else (found[row].settlement_id, "transactions" if found[row].included else "funds")


def fees(rates: Mapping[str, Sequence[FeeRate]], months: Sequence[str], currency: str, chart: bool) -> None:
    """Fees in per cent of sales, by category and month; below them the sales."""
    every = rates["all fees"]
    rows = [[analysis.fee_words(name), *(one.rate for one in of)] for name, of in rates.items()]
    st.dataframe(
        figures.table(rows, fee=figures.TEXT, **dict.fromkeys(months, SHARE)),
        column_config={
            "fee": st.column_config.TextColumn("Fee, % of sales", width=360),
            **{month: st.column_config.NumberColumn(month, format="%.2f", width=84) for month in months},
        },
        hide_index=True, placeholder="", width="content", height=figures.height(len(rows), 30), alt="Fee rates by month",
    )  # fmt: skip
    sums = " · ".join(f"{month} {figures.figure(one.sales, currency)}" for month, one in zip(months, every, strict=True))
    st.caption(f"Sales in {currency}: {sums}.")
    if chart:
        largest = sorted((name for name in rates if name != "all fees"), key=lambda name: sum(one.fees for one in rates[name]))[:5]
        named = {analysis.fee_words(name): [one.rate for one in rates[name]] for name in ("all fees", *largest)}
        charts.rates(named, months, "Fee rates by month")


def skus(month: str, currency: str, page_of: Callable[[int], tuple[list[FeeRate], int]], size: int, key: str) -> None:
    """The month's SKUs with their own fees, most sold first, a page at a time; `page_of` reads one."""
    st.subheader(f"By SKU, {month}", anchor=False)
    place = st.container()
    page = int(st.session_state.get(key, 1))
    rows, count = page_of(page)
    if not count:
        place.text("No line of this month names a SKU.")
        return
    if count > size:
        st.pagination(-(-count // size), key=key)
    place.dataframe(
        figures.table([[one.name, one.sales, one.fees, one.rate] for one in rows], sku=figures.TEXT, sales=figures.MONEY,
                      fees=figures.MONEY, rate=SHARE),
        column_config={
            "sku": st.column_config.TextColumn("SKU", width=200), "sales": figures.money_column(f"Sales ({currency})", width=120),
            "fees": figures.money_column("Fees", width=110), "rate": st.column_config.NumberColumn("% of sales", format="%.2f", width=90),
        },
        hide_index=True, placeholder="", width="content", height=figures.height(len(rows), 25), alt="Fee rates by SKU",
    )  # fmt: skip
    st.caption("Fees that name no SKU, such as storage and advertising, are not in these.")


def remapped(found: Sequence[Remapped], currency: str) -> None:
    """Kinds of line that go elsewhere than before, with the money of the month that this touches."""
    rows = [[r.words, r.before, r.after, r.amount, f"{r.version}", figures.moment(r.at), r.by, r.note] for r in found]
    st.dataframe(
        figures.table(rows, kind=figures.TEXT, before=figures.TEXT, after=figures.TEXT, amount=figures.MONEY, version=figures.TEXT,
                      at=figures.TEXT, by=figures.TEXT, note=figures.TEXT),
        column_config={
            "kind": st.column_config.TextColumn("Kind of line", width=230), "before": st.column_config.TextColumn("Before", width=200),
            "after": st.column_config.TextColumn("Now", width=200), "amount": figures.money_column(f"Amount ({currency})", width=110),
            "version": st.column_config.TextColumn("Version", width=62), "at": st.column_config.TextColumn("Changed", width=140),
            "by": st.column_config.TextColumn("By", width=100), "note": st.column_config.TextColumn("Note", width=180),
        },
        hide_index=True, height=figures.height(len(rows), 20), alt="Mapping changes",
    )  # fmt: skip


def changed(found: Sequence[ChangedElsewhere], currency: str) -> None:
    """Documents that others changed in QuickBooks since posting."""
    rows = [[c.settlement_id, c.document, c.what, c.accounts, c.effect, figures.moment(c.seen_at)] for c in found]
    st.dataframe(
        figures.table(rows, payout=figures.TEXT, document=figures.TEXT, what=figures.TEXT, accounts=figures.TEXT, effect=figures.MONEY,
                      seen=figures.TEXT),
        column_config={
            "payout": st.column_config.TextColumn("Payout", width=104), "document": st.column_config.TextColumn("Document", width=230),
            "what": st.column_config.TextColumn("What happened", width=190),
            "accounts": st.column_config.TextColumn("Accounts, debits positive", width=330),
            "effect": figures.money_column(f"Its total ({currency})", "After less before", 120),
            "seen": st.column_config.TextColumn("Seen", width=140),
        },
        hide_index=True, height=figures.height(len(rows), 20), alt="Entries that others changed in QuickBooks",
    )  # fmt: skip
