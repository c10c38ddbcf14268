"""Payouts beside bank lines on a page: what is suggested, what cannot be told apart, what is open on either side, what is matched."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.jobs.bank import bank_matching, bank_statements
from workbench.jobs.bank.bank_matching import AtBank, Confirmed, Waiting
from workbench.reconcile.bank_match import AMAZON, AMOUNT, NAMED, Option, names_amazon
from workbench.store.bank_lines import BankLine, ReadStatement
from workbench.store.company import Company
from workbench.ui import figures, gate

ACTED = "bank_acted"
"""Counts what was done on this page: part of the tables' keys, because selections are positions and rows move."""
ERROR = "bank_error"

KIND = {
    "one": "One line", "joined": "Several payouts in one line", "split": "One payout in several lines",
    "re-sent": "Came back and was sent again", "returned": "Came back",
}  # fmt: skip
WHY = {NAMED: "Names the payout", AMAZON: "Amount and day agree; names Amazon", AMOUNT: "Only amount and day agree"}
STANDING = {"matched": "Matched", "suggested": "Suggested", "ambiguous": "Cannot be told apart", "waiting": "Without a bank line"}


def totals(found: AtBank) -> None:
    """How many payouts stand how, and what they come to; each payout is in one row."""
    rows = [[STANDING[standing], count, amount, currency] for currency, standing, count, amount in bank_matching.totals(found)]
    st.dataframe(
        figures.table(rows, standing=figures.TEXT, payouts=figures.COUNT, total=figures.MONEY, currency=figures.TEXT),
        column_config={
            "standing": st.column_config.TextColumn("Payouts", width=180), "payouts": st.column_config.NumberColumn("Count", width=70),
            "total": figures.money_column("Total", width=120), "currency": st.column_config.TextColumn("", width=44),
        },
        hide_index=True, width="content", height=figures.height(len(rows)), alt="Payouts by how they stand at the bank",
    )  # fmt: skip


def suggested(company: Company, found: AtBank) -> None:
    """The options that stand alone; a person confirms them."""
    st.subheader("Suggested", anchor=False)
    if not found.suggested:
        st.text("Nothing is suggested.")
        return
    st.caption("Amounts agree to the cent, and no other line or payout fits as well. Nothing is matched until you confirm it.")
    chosen = _options(found, [(0, o) for o in found.suggested], "suggested")
    with st.container(horizontal=True):
        st.button("Confirm selected", disabled=not chosen, key="confirm_suggested", on_click=_confirm, args=(company, chosen))
        st.button(f"Confirm all suggested ({len(found.suggested):,})", type="primary", on_click=_confirm,
                  args=(company, list(found.suggested)))  # fmt: skip


def ambiguous(company: Company, found: AtBank) -> None:
    """Groups of options of which at most some can be true; none is chosen here."""
    if not found.ambiguous:
        return
    st.subheader("Cannot be told apart", anchor=False)
    st.caption("Options with the same number share a line or a payout. Look at the bank and at Amazon, then confirm the true one.")
    rows = [(n, o) for n, group in enumerate(found.ambiguous, start=1) for o in group]
    chosen = _options(found, rows, "ambiguous")
    st.button("Confirm selected", disabled=not chosen, key="confirm_ambiguous", on_click=_confirm, args=(company, chosen))


def _options(found: AtBank, rows: Sequence[tuple[int, Option]], name: str) -> list[Option]:
    """A table of options; those that are selected."""
    key = f"bank_{name}_{st.session_state.get(ACTED, 0)}_{len(rows)}"
    st.dataframe(
        figures.table(
            [
                [n or None, ", ".join(o.payouts) or "None", figures.day(lines[0].day), sum(line.amount for line in lines),
                 lines[0].currency, KIND[o.kind], WHY[o.strength], "; ".join(_told(line, len(lines) > 1) for line in lines)]
                for n, o in rows if (lines := [found.lines[i] for i in o.lines])
            ],
            group=figures.COUNT, payout=figures.TEXT, bank_day=figures.DAY, amount=figures.MONEY, currency=figures.TEXT, kind=figures.TEXT,
            why=figures.TEXT, bank_line=figures.TEXT,
        ),
        column_order=[*(["group"] if name == "ambiguous" else []), "payout", "bank_day", "amount", "currency", "kind", "why", "bank_line"],
        column_config={
            "group": st.column_config.NumberColumn("No.", width=50), "payout": st.column_config.TextColumn("Payout", width=110),
            "bank_day": figures.day_column("Bank's day"), "amount": figures.money_column("Received"),
            "currency": st.column_config.TextColumn("", width=44), "kind": st.column_config.TextColumn("How", width=190),
            "why": st.column_config.TextColumn("Why", width=220), "bank_line": st.column_config.TextColumn("Bank line", width=340),
        },
        key=key, on_select="rerun", selection_mode="multi-row", hide_index=True, placeholder="", height=figures.height(len(rows)),
        alt="Suggested matches" if name == "suggested" else "Matches that cannot be told apart",
    )  # fmt: skip
    state: Any = st.session_state[key]
    return [rows[n][1] for n in state["selection"]["rows"] if n < len(rows)]


