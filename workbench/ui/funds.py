"""*Funds in this payout* on a page: each adjustment with its account, changed in place; balance movements apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.jobs import funds
from workbench.jobs.funds import Accounts, Fund
from workbench.jobs.review import Payout
from workbench.mapping.mapping import Choice
from workbench.money import total
from workbench.store.company import Company
from workbench.ui import figures, gate, vocabulary


def funds_in_payout(company: Company, payout: Payout) -> None:
    """The two editors and Save. A posted payout shows the accounts it was posted to, and nothing can be changed."""
    s = payout.settlement
    held = funds.funds(company, s.settlement_id)
    if not held.rows:
        st.info("Amazon made no adjustments in this payout.")
        return
    known = funds.accounts(company)
    if held.posted:
        st.caption(f"Posted with mapping version {held.version}. A change under Mapping holds for later payouts.")
    elif not known.connected:
        st.caption("QuickBooks is not connected yet: these are the accounts of the default chart, which connecting creates.")
    choices: list[Choice] = []
    parts = (
        ("Adjustments", [row for row in held.rows if not row.balance], known.every),
        ("Balance movements", [row for row in held.rows if row.balance], known.balance_sheet),
    )
    for title, rows, accounts in parts:
        if rows:
            st.text(f"{title}: {figures.with_currency(total(row.amount for row in rows), s.currency)}")
            key = f"funds_{title}_{s.settlement_id}_{held.version}_{held.posted}"
            choices += _edited(rows, known, accounts, s.currency, key, held.posted)
    if not held.posted:
        _save(company, payout, choices, held.version)


def _edited(rows: Sequence[Fund], known: Accounts, accounts: Mapping[str, str], currency: str, key: str, locked: bool) -> list[Choice]:
    """Draw one editor; what its edits amount to. Edits are kept by position, so `key` changes with the mapping's version."""
    suggesting = any(row.suggested for row in rows) and not locked
    ids = {name: account_id for account_id, name in known.every.items()}
    shown = [
        [row.words, row.meaning, row.line_count, row.amount, row.suggested, False,
         row.account if locked else ids.get(row.account, row.account) or None, vocabulary.word(vocabulary.STANDING, row.standing)]
        for row in rows
    ]  # fmt: skip
    account: Any = st.column_config.TextColumn("Account", width=200)
    if not locked:
        missing = {row.account: row.account for row in rows if row.account and row.account not in ids}
        names = {**accounts, **missing}
        account = st.column_config.SelectboxColumn(
            "Account", options=list(names), format_func=lambda value: names.get(str(value), str(value)), width=200,
            help="Only accounts of the balance sheet: this is neither income nor cost" if rows[0].balance else None,
        )  # fmt: skip
    columns: dict[str, Any] = {
        "what": st.column_config.TextColumn("What", width=214),
        "amount": figures.money_column(f"Amount ({currency})", width=104),
        **({"suggested": st.column_config.TextColumn("Suggested", width=170),
            "accept": st.column_config.CheckboxColumn("Accept", width=60, help="Take the suggested account")} if suggesting else {}),
        "account": account,
        "standing": st.column_config.TextColumn("Set", width=104),
        "lines": st.column_config.NumberColumn("Lines", width=52),
        "category": st.column_config.TextColumn("Category", width=170),
    }  # fmt: skip
    st.data_editor(
        figures.table(
            shown, what=figures.TEXT, category=figures.TEXT, lines=figures.COUNT, amount=figures.MONEY, suggested=figures.TEXT,
            accept=figures.YES, account=figures.TEXT, standing=figures.TEXT,
        ),
        key=key, hide_index=True, num_rows="fixed", disabled=True if locked else [n for n in columns if n not in ("account", "accept")],
        column_config=columns, column_order=list(columns), height=figures.height(len(rows), 12), placeholder="",
        alt="Balance movements" if rows[0].balance else "Adjustments",
    )  # fmt: skip
    edits = st.session_state.get(key, {"edited_rows": {}})["edited_rows"]
    return [] if locked else funds.choices_of(rows, {int(n): edit for n, edit in edits.items()}, known)


def _save(company: Company, payout: Payout, choices: Sequence[Choice], based_on: int) -> None:
    number = payout.settlement.settlement_id
    others = funds.others_affected(company, number, choices) if choices else 0
    with st.container(horizontal=True, vertical_alignment="center"):
        label = "Save accounts" if len(choices) != 1 else "Save account"
        saved = st.button(label, type="primary" if choices else "secondary", disabled=not choices, key=f"save_funds_{number}",
                          help=None if choices else "Choose an account first")  # fmt: skip
        if others:
            st.text(f"Holds from now on; changes {others} other {'payout' if others == 1 else 'payouts'} not posted yet.")
    if not saved:
        return
    try:
        funds.save(company, gate.user(), number, choices, based_on)
    except WorkbenchError as error:
        gate.show_error(error)
        return
    st.toast("Saved")
    st.rerun()
