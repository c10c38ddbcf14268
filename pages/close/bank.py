"""Close › Bank: which line of the bank to match with which deposit in QuickBooks, and what must be mended first."""

import streamlit as st

from workbench.jobs import bank_step
from workbench.store import jobs
from workbench.ui import bank, gate, waiting

company = gate.company()
st.title("Bank", anchor=False)
lines = bank_step.lines(company)
if not lines:
    st.info("There are no payouts yet. Import a settlement report to begin.")
    st.page_link("pages/setup/imports.py", label="Import settlement reports")
    st.stop()

bank.what_to_do()
bank.to_match([line for line in lines if line.standing == "match"])

asked = {"question": "bank-step", "of": {}}
job = jobs.last(company.state, "ask", **asked)
if any(line.standing == "match" for line in lines):
    running = job is not None and not job.ended
    if st.button("Look for lines that were added instead of matched", disabled=running, help="It is looking" if running else None):
        job = jobs.get(company.state, jobs.ask(company.state, "ask", gate.user(), **asked))
    if job is not None:
        found = waiting.result(company, job.job_id)
        if found is not None:
            bank.twins(found["twins"], job.ended_at)
bank.not_ready([line for line in lines if line.standing in ("unposted", "attention")])
bank.nothing_comes([line for line in lines if line.standing == "none"])
