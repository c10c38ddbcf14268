"""Pre-flight on a page: what in QuickBooks stands in the way of a plan, and the entries of others that may be the payout."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.jobs import asked
from workbench.jobs.post import guard
from workbench.store import jobs
from workbench.store.company import Company
from workbench.store.foreign_answers import Answer
from workbench.ui import figures, gate, vocabulary, waiting

ANSWER = {"this-payout": "This payout", "something-else": "Something else", "": "Not answered"}
LABELS: dict[Answer, str] = {"this-payout": "It is this payout", "something-else": "It is something else"}
MEANS: dict[Answer, str] = {
    "this-payout": "The payout stands in QuickBooks already. It is then never posted from here; its status becomes Posted elsewhere.",
    "something-else": "The entries have nothing to do with this payout, and it may be posted beside them.",
}

Checks = Sequence[Mapping[str, Any]]


def current(company: Company, settlement_id: str, dry_run: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The checks of a dry run, with the answers as they stand now."""
    return guard.with_answers(company, settlement_id, dry_run.get("preflight", []))


def clear(checks: Checks) -> bool:
    """Whether nothing stands in the way of posting."""
    return not any(check["blocks"] for check in checks)


def show(company: Company, settlement_id: str, checks: Checks, currency: str) -> None:
    """What stands in the way, each with what to do; then the entries of others, to be answered."""
    for check in checks:
        if check["entry"] is None:
            st.warning(f"{gate.plain(check['what'])} {gate.plain(check['next'])}")
            st.text(check["where"])
    entries = [check for check in checks if check["entry"] is not None]
    if not entries:
        if not checks:
            st.caption("QuickBooks was asked: books open, accounts and items there, numbers free, no entry of others for this payout.")
        return
    _foreign(company, settlement_id, entries, currency)


def look(company: Company, settlement_id: str, currency: str) -> None:
    """A payout that cannot be posted yet: whether somebody booked it already, asked when a person wants to know."""
    job = asked.foreign_entries(company, settlement_id)
    if st.button("Look for it in QuickBooks", key=f"foreign_look_{settlement_id}",
                 help="What another tool or a person has booked needs neither mapping nor review: say so, and it is done"):  # fmt: skip
        job = jobs.get(company.state, asked.ask_foreign_entries(company, settlement_id, gate.user()))
    found = waiting.result(company, job.job_id) if job else None
    if job is None or found is None:
        return
    entries = current(company, settlement_id, found)
    if entries:
        _foreign(company, settlement_id, entries, currency)
    else:
        st.caption(f"Nothing in QuickBooks looked like this payout ({figures.moment(job.ended_at or job.at)}).")


def _foreign(company: Company, settlement_id: str, entries: Checks, currency: str) -> None:
    st.subheader("Entries that were not made here", anchor=False)
    st.caption("Each may be this payout, booked by another tool or by hand. Posting waits until you have said what they are.")
    _answering(company, settlement_id, entries, _table(settlement_id, entries, currency))


def _table(settlement_id: str, entries: Checks, currency: str) -> list[int]:
    """The entries; returns the rows that are selected."""
    rows = [
        [vocabulary.word(vocabulary.ENTITY, e["entity"]), e["number"] or e["quickbooks_id"], figures.day(e["date"]), Decimal(c["amount"]),
         " ".join(e["reasons"]), f"Payout {e['other_payout']}" if e["other_payout"] else ANSWER[e["answer"]], e["memo"]]
        for c in entries for e in [c["entry"]]
    ]  # fmt: skip
    selected = st.dataframe(
        figures.table(rows, entity=figures.TEXT, number=figures.TEXT, date=figures.DAY, amount=figures.MONEY, why=figures.TEXT,
                      answer=figures.TEXT, memo=figures.TEXT),
        column_config={
            "entity": st.column_config.TextColumn("Document", width=100), "number": st.column_config.TextColumn("Number", width=110),
            "date": figures.day_column("Date"), "amount": figures.money_column(f"Amount ({currency})"),
            "why": st.column_config.TextColumn("Why it may be this payout", width=300),
            "answer": st.column_config.TextColumn("Answer", width=110), "memo": st.column_config.TextColumn("Memo", width=200),
        },
        key=f"foreign_{settlement_id}", on_select="rerun", selection_mode="multi-row", hide_index=True,
        height=figures.height(len(rows), 8), alt="Entries in QuickBooks that were not made here and may be this payout",
    )  # fmt: skip
    chosen = selected["selection"]["rows"]
    return [row for row in chosen if row < len(rows)]


def _answering(company: Company, settlement_id: str, entries: Checks, selected: Sequence[int]) -> None:
    """The two answers, for the selected entries or, without a selection, for all that nobody answered for."""
    meant = [entries[row] for row in selected] or [c for c in entries if not c["entry"]["answer"]]
    meant = [check for check in meant if not check["entry"]["other_payout"]]
    if not meant:
        return
    st.text(f"About {'this entry' if len(meant) == 1 else f'these {len(meant):,} entries'}:")
    because = st.text_input("How do you know?", key=f"foreign_because_{settlement_id}", max_chars=300,
                            help="Goes into the audit log with your answer")  # fmt: skip
    with st.container(horizontal=True):
        for said, label in LABELS.items():
            if st.button(label, key=f"foreign_{said}_{settlement_id}", help=MEANS[said], disabled=not because.strip()):
                _answer(company, settlement_id, said, because, meant)


def _answer(company: Company, settlement_id: str, said: Answer, because: str, meant: Checks) -> None:
    try:
        guard.answer(company, settlement_id, said, because, gate.user(), meant)
    except WorkbenchError as error:
        gate.show_error(error)
    else:
        st.rerun()


def elsewhere(company: Company, settlement_id: str) -> None:
    """A payout that stands in QuickBooks already: which entry it is, who said so and why, and the way back."""
    linked = [a for a in guard.answers_of(company, settlement_id).values() if a.answer == "this-payout"]
    st.info("This payout stands in QuickBooks already and is not posted from here.")
    for one in linked:
        st.text(f"{one.shown}\nSaid by {one.by}, {figures.moment(one.at)}: {one.because}")
    because = st.text_input("If that was wrong: why?", key=f"foreign_back_{settlement_id}", max_chars=300)
    if st.button("Take the answer back", disabled=not because.strip(), key=f"foreign_open_{settlement_id}"):
        guard.take_back(company, settlement_id, [(a.entity, a.quickbooks_id) for a in linked], because, gate.user())
        st.rerun()
