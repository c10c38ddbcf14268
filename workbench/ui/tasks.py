"""What waits for a person, in words, each with the way to the page where it is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from workbench.jobs.overview import Month, Task
from workbench.ui import company_picker, figures, selection, vocabulary

_PAGES = {
    "connect": "pages/setup/quickbooks.py",
    "versions": "pages/setup/imports.py",
    "attention": "pages/post/batches.py",
    "unmapped": "pages/review/mapping.py",
    "products": "pages/review/products.py",
    "costs": "pages/review/costs.py",
    "review": "pages/close/payouts.py",
    "ready": "pages/post/batches.py",
    "posting": "pages/post/batches.py",
    "read-back": "pages/close/variance.py",
    "close": "pages/close/month.py",
}
_WORDS = {
    "connect": ("This company's QuickBooks was not read yet", "", "Connect"),
    "versions": ("settlement came again with other content", "settlements came again with other content", "Take or decline"),
    "attention": ("payout needs attention", "payouts need attention", "See why"),
    "unmapped": ("kind of line has no account", "kinds of line have no account", "Choose accounts"),
    "products": ("SKU has no product", "SKUs have no product", "Choose products"),
    "costs": ("SKU has no cost", "SKUs have no cost", "Give costs"),
    "review": ("payout is for review", "payouts are for review", "Review"),
    "ready": ("payout is ready to post", "payouts are ready to post", "Plan and post"),
    "posting": ("payout is being posted", "payouts are being posted", "Watch"),
    "read-back": ("posted payout was not read back", "posted payouts were not read back", "Read back"),
    "close": ("month is over and not locked", "months are over and not locked", "Close"),
}
_FILTER = {"review": "for-review"}


def words(task: Task) -> str:
    """The task in a line.

    >>> words(Task("ready", 2)), words(Task("ready", 1, "26591219233"))
    ('2 payouts are ready to post', '1 payout is ready to post')
    """
    one, many, _ = _WORDS[task.name]
    return f"{task.count:,} {one if task.count == 1 else many}" if many else one


def listed(tasks: Sequence[Task]) -> None:
    """A row per task; a calm sentence when nothing waits."""
    if not tasks:
        st.success("Nothing waits for you: everything imported is posted, read back, and ties out.")
        return
    with st.container(border=True, gap="xsmall"):
        for task in tasks:
            _row(task)


def _row(task: Task) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.text(words(task), width="stretch")
        parameters: dict[str, str] = {task.names: task.one} if task.one else {}
        if not task.one and task.name in _FILTER:
            parameters["status"] = _FILTER[task.name]
        st.page_link(_PAGES[task.name], label=_WORDS[task.name][2], query_params=parameters or None, icon=":material/arrow_forward:",
                     icon_position="right", width=160)  # fmt: skip


def elsewhere(waiting: Mapping[str, Sequence[Task]]) -> None:
    """The other companies, a line each: what waits there, and the way to their books."""
    with st.container(border=True, gap="xsmall"):
        for company, tasks in waiting.items():
            with st.container(horizontal=True, vertical_alignment="center"):
                st.text(company, width=180)
                st.text("; ".join(words(task) for task in tasks) or "Nothing waits", width="stretch")
                st.button("Open", key=f"open_{company}", type="tertiary", on_click=company_picker.go_to, args=(company,))


def months(rows: Sequence[Month]) -> None:
    """The months with their payouts by status; a click opens the month's payouts."""
    statuses = [status for status in vocabulary.PAYOUT if any(row.counts.get(status) for row in rows)]
    key = f"months_{len(rows)}_{rows[0].month}"
    st.dataframe(
        figures.table(
            [
                [row.month, row.payouts, *(row.counts.get(status) for status in statuses), row.total, row.currency, row.differing]
                for row in rows
            ],
            month=figures.TEXT, payouts=figures.COUNT, **dict.fromkeys(statuses, figures.COUNT), total=figures.MONEY,
            currency=figures.TEXT, differing=figures.COUNT,
        ),
        column_config={
            "month": st.column_config.TextColumn("Month", width=90, help="Of the deposit, in the company's time zone"),
            "payouts": st.column_config.NumberColumn("Payouts", width=76),
            **{status: st.column_config.NumberColumn(vocabulary.PAYOUT[status], width=112) for status in statuses},
            "total": figures.money_column("Paid out", width=120), "currency": st.column_config.TextColumn("", width=50),
            "differing": st.column_config.NumberColumn("With a variance", width=112),
        },
        key=key, on_select="rerun", selection_mode=selection.ROW, hide_index=True, placeholder="",
        width="content", height=figures.height(len(rows), 24), alt="Payouts by month and status",
    )  # fmt: skip
    row = selection.clicked(key)
    if row is not None and row < len(rows):
        st.switch_page("pages/close/payouts.py", query_params={"month": rows[row].month})