def _told(line: BankLine, with_amount: bool) -> str:
    """A bank line in a cell; with its own day and amount where it is one of several."""
    return f"{line.day} {figures.figure(line.amount, line.currency)} {line.words}" if with_amount else line.words


def waiting(rows: Sequence[Waiting]) -> None:
    """Payouts for which no line came, the oldest first."""
    st.subheader("Payouts without a bank line", anchor=False)
    if not rows:
        st.text("Every payout has a line, or may have one.")
        return
    listed = sorted(rows, key=lambda w: w.payout.day)
    st.dataframe(
        figures.table(
            [
                [w.payout.settlement_id, w.payout.day, w.age, w.payout.amount, w.payout.currency,
                 "No line of this amount came" if w.reached else "The statements do not reach its days"]
                for w in listed
            ],
            payout=figures.TEXT, sent=figures.DAY, age=figures.COUNT, amount=figures.MONEY, currency=figures.TEXT, why=figures.TEXT,
        ),
        column_config={
            "payout": st.column_config.TextColumn("Payout", width=110), "sent": figures.day_column("Sent"),
            "age": st.column_config.NumberColumn("Days ago", width=80), "amount": figures.money_column("Amount"),
            "currency": st.column_config.TextColumn("", width=44), "why": st.column_config.TextColumn("Why", width=260),
        },
        hide_index=True, width="content", height=figures.height(len(rows)), alt="Payouts without a bank line",
    )  # fmt: skip


def without_payout(lines: Sequence[BankLine]) -> None:
    """Lines of the bank that are no payout we know: those that name Amazon first, the others when asked for."""
    st.subheader("Bank lines without a payout", anchor=False)
    ours = [line for line in lines if names_amazon(line.words)]
    if ours:
        st.text("These name Amazon and are no payout in the books: perhaps a settlement report is missing.")
        _lines(ours, "Bank lines that name Amazon")
    else:
        st.text("No open line names Amazon.")
    others = [line for line in lines if not names_amazon(line.words)]
    if others and st.toggle(f"Show what does not name Amazon ({len(others):,})", key="bank_others"):
        _lines(others, "Other bank lines")


def _lines(lines: Sequence[BankLine], alt: str) -> None:
    st.dataframe(
        figures.table([[figures.day(n.day), n.amount, n.currency, n.description, n.reference] for n in reversed(lines)],
                      open_day=figures.DAY, amount=figures.MONEY, currency=figures.TEXT, description=figures.TEXT, reference=figures.TEXT),
        column_config={
            "open_day": figures.day_column("Day"), "amount": figures.money_column("Received (paid out)", width=140),
            "currency": st.column_config.TextColumn("", width=44), "description": st.column_config.TextColumn("Description", width=440),
            "reference": st.column_config.TextColumn("Reference", width=160),
        },
        hide_index=True, width="content", placeholder="", height=figures.height(len(lines)), alt=alt,
    )  # fmt: skip


