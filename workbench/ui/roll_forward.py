"""The roll-forward on a page: every balance-sheet account in one table; a click opens what moved it and what is open of it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import streamlit as st

from workbench.jobs.close.roll_forward import AccountRoll
from workbench.reconcile.roll_forward import BUCKETS
from workbench.reconcile.stated import Explanation
from workbench.ui import figures, selection

PARAMETER = "account"
_HELP = {
    "quickbooks": "QuickBooks' own balance on the last day",
    "difference": "QuickBooks less ours: changes of our documents there, or entries from elsewhere",
    "amazon": "What Amazon states it holds (+) or is owed (−) at the end of its last settlement",
}


def table(rows: Sequence[AccountRoll], currency: str, read_at: str) -> None:
    """Opening, movements and closing of each account, beside QuickBooks' own balance when it was read, and Amazon's figure."""
    st.subheader("Roll-forward of balance-sheet accounts", anchor=False)
    if not rows:
        st.text("Nothing was posted to a balance-sheet account yet.")
        return
    st.caption(f"Our postings, debits positive. QuickBooks' balances as of {figures.moment(read_at)}. Click an account to open it."
               if read_at else "Our postings, debits positive. QuickBooks' balances come with the next read-back. Click an account to "
               "open it.")  # fmt: skip
    ids = [row.account_id for row in rows]
    key = f"roll_forward_{'_'.join(ids)}"

    def take() -> None:
        row = selection.clicked(key)
        if row is None:
            st.query_params.pop(PARAMETER, None)
        elif row < len(ids):
            st.query_params[PARAMETER] = ids[row]

    asked = st.query_params.get(PARAMETER, "")
    selection.select(key, ids.index(asked) if asked in ids else None)
    names = ("opening", "movements", "closing", "quickbooks", "difference", "amazon")
    titles = ("Opening", "Movements", "Closing", "QuickBooks", "Difference", "Amazon states")
    st.dataframe(
        figures.table(
            [[row.account, *(getattr(row, name) for name in names)] for row in rows],
            account=figures.TEXT, **dict.fromkeys(names, figures.MONEY),
        ),
        column_config={
            "account": st.column_config.TextColumn(f"Account ({currency})", width=260),
            **{name: figures.money_column(title, _HELP.get(name, ""), 112) for name, title in zip(names, titles, strict=True)},
        },
        key=key, on_select=take, selection_mode=selection.ROW, hide_index=True, placeholder="", height=figures.height(len(rows)),
        alt="Roll-forward of balance-sheet accounts",
    )  # fmt: skip
    chosen = next((row for row in rows if row.account_id == asked), None)
    if chosen:
        _account(chosen, currency)


def _account(row: AccountRoll, currency: str) -> None:
    """One account opened: what each settlement moved, what is open by age, and the differences with their names."""
    st.subheader(row.account, anchor=False)
    left, right = st.columns([2, 3], gap="medium")
    with left:
        _movements(row, currency)
    with right:
        _open(row, currency)
    _explained("QuickBooks less ours", row.difference, row.changes, row.unexplained, currency)
    _explained("Ours less what Amazon states", row.amazon_difference, row.timing, row.amazon_unexplained, currency)


def _movements(row: AccountRoll, currency: str) -> None:
    cells: list[list[object]] = [["Opening", None, row.opening]]
    cells += [[one.settlement_id, one.day, one.debit] for one in row.rolled.by_settlement]
    cells.append(["Closing", row.rolled.last, row.closing])
    st.dataframe(
        figures.table(cells, payout=figures.TEXT, day=figures.DAY, movement=figures.MONEY),
        column_config={
            "payout": st.column_config.TextColumn("Payout", width=130), "day": figures.day_column("Last on"),
            "movement": figures.money_column(f"Moved ({currency})", width=120),
        },
        hide_index=True, width="content", placeholder="", height=figures.height(len(cells)), alt="What each settlement moved",
    )  # fmt: skip


def _open(row: AccountRoll, currency: str) -> None:
    """What is open at the end, each settlement's part under its age."""
    items, last = row.rolled.open_items, row.rolled.last
    if not items:
        st.text("Nothing is open.")
        return

    def aged(amount: Decimal, place: int) -> list[Decimal | None]:
        return [amount if n == place else None for n in range(len(BUCKETS))]

    cells: list[list[object]] = [[i.settlement_id, i.day, *aged(i.amount, i.bucket(last))] for i in items]
    cells.append(["Total", None, *row.rolled.ageing])
    names = [f"age{n}" for n in range(len(BUCKETS))]
    st.dataframe(
        figures.table(cells, payout=figures.TEXT, since=figures.DAY, **dict.fromkeys(names, figures.MONEY)),
        column_config={
            "payout": st.column_config.TextColumn(f"Open ({currency})", width=130), "since": figures.day_column("Since"),
            **{name: figures.money_column(bucket, width=98) for name, bucket in zip(names, BUCKETS, strict=True)},
        },
        hide_index=True, width="content", placeholder="", height=figures.height(len(cells)), alt="What is open, by age",
    )  # fmt: skip


def _explained(what: str, difference: Decimal | None, named: Sequence[Explanation], rest: Decimal | None, currency: str) -> None:
    """A difference, what of it has a name, and what has none; nothing where there is no difference."""
    if difference is None or (not difference and not named):
        return
    cells: list[list[object]] = [[one.why, one.amount] for one in named]
    cells += [["Unexplained", rest], [what, difference]]
    st.dataframe(
        figures.table(cells, why=figures.TEXT, amount=figures.MONEY),
        column_config={
            "why": st.column_config.TextColumn(what, width=560), "amount": figures.money_column(f"Amount ({currency})", width=130),
        },
        hide_index=True, width="content", height=figures.height(len(cells)), alt=what,
    )  # fmt: skip
