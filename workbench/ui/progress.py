"""How far a job is: a fragment that looks a few times a second and redraws the page when the job has ended."""

from __future__ import annotations

import streamlit as st

from workbench.store import jobs
from workbench.store.company import Company

STOPPABLE = frozenset({"post", "sync", "undo"})
"""Kinds of job with safe places to stop at. The others are short, or whole or not at all."""


@st.fragment(run_every=0.5)
def job_progress(company: Company, job_id: int) -> None:
    """The job's progress bar, its words, and Stop where it can stop; when it ends, the page runs again."""
    job = jobs.get(company.state, job_id)
    if job.ended:
        st.rerun()
    share = min(job.done / job.of, 1) if job.of else 0
    counted = f" ({job.done:,} of {job.of:,})" if job.of > 1 else ""
    st.progress(share, text=_as_text(f"{job.message}{counted}"))
    if job.kind not in STOPPABLE:
        return
    stopping = jobs.stop_asked(company.state, job_id)
    label = "Stopping at the next safe place" if stopping else "Stop"
    if st.button(label, key=f"stop_{job_id}", disabled=stopping):
        jobs.ask_to_stop(company.state, job_id)
        st.rerun(scope="fragment")


def _as_text(words: str) -> str:
    r"""Words as they are: a progress bar reads Markdown, and a file's name is no markup.

    >>> print(_as_text("a_b*.txt: Reading"))
    a\_b\*\.txt\: Reading
    """
    return "".join(f"\\{letter}" if letter in "\\`*_{}[]()<>#+-.!|~:$" else letter for letter in words)