def matched(company: Company, rows: Sequence[Confirmed]) -> None:
    """What was confirmed, and the way back."""
    st.subheader("Matched", anchor=False)
    if not rows:
        st.text("Nothing is matched yet.")
        return
    changed = [c for c in rows if c.difference]
    if changed:
        numbers = ", ".join(p.settlement_id for c in changed for p in c.match.payouts)
        st.warning(f"Payouts changed after they were matched: {numbers}. Look at them, and take the match back if it is no longer true.")
    key = f"bank_matched_{st.session_state.get(ACTED, 0)}_{len(rows)}"
    st.dataframe(
        figures.table(
            [
                [", ".join(p.settlement_id for p in c.match.payouts) or "None", figures.day(c.lines[0].day),
                 sum(line.amount for line in c.lines), c.difference, c.lines[0].currency, KIND[c.match.kind],
                 "; ".join(_told(line, len(c.lines) > 1) for line in c.lines), c.match.by, figures.moment(c.match.at)]
                for c in rows
            ],
            payout=figures.TEXT, bank_day=figures.DAY, amount=figures.MONEY, difference=figures.MONEY, currency=figures.TEXT,
            kind=figures.TEXT, bank_line=figures.TEXT, by=figures.TEXT, at=figures.TEXT,
        ),
        column_config={
            "payout": st.column_config.TextColumn("Payout", width=110), "bank_day": figures.day_column("Bank's day"),
            "amount": figures.money_column("Received"), "difference": figures.money_column("Difference", "Bank less payout", 90),
            "currency": st.column_config.TextColumn("", width=44), "kind": st.column_config.TextColumn("How", width=190),
            "bank_line": st.column_config.TextColumn("Bank line", width=300), "by": st.column_config.TextColumn("Confirmed by", width=110),
            "at": st.column_config.TextColumn("At", width=140),
        },
        key=key, on_select="rerun", selection_mode="single-row", hide_index=True, height=figures.height(len(rows)), alt="Matched payouts",
    )  # fmt: skip
    state: Any = st.session_state[key]
    chosen = [rows[n] for n in state["selection"]["rows"] if n < len(rows)]
    reason = _reason("Why the match is taken back", "unmatch")
    st.button("Take the match back", disabled=not chosen or not reason, key="bank_unmatch", on_click=_unmatch,
              args=(company, chosen[0].match.match_id if chosen else 0, reason), help="Select one match and say why")  # fmt: skip


def statements(company: Company, rows: Sequence[ReadStatement]) -> None:
    """The statements in the books, newest first; the newest of an account can be taken out again."""
    st.subheader("Statements in the books", anchor=False)
    if not rows:
        st.text("No statement was imported yet.")
        return
    names = bank_statements.accounts(company)
    key = f"bank_statements_{st.session_state.get(ACTED, 0)}_{len(rows)}"
    st.dataframe(
        figures.table(
            [
                [s.file_name, names.get(s.account, s.account), s.format.upper(), f"{s.first_day} – {s.last_day}", s.line_count, s.new_count,
                 s.currency, figures.moment(s.at)]
                for s in rows
            ],
            file=figures.TEXT, account=figures.TEXT, format=figures.TEXT, period=figures.TEXT, lines=figures.COUNT, new=figures.COUNT,
            currency=figures.TEXT, at=figures.TEXT,
        ),
        column_config={
            "file": st.column_config.TextColumn("File", width=240), "account": st.column_config.TextColumn("Bank account", width=180),
            "format": st.column_config.TextColumn("Format", width=70), "period": st.column_config.TextColumn("Days", width=190),
            "lines": st.column_config.NumberColumn("Lines", width=64), "new": st.column_config.NumberColumn("New", width=64),
            "currency": st.column_config.TextColumn("", width=44), "at": st.column_config.TextColumn("Imported", width=140),
        },
        key=key, on_select="rerun", selection_mode="single-row", hide_index=True, width="content", height=figures.height(len(rows)),
        alt="Statements in the books",
    )  # fmt: skip
    state: Any = st.session_state[key]
    chosen = [rows[n] for n in state["selection"]["rows"] if n < len(rows)]
    reason = _reason("Why the statement is taken out", "remove")
    st.button("Take the statement out", disabled=not chosen or not reason, key="bank_remove", on_click=_remove,
              args=(company, chosen[0].statement_id if chosen else 0, reason),
              help="Select the newest of its account and say why; its lines go with it")  # fmt: skip


def _reason(label: str, name: str) -> str:
    return st.text_input(label, key=f"bank_{name}_reason_{st.session_state.get(ACTED, 0)}", max_chars=200, width=420).strip()


def _confirm(company: Company, options: list[Option]) -> None:
    _act(lambda: bank_matching.confirm(company, options, gate.user()))


def _unmatch(company: Company, match_id: int, because: str) -> None:
    _act(lambda: bank_matching.unmatch(company, match_id, because, gate.user()))


def _remove(company: Company, statement_id: int, because: str) -> None:
    _act(lambda: bank_statements.remove(company, statement_id, because, gate.user()))


def _act(do: Any) -> None:
    """Do it and start selections anew; an error is kept for the page to show."""
    try:
        do()
    except WorkbenchError as error:
        st.session_state[ERROR] = error
    st.session_state[ACTED] = st.session_state.get(ACTED, 0) + 1


def show_error() -> None:
    """The error of the last action, if it failed."""
    if error := st.session_state.pop(ERROR, None):
        gate.show_error(error)
