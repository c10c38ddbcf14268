"""The month's checks as a list, the people who stand for it, and all months in one grid."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.jobs.close import closing
from workbench.jobs.close.closing import Close
from workbench.reconcile import sign_off
from workbench.reconcile.month import Check, CheckName, work_left
from workbench.reconcile.sign_off import Act
from workbench.ui import figures, gate, selection

SHOWN = 5
"""How many lines of what is left a check shows before it counts the rest."""

PAGES: dict[CheckName, str] = {
    "reports": "pages/close/chain.py", "mapped": "pages/review/mapping.py", "confirmed": "pages/review/transactions.py",
    "posted": "pages/post/batches.py", "read-back": "pages/close/variance.py", "bank": "pages/close/bank.py",
    "rolled": "pages/close/variance.py", "pairs": "pages/close/variance.py", "exceptions": "pages/post/batches.py",
}  # fmt: skip
"""Where each check is done; the last two are done on the month's own page."""

ACTS: dict[Act, tuple[str, str]] = {
    "prepared": ("Mark as prepared", ""),
    "approved": ("Approve", ""),
    "waived": ("Waive the second person", "Why is there no second person?"),
    "locked": ("Lock the month", ""),
    "reopened": ("Reopen", "Why is the month reopened?"),
}


def checks(listed: Sequence[Check], month: str) -> None:
    """A row for each check, with its figure, what is left of it and the way to the page where that is done.

    What is left of the first open check lies open: it is what comes next. What is left of the others opens on a click.
    """
    current = next((check for check in listed if not check.done), None)
    with st.container(border=True, gap="xsmall"):
        for check in listed:
            _row(check, month, closed=check is not current)
            if check is current and check.left:
                _left(check)


def _row(check: Check, month: str, *, closed: bool) -> None:
    words, where = closing.WORDS[check.name]
    page = PAGES.get(check.name)
    with st.container(horizontal=True, vertical_alignment="center"):
        icon = ":green[:material/check_circle:]" if check.done else ":material/radio_button_unchecked:"
        st.markdown(f"{icon}&nbsp; {words}", width="stretch")
        if check.left and closed:
            with st.popover(f"{len(check.left):,} left", type="tertiary"):
                _left(check)
        st.text(check.figure)
        if page:
            parameters = {"month": month, "scope": "month"} if page.endswith("variance.py") else None
            label = where.partition(" › ")[2]
            st.page_link(page, label=label, query_params=parameters, icon=":material/arrow_forward:", icon_position="right", width=200)
        else:
            st.space(200)


def _left(check: Check) -> None:
    more = [f"and {len(check.left) - SHOWN:,} more"] if len(check.left) > SHOWN else []
    st.caption("  \n".join(gate.plain(line) for line in (*check.left[:SHOWN], *more)))


def sign(close: Close, do: Callable[[Act, str], None]) -> None:
    """The buttons of the people who stand for the month; one that cannot be pressed says why."""
    standing = close.month.standing
    if standing.changed_under_lock:
        st.error("The month is locked, and a figure of it is no longer what was signed. See the checks above.")
    for event in standing.fallen:
        st.warning(f"{closing.DID[event.act]} by {gate.plain(event.by)} on {event.at[:10]}: holds no more, because a figure changed since.")
    acts: tuple[Act, ...] = ("reopened",) if standing.locked else ("prepared", "approved", "waived", "locked")
    with st.container(horizontal=True):
        for act in acts:
            _button(close, act, do)


def _button(close: Close, act: Act, do: Callable[[Act, str], None]) -> None:
    label, question = ACTS[act]
    why_not = _why_not(close, act)
    if not question:
        st.button(label, key=f"sign_{act}", disabled=bool(why_not), help=why_not or None, on_click=do, args=(act, ""))
        return
    with st.popover(label, disabled=bool(why_not), help=why_not or None):
        because = st.text_input(question, key=f"because_{act}")
        st.button(label, key=f"sign_{act}", disabled=not because.strip(), on_click=do, args=(act, because))


def _why_not(close: Close, act: Act) -> str:
    """Why this person may not do this now; '' when nothing stands in the way."""
    try:
        sign_off.require_may(act, close.month.standing, close.month.month, gate.user(), "asked for next")
    except WorkbenchError as error:
        return f"{error.what} {error.next}"
    left = work_left(close.checks) if act == "locked" else []
    return f"{len(left)} checks above are not done" if left else ""


def history(close: Close) -> None:
    """What was done to the month, newest first."""
    if not close.events:
        return
    rows = [(figures.moment(e.at), closing.DID[e.act], e.by, e.because, e.content[:12]) for e in reversed(close.events)]
    st.dataframe(
        figures.table(rows, at=figures.TEXT, act=figures.TEXT, by=figures.TEXT, because=figures.TEXT, content=figures.TEXT),
        column_config={
            "at": st.column_config.TextColumn("When", width=150), "act": st.column_config.TextColumn("What", width=170),
            "by": st.column_config.TextColumn("Who", width=130), "because": st.column_config.TextColumn("Why", width=320),
            "content": st.column_config.TextColumn("Figures", width=120, help="The beginning of the hash of the figures that were signed"),
        },
        hide_index=True, width="content", height=figures.height(len(rows)), alt="What was done to the month",
    )  # fmt: skip


def grid(closes: Sequence[tuple[str, Close]]) -> tuple[str, str] | None:
    """Every month of every company with its checks; returns the company and the month that were clicked."""
    names: list[CheckName] = ["reports", "mapped", "confirmed", "posted", "read-back", "bank", "exceptions", "reviewed", "locked"]
    titles = ("Reports", "Mapped", "Confirmed", "Posted", "Read back", "Bank", "Exceptions", "Signed", "Locked")
    rows = [[company, c.month.month, ", ".join(one.name for one in c.month.coverage), *(_cell(c, name) for name in names)]
            for company, c in closes]  # fmt: skip
    key = f"month_grid_{len(rows)}"
    several = len({company for company, _ in closes}) > 1
    st.dataframe(
        figures.table(rows, company=figures.TEXT, month=figures.TEXT, accounts=figures.TEXT, **{str(name): figures.TEXT for name in names}),
        column_config={
            "company": st.column_config.TextColumn("Company", width=110), "month": st.column_config.TextColumn("Month", width=72),
            "accounts": st.column_config.TextColumn("Amazon accounts", width=150),
            **{str(name): st.column_config.TextColumn(title, width=84) for name, title in zip(names, titles, strict=True)},
            "reviewed": st.column_config.TextColumn("Signed", width=126),
        },
        column_order=[*(["company"] if several else []), "month", "accounts", *names],
        key=key, on_select="rerun", selection_mode=selection.ROW, hide_index=True,
        height=figures.height(len(rows), 12), alt="Months and how far each is closed",
    )  # fmt: skip
    row = selection.clicked(key)
    return (closes[row][0], closes[row][1].month.month) if row is not None and row < len(closes) else None


def _cell(close: Close, name: CheckName) -> str:
    check = next(one for one in close.checks if one.name == name)
    return "✓" if check.done else check.figure.removesuffix(" payouts").removesuffix(" accounts")
