"""Close › Overview: what needs a person today, and how each month stands."""

import streamlit as st

from workbench.jobs import overview, review
from workbench.store import jobs
from workbench.ui import gate, progress, tasks

company = gate.company()
st.title("Overview", anchor=False)
payouts = review.payouts(company)
if not payouts:
    st.info("These books are empty. Import Amazon's settlement reports (flat file V2) to begin.")
    st.page_link("pages/setup/imports.py", label="Import settlement reports")
    st.stop()

running = next((job for job in jobs.recent(company.state) if not job.ended), None)
if running:
    progress.job_progress(company, running.job_id)

st.subheader("What needs you", anchor=False)
tasks.listed(overview.tasks(company, payouts))
others = {one.name: overview.tasks(one, review.payouts(one)) for one in gate.companies() if one.name != company.name}
if others:
    st.subheader("Other companies", anchor=False)
    tasks.elsewhere(others)
st.subheader("Months", anchor=False)
st.caption("Select a month to see its payouts.")
tasks.months(overview.months(payouts))
