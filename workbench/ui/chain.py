"""The chain of settlements on a page: how it stands, its settlements one below the other, its balance with Amazon."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

import streamlit as st

from workbench.money import ZERO
from workbench.reconcile.chain import Chain
from workbench.reconcile.chain_words import meets
from workbench.ui import figures, selection

PARAMETER = "payout"
_KEY = "chain_account"
_MONEY = {
    "reserve_returned": ("Reserve back", "Held in the settlement before, given back in this one"),
    "reserve_held": ("Reserve held", "Held back at the end of this settlement"),
    "carried": ("Debt carried", "Owed to Amazon from the settlement before (Payable to Amazon)"),
    "charged": ("Card charged", "Paid to Amazon with the seller's card (Successful charge)"),
    "sent_back": ("Sent back", "Earlier transfers that the bank returned, put back by Amazon"),
}
_ROLLED = {
    "opening": "Balance before the first settlement",
    "activity": "Earned and spent",
    "charged": "Charged to the card",
    "sent_back": "Transfers the bank sent back",
    "other_movements": "Other movements of the balance",
    "transfers": "Sent to the bank",
    "closing": "Balance after the last settlement",
    "unproved": "Not proved",
}
_OPTIONAL = ("charged", "sent_back", "other_movements")


def chosen(named: Mapping[str, Chain]) -> Chain:
    """The chain with the payout of the address, or the first that is broken, or the first; a select box where there are several."""
    asked = st.query_params.get(PARAMETER, "")
    with_payout = (name for name, chain in named.items() if any(p.settlement_id == asked for p in chain.periods))
    broken = (name for name, chain in named.items() if not chain.unbroken)
    st.session_state[_KEY] = next(with_payout, next(broken, next(iter(named))))

    def keep() -> None:
        st.query_params[PARAMETER] = named[st.session_state[_KEY]].periods[-1].settlement_id

    if len(named) > 1:
        st.selectbox(
            "Account", list(named), key=_KEY, on_change=keep, width=420, label_visibility="collapsed",
            format_func=lambda name: name if named[name].unbroken else f"{name} · not proved",
        )  # fmt: skip
    return named[st.session_state[_KEY]]


def standing(chain: Chain) -> None:
    """Whether the chain is unbroken, in a sentence."""
    first, last, count = chain.periods[0], chain.periods[-1], len(chain.periods)
    span = f"{count:,} {'settlement' if count == 1 else 'settlements'} from {first.start:%Y-%m-%d} to {last.end:%Y-%m-%d}"
    if not chain.unbroken:
        st.warning(f"{span}. The chain is not proved: see what to do below.")
    elif count == 1:
        st.info(f"{span}. There is nothing to hold it against yet.")
    elif all("not-known" not in (joint.reserve.standing, joint.debt.standing) for joint in chain.joints):
        st.success(f"{span}. None is missing, and every reserve and debt goes on from one to the next.")
    else:
        st.info(f"{span}. None is missing. Where transaction reports stand in for a settlement report, the balance is not proved.")


def findings(chain: Chain) -> None:
    """What does not prove, each with what to do; the way to the import where a file is missing."""
    if not chain.findings:
        return
    with st.container(border=True, gap="small"):
        for _, finding in chain.findings:
            st.text(f"{finding.where[:1].upper()}{finding.where[1:]}: {finding.what} {finding.next}")
        if any(joint.meeting != "joined" for joint in chain.joints):
            st.page_link("pages/setup/imports.py", label="Import a report", icon=":material/arrow_forward:", icon_position="right")


def table(chain: Chain, key: str) -> str:
    """The settlements, newest first, with what is missing between them; the payout that was clicked, or ''."""
    shown = [name for name in _MONEY if any(getattr(p, name) for p in chain.periods)]
    rows = _rows(chain, shown)
    st.dataframe(
        figures.table(
            [cells for _, cells in rows], period=figures.TEXT, payout=figures.TEXT, total=figures.MONEY,
            **dict.fromkeys(shown, figures.MONEY), transfer=figures.MONEY, joint=figures.TEXT,
        ),
        column_config={
            "period": st.column_config.TextColumn("Period", width=138), "payout": st.column_config.TextColumn("Payout", width=96),
            "total": figures.money_column(f"Total ({chain.currency})", width=92),
            **{name: figures.money_column(_MONEY[name][0], _MONEY[name][1], 86) for name in shown},
            "transfer": figures.money_column("Transfer", "Sent to the bank: the total, when it is not below zero", 86),
            "joint": st.column_config.TextColumn("How it follows the one before", width=320),
        },
        key=key, on_select="rerun", selection_mode=selection.ROW, hide_index=True, placeholder="",
        height=figures.height(len(rows), 24), alt="Settlements of the chain",
    )  # fmt: skip
    row = selection.clicked(key)
    return rows[row][0] if row is not None and row < len(rows) else ""


Row = tuple[str, list[object]]
"""The payout a row leads to ('' for a hole, or a settlement that is only in part in view), and its cells."""


def _rows(chain: Chain, shown: Sequence[str]) -> list[Row]:
    before = {joint.after.settlement_id: joint for joint in chain.joints}
    lost = {p.settlement_id: f.into.settlement_id for f in chain.failed for p in f.payouts}
    rows: list[Row] = []
    for p in reversed(chain.periods):
        joint = before.get(p.settlement_id)
        words = meets(joint) if joint else "The first in these books."
        if p.settlement_id in lost:
            words = f"Its transfer came back with payout {lost[p.settlement_id]}. {words}"
        movements = [getattr(p, name) or None for name in shown]
        sent = p.transfer if p.complete and p.transfer else None
        opens = p.settlement_id if p.complete else ""
        words = words if p.complete else f"Only in part. {words}"
        rows.append((opens, [_span(p.start, p.end), p.settlement_id, p.total, *movements, sent, words]))
        if joint and joint.meeting == "hole":
            nothing = [None] * (len(shown) + 2)
            rows.append(("", [_span(joint.before.end, joint.after.start), "Missing", *nothing, "No file covers this time."]))
    return rows


def _span(start: datetime, end: datetime) -> str:
    return f"{start:%Y-%m-%d} – {end:%m-%d}" if start.year == end.year else f"{start:%Y-%m-%d} – {end:%Y-%m-%d}"


def rolled(chain: Chain) -> None:
    """The balance with Amazon from the first settlement to the last; what does not tie stands last and must be 0.00."""
    found = chain.rolled
    signs = {"transfers": -1}
    rows: list[list[object]] = []
    for name, words in _ROLLED.items():
        amount: Decimal = getattr(found, name) * signs.get(name, 1)
        if amount != ZERO or name not in _OPTIONAL:
            rows.append([words, amount])
    st.dataframe(
        figures.table(rows, figure=figures.TEXT, amount=figures.MONEY),
        column_config={
            "figure": st.column_config.TextColumn("Balance with Amazon", width=260),
            "amount": figures.money_column(f"Amount ({chain.currency})", "Reserves held by Amazon, less debts to Amazon", 140),
        },
        hide_index=True, width="content", alt="Balance with Amazon from the first settlement to the last",
    )  # fmt: skip
