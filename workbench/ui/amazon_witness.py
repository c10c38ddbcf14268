"""What Amazon states of a payout beside its settlement report: did the money arrive, where, in which currency, and do Amazon's
other figures agree to the cent."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import streamlit as st

from workbench.jobs.amazon import status as amazon_status
from workbench.jobs.amazon.status import PayoutWitness
from workbench.money import ZERO
from workbench.store.company import Company
from workbench.store.control_totals import ControlTotal
from workbench.store.payout_facts import PayoutFact
from workbench.ui import figures, gate

SOURCE = {"payout": "List of payouts", "group": "Settlement group", "summary": "Summary (a second opinion)"}
OF = {"payout": "Payout", "group": "Settlement group"}


def witness(company: Company, settlement_id: str) -> None:
    """Draw it, closed unless something needs a look; nothing at all when no sync brought anything."""
    found = amazon_status.witness(company, settlement_id)
    if not (found.facts or found.controls):
        return
    alarming = any(fact.failed for fact in found.facts) or any(control.agrees is False for control in found.controls)
    with st.expander(summary(found), expanded=alarming, icon=":material/warning:" if alarming else None):
        for control in found.controls:
            if control.finding:
                st.warning(gate.plain(f"{control.finding.what} {control.finding.next}"))
        for fact in found.facts:
            if fact.source == "payout" and fact.failed:
                st.warning(gate.plain(_did_not_arrive(fact)))
        if found.facts:
            _facts(found.facts)
        if found.controls:
            _controls(found.controls)


def summary(found: PayoutWitness) -> str:
    """The witness in a line: what became of the money, and whether the control totals agree."""
    payout = next((fact for fact in found.facts if fact.source == "payout"), None)
    converted = next((fact for fact in found.facts if _converted(fact)), None)
    parts = [f"transfer {_word(payout.status)} {payout.transfer_at[:10]}".strip()] if payout else []
    if converted is not None:
        parts.append(f"paid out as {_converted(converted)}")
    compared = [control for control in found.controls if control.agrees is not None]
    agreeing = sum(1 for control in compared if control.agrees)
    if compared:
        parts.append(f"{agreeing} of {len(compared)} control totals agree")
    return gate.plain(f"Amazon says: {', '.join(parts)}" if parts else "What Amazon says of it")


def _did_not_arrive(fact: PayoutFact) -> str:
    reason = next((step.failure_reason for step in reversed(fact.history) if step.failure_reason), "Amazon gives no reason.")
    return f"The money did not reach the bank: {reason} A later settlement pays it; do not match this payout with the bank."


def _facts(facts: Sequence[PayoutFact]) -> None:
    """The facts beside each other, a column each; what none of them states has no row."""
    stated = [_stated(fact) for fact in facts]
    names = [name for name in stated[0] if any(each[name] for each in stated)]
    rows = [[name, *(each[name] for each in stated)] for name in names]
    rows += [
        [_word(step.status).capitalize(), *(figures.moment(step.at) if other is fact else "" for other in facts)]
        for fact in facts
        for step in fact.history
    ]
    columns = {f"fact_{n}": OF[fact.source] for n, fact in enumerate(facts)}
    st.dataframe(
        figures.table(rows, detail=figures.TEXT, **dict.fromkeys(columns, figures.TEXT)),
        column_config={
            "detail": st.column_config.TextColumn("Amazon states", width=130),
            **{name: st.column_config.TextColumn(label, width=230) for name, label in columns.items()},
        },
        hide_index=True, placeholder="", height=figures.height(len(rows), 20), alt="What Amazon states of this payout",
    )  # fmt: skip


def _stated(fact: PayoutFact) -> dict[str, str]:
    """The fact's figures by name, '' for one that Amazon does not state."""
    return {
        "Number": fact.source_id,
        "Status": _word(fact.status),
        "Amount": _amount(fact.amount, fact.currency),
        "Paid out as": _converted(fact),
        "Began with": _amount(fact.beginning, fact.currency),
        "Transferred": figures.moment(fact.transfer_at),
        "Trace number": fact.trace_id,
        "Bank account": f"ends in {fact.account_tail}" if fact.account_tail else "",
        "Note": fact.why,
    }


def _converted(fact: PayoutFact) -> str:
    """The amount in the currency of the bank account, where that is another."""
    return _amount(fact.converted, fact.converted_currency) if fact.converted_currency != fact.currency else ""


def _amount(amount: Decimal | None, currency: str) -> str:
    return "" if amount is None else figures.with_currency(amount, currency)


def _word(status: str) -> str:
    """Amazon's word for a status, in small letters.

    >>> _word("SUCCEEDED"), _word("IN_TRANSIT")
    ('succeeded', 'in transit')
    """
    return status.replace("_", " ").lower()


def _controls(controls: Sequence[ControlTotal]) -> None:
    st.dataframe(
        figures.table(
            [[SOURCE[c.source], c.amount, c.currency, _difference(c), _agrees(c)] for c in controls],
            source=figures.TEXT, amount=figures.MONEY, currency=figures.TEXT, difference=figures.MONEY, agrees=figures.TEXT,
        ),
        column_config={
            "source": st.column_config.TextColumn("Control total", width=190), "amount": figures.money_column("Amazon says", width=110),
            "currency": st.column_config.TextColumn("", width=44),
            "difference": figures.money_column("Difference", "Less the settlement's total", 90),
            "agrees": st.column_config.TextColumn("Agrees", width=190),
        },
        hide_index=True, placeholder="", width="content", height=figures.height(len(controls)), alt="Control totals",
    )  # fmt: skip


def _difference(control: ControlTotal) -> Decimal | None:
    """Amazon's figure less the settlement's total; None where the two are of different currencies."""
    if control.agrees is None:
        return None
    return ZERO if control.finding is None else control.finding.amount


def _agrees(control: ControlTotal) -> str:
    if control.agrees is None:
        return "In another currency"
    return "Yes" if control.agrees else "No"
