"""How far a job is: a fragment that looks a few times a second and redraws the page when the job has ended."""

from __future__ import annotations

import streamlit as st

from workbench.store import jobs
from workbench.store.company import Company


@st.fragment(run_every=0.5)
def job_progress(company: Company, job_id: int) -> None:
    """The job's progress bar, words and Stop button; when it ends, the page runs again."""
    job = jobs.get(company.state, job_id)
    if job.ended:
        st.rerun()
    st.progress(min(job.done / job.of, 1) if job.of else 0, text=f"{job.message} ({job.done:,} of {job.of:,})" if job.of else job.message)
    if st.button("Stop", key=f"stop_{job_id}"):
        jobs.ask_to_stop(company.state, job_id)
