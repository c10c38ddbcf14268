"""Undoing a batch on its page: the way to begin, what stands in the way, and what changed in QuickBooks since it was posted."""

from __future__ import annotations

from datetime import date

import streamlit as st

from workbench.jobs.undo import drift
from workbench.store import drifts, jobs, settings
from workbench.store.company import Company
from workbench.store.jobs import Job
from workbench.store.outbox_values import Batch
from workbench.ui import figures, gate, vocabulary, waiting

_HOW = {"delete": "Delete its documents in QuickBooks", "reverse": "Keep them, and take them back by one journal entry"}


def running(company: Company, batch: Batch) -> Job | None:
    """The batch's undo that is queued or at work."""
    job = jobs.last(company.state, "undo", batch=batch.batch_id)
    return job if job is not None and not job.ended else None


def section(company: Company, batch: Batch) -> None:
    """Below a batch: its undo, running, stopped or offered, and the drift watch."""
    job = running(company, batch)
    if job is not None:
        waiting.result(company, job.job_id)
        return
    _what_stopped_it(company, batch)
    look = _last_look(company)
    looking = look is not None and not look.ended
    if st.button("Look for changes", key="drift_look", disabled=looking,
                 help="Asks QuickBooks what was edited, voided, moved or deleted since; nothing is written there"):  # fmt: skip
        jobs.ask(company.state, "drift", gate.user())
        st.rerun()
    if look is not None:
        waiting.result(company, look.job_id)
    _changes(company, batch)
    with st.expander("Go on with the undo" if batch.state == "undoing" else "Undo this batch", expanded=batch.state == "undoing"):
        _begin(company, batch)


def _what_stopped_it(company: Company, batch: Batch) -> None:
    last = jobs.last(company.state, "undo", batch=batch.batch_id)
    if batch.state == "undoing" and last is not None and last.state == "failed":
        waiting.result_or_words(last)
    elif batch.message:
        st.text(batch.message)
    if batch.state == "undoing":
        st.caption("A part of the batch is undone. Going on looks in QuickBooks first; nothing is deleted twice.")


def _last_look(company: Company) -> Job | None:
    return jobs.last(company.state, "drift")


def _begin(company: Company, batch: Batch) -> None:
    """Where a person says why, and how."""
    st.text("Takes the whole batch back in QuickBooks; the payout can then be posted anew.")
    because = st.text_input("Why", key=f"undo_because_{batch.batch_id}", help="It stays in the register and in the audit log")
    how = st.radio("How", list(_HOW), format_func=_HOW.__getitem__, key="undo_how")
    day: date | None = None
    if how == "reverse":
        day = st.date_input("On the first open day", value=None, format="YYYY-MM-DD", key="undo_day")
    st.caption("Nothing is deleted that somebody changed, that is matched with the bank, or that lies in closed books."
               if how == "delete" else "For a deposit that is matched with the bank, or books that are closed.")  # fmt: skip
    ready = bool(because.strip()) and (how == "delete" or day is not None)
    if st.button("Undo the batch", type="primary", disabled=not ready, key="undo_go"):
        jobs.ask(company.state, "undo", gate.user(), batch=batch.batch_id, because=because.strip(),
                 reverse_on=day.isoformat() if day else "")  # fmt: skip
        st.rerun()


def _changes(company: Company, batch: Batch) -> None:
    """Every change on record to the batch's documents: before, after, and the money of each account."""
    with company.state.read() as connection:
        found = drifts.recorded(connection, batch.batch_id)
        last = drifts.last_look(connection)
        names = {a["id"]: a["name"] for a in settings.get(connection, "chart").get("accounts", [])}
    if last:
        st.caption(f"Last looked for changes {figures.moment(last)}." + ("" if found else " None were seen in this batch."))
    if not found:
        return
    st.dataframe(
        figures.table(
            [
                [d.name, vocabulary.word(_KIND, d.kind), figures.day(d.before.date), figures.day(d.after.date), d.before.total,
                 d.after.total, drift.words(d, names), figures.moment(d.at)]
                for d in reversed(found)
            ],
            document=figures.TEXT, what=figures.TEXT, day_before=figures.DAY, day_after=figures.DAY, before=figures.MONEY,
            after=figures.MONEY, accounts=figures.TEXT, seen=figures.TEXT,
        ),
        column_config={
            "document": st.column_config.TextColumn("Document", width=180), "what": st.column_config.TextColumn("Was", width=84),
            "day_before": figures.day_column("Day before"), "day_after": figures.day_column("Day after"),
            "before": figures.money_column(f"Before ({batch.currency})", width=104), "after": figures.money_column("After", width=104),
            "accounts": st.column_config.TextColumn("What it did, account by account", width=360), "seen": "Seen",
        },
        hide_index=True, placeholder="", height=figures.height(len(found), 8), alt=f"Changes in QuickBooks to batch {batch.batch_id}",
    )  # fmt: skip


_KIND = {"deleted": "Deleted", "voided": "Voided", "moved": "Moved", "edited": "Edited", "restored": "Set back"}
