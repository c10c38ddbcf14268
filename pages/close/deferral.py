"""Close › Deferral: what Amazon held back at a month's end, and the entry that puts it into its month."""

import streamlit as st

from workbench import clock
from workbench.jobs.close import closing
from workbench.jobs.close import deferral as month_end
from workbench.ui import address, figures, gate, waiting
from workbench.ui import deferral as view

company = gate.company()
st.title("Deferral", anchor=False)
if not any(month_end.is_on(company)):
    st.info(f"This is switched off. {view.MEANS}")
    st.page_link("pages/setup/settings.py", label="Switch it on under Set up › Settings, Month's end")
    st.stop()
months = closing.months(closing.read(company))
if not months:
    st.info("There are no payouts yet. Connect Amazon and sync to begin.")
    st.page_link("pages/setup/amazon.py", label="Amazon")
    st.stop()

newest = next((month for month in months if month < clock.now().date().isoformat()[:7]), months[0])
keep = address.kept("month", "deferral_month", months, newest)
with st.container(horizontal=True, vertical_alignment="center"):
    month = st.selectbox("Month", months, key="deferral_month", on_change=keep, width=130, label_visibility="collapsed")
    job = view.look(company, month)
    if st.button("Work out anew" if job else "Work out", disabled=job is not None and not job.ended):
        view.ask(company, month)
        job = view.look(company, month)
    if job is not None and job.ended:
        st.caption(f"As of {figures.moment(job.ended_at)}")
found = waiting.result(company, job.job_id) if job else None
if found is None:
    st.stop()
if not found["marketplaces"]:
    st.info("No sync has read transactions of this company yet.")
    st.page_link("pages/setup/amazon.py", label="Amazon")
for one in found["marketplaces"]:
    view.totals(one)
    view.findings(one["findings"])
    view.to_post(company, one, month)
    with st.expander("Transactions"):
        view.lines(one, f"deferral_{month}_{one['country']}")
