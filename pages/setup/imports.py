"""Set up › Import: Amazon's reports in, whole or not at all; what became of each; versions that wait; every file there is."""

import streamlit as st

from workbench.jobs.settlements import versions
from workbench.store import jobs
from workbench.ui import gate, waiting
from workbench.ui import imports as view

company = gate.company()
st.title("Import", anchor=False)

JOB = f"import_job_{company.name}"
ROUND = "import_round"
attempt = st.session_state.setdefault(ROUND, 0)
running = next((job for job in jobs.recent(company.state) if job.kind == "import" and not job.ended), None)
uploaded = st.file_uploader(
    "Amazon's reports: settlements (V2, V1, XML), transactions, deferred transactions", accept_multiple_files=True,
    key=f"upload_{attempt}", disabled=running is not None,
    help="From Seller Central, Payments: All statements (flat file V2), or Reports Repository (transactions). What a file is, is told "
         "from its content. Each is taken whole or refused whole.",
)  # fmt: skip
label = "Import" if not uploaded else f"Import {len(uploaded)} {'file' if len(uploaded) == 1 else 'files'}"
if st.button(label, type="primary", disabled=not uploaded or running is not None):
    archived = [(company.archive.keep_bytes(file.getvalue()), file.name) for file in uploaded]
    st.session_state[JOB] = jobs.ask(company.state, "import", gate.user(), files=archived)
    st.session_state[ROUND] = attempt + 1
    st.rerun()

if running:
    st.session_state[JOB] = running.job_id
if JOB in st.session_state:
    found = waiting.result(company, st.session_state[JOB])
    if found:
        view.results(found["files"])
        st.page_link("pages/close/payouts.py", label="Go to the payouts")

standing = versions.waiting(company)
if standing:
    st.subheader("New versions", anchor=False)
    for one in standing:
        view.waiting(company, one)

st.subheader("Files in the books", anchor=False)
view.files(company)
