"""What a person chooses for one payout before it is posted: the rate of its currency, and the first open day for closed books."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.jobs.post import first_open, rates
from workbench.posting.first_open_day import first_open_day
from workbench.store.company import Company
from workbench.store.settlements import Settlement
from workbench.ui import figures, gate
from workbench.ui.preflight import Checks


def rate(company: Company, s: Settlement) -> None:
    """The rate of a payout in another currency than the books', given or to be given; nothing where none is needed or none can be."""
    exchange, given = rates.exchange_of_payout(company, s)
    if not (exchange.is_foreign and exchange.several):
        return
    key = f"rate_{s.settlement_id}"
    if given is not None:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(f"1 {exchange.currency} = {given.rate} {exchange.home}, of {given.day} ({given.source})")
            if st.button("Change the rate", key=f"{key}_back", type="tertiary"):
                _do(lambda: rates.take_back(company, gate.user(), s.settlement_id))
        return
    st.text(f"The payout is in {exchange.currency}, the books are kept in {exchange.home}. Its documents need the rate.")
    with st.form(key, border=False):
        with st.container(horizontal=True):
            number = st.text_input(f"{exchange.home} for 1 {exchange.currency}", key=f"{key}_number", placeholder="1.0850", width=150,
                                   help="With all decimals of its source. It is never looked up or guessed.")  # fmt: skip
            day = st.date_input("Of the day", figures.day(s.deposit_day), key=f"{key}_day", width=150, format="YYYY-MM-DD")
            source = st.text_input("From", key=f"{key}_source", placeholder="European Central Bank", max_chars=300, width=260,
                                   help="Goes into the audit log with the rate")  # fmt: skip
        kept = st.form_submit_button("Keep this rate")
    if kept:
        _do(lambda: rates.give(company, gate.user(), s.settlement_id, number, str(day), source))


def at_home(dry_run: Mapping[str, Any]) -> None:
    """The effect in the books' currency, beside the one in the payout's."""
    home = dry_run.get("home")
    if not home:
        return
    effect = home["trial_balance_effect"]
    st.caption(f"In {home['currency']} at {home['rate']} the payout is {figures.with_currency(Decimal(home['total']), home['currency'])}. "
               "Each account's sum is rounded here once. QuickBooks rounds each line, and books the cents left over as exchange gain or "
               "loss.")  # fmt: skip
    st.dataframe(
        figures.table(
            [[line["account"], Decimal(line["debit"]) or None, Decimal(line["credit"]) or None] for line in effect],
            account=figures.TEXT, debit=figures.MONEY, credit=figures.MONEY,
        ),
        column_config={
            "account": st.column_config.TextColumn("Account", width=260),
            "debit": figures.money_column(f"Debit ({home['currency']})", width=130),
            "credit": figures.money_column(f"Credit ({home['currency']})", width=130),
        },
        hide_index=True, placeholder="", height=figures.height(len(effect), 20), alt="Effect on the trial balance in the books' currency",
    )  # fmt: skip


def closed_books(company: Company, s: Settlement, dry_run: Mapping[str, Any], checks: Checks) -> None:
    """The offer to post on the first open day what lies in closed books, or what that does once it was chosen."""
    key = f"first_open_{s.settlement_id}"
    chosen = first_open.chosen_for(company, s.settlement_id)
    if chosen is not None:
        day, moved = first_open_day(chosen.closed_through), dry_run.get("first_open_day") or {"documents": 0}
        st.info(f"What lies in the books closed through {chosen.closed_through} is posted on {day}: {moved['documents']:,} documents. "
                f"Each line says its true day. Their amounts belong to the month {day[:7]}, in QuickBooks and in our entries "
                "alike.")  # fmt: skip
        st.text(f"Why: {chosen.because}")
        if st.button("Take it back", key=f"{key}_back", help="The documents have their own days again"):
            _do(lambda: first_open.take_back(company, gate.user(), s.settlement_id))
    closed = next((check["closed_through"] for check in checks if check["code"] == "closed-books"), "")
    if closed:
        because = st.text_input("Why does the month stay closed?", key=f"{key}_because", max_chars=300,
                                help="Goes into the audit log with the choice")  # fmt: skip
        if st.button("Post on the first open day", key=f"{key}_choose", disabled=not because.strip(),
                     help="For this payout alone: what is dated in the closed books takes the first open day"):  # fmt: skip
            _do(lambda: first_open.choose(company, gate.user(), s.settlement_id, closed, because))


def _do(act: Callable[[], object]) -> None:
    """Carry a choice out and draw the page anew, or say why not."""
    try:
        act()
    except WorkbenchError as error:
        gate.show_error(error)
    else:
        st.rerun()
