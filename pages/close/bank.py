"""Close › Bank: which line of the bank is which payout, and which of them to match in QuickBooks."""

import streamlit as st

from workbench.jobs.bank import bank_matching, bank_step
from workbench.store import jobs
from workbench.ui import bank, bank_matches, bank_upload, gate, waiting

company = gate.company()
st.title("Bank", anchor=False)
lines = bank_step.lines(company)
if not lines:
    st.info("There are no payouts yet. Import a settlement report to begin.")
    st.page_link("pages/setup/imports.py", label="Import settlement reports")
    st.stop()


def in_quickbooks() -> None:
    """What to do in QuickBooks' own bank page, and what went wrong there."""
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


def statement() -> None:
    """The bank's own statement beside the payouts."""
    bank_upload.upload(company)
    found = bank_matching.at_bank(company)
    if not found.statements:
        st.text("Import the statement of the bank account: each payout is then proved by its line, to the cent.")
        return
    bank_matches.show_error()
    bank_matches.totals(found)
    bank_matches.suggested(company, found)
    bank_matches.ambiguous(company, found)
    bank_matches.waiting(found.waiting)
    bank_matches.without_payout(found.without_payout)
    bank_matches.matched(company, found.confirmed)
    bank_matches.statements(company, found.statements)


first, second = st.tabs(["Match in QuickBooks", "Bank statement"])
with first:
    in_quickbooks()
with second:
    statement()
