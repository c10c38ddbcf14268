"""Close › Month: what is done, what stands in the way, and who stands for it."""

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.jobs import asked
from workbench.jobs.close import close_package, closing, handed_over
from workbench.reconcile.sign_off import Act
from workbench.ui import company_picker, gate, waiting
from workbench.ui import month as view

company = gate.company()
st.title("Month", anchor=False)
books = closing.read(company)
months = closing.months(books)
if not months:
    st.info("There are no payouts yet. Import a settlement report to begin.")
    st.page_link("pages/setup/imports.py", label="Import settlement reports")
    st.stop()


def keep() -> None:
    """Keep the month in the address."""
    st.query_params["month"] = st.session_state["close_month"]


def do(act: Act, because: str) -> None:
    """Record an act on the figures as they were shown."""
    try:
        closing.act(company, now.month.month, act, gate.user(), because, now.content)
    except WorkbenchError as error:
        st.session_state["close_refused"] = error


asked_for = st.query_params.get("month", "")
st.session_state["close_month"] = asked_for if asked_for in months else months[0]
month = st.selectbox("Month", months, key="close_month", on_change=keep, width=200, label_visibility="collapsed")
now = closing.close(company, books, month)
with st.container(horizontal=True, vertical_alignment="center"):
    job = asked.variance(company, now.payouts_to_read, month)
    busy = job is not None and not job.ended
    posted = bool(now.month.accounts)
    if st.button("Read QuickBooks back", disabled=busy or not posted, help=None if posted else "Nothing was posted yet"):
        asked.ask_variance(company, now.payouts_to_read, month, gate.user())
        job = asked.variance(company, now.payouts_to_read, month)
    if job and not job.ended:
        waiting.result(company, job.job_id)
    done = sum(check.done for check in now.checks)
    st.download_button(
        "Close package", data=lambda: handed_over.file(company, month), file_name=handed_over.name(month), key="whole_package",
        on_click="ignore", help="One zip: the workbooks and statements, the tables as CSV, a manifest, and scripts that add it all anew",
    )  # fmt: skip
    for currency in now.currencies:
        st.download_button(
            f"Workbook {currency}", data=lambda currency=currency: close_package.file(company, month, currency),
            file_name=close_package.name(month, currency, "xlsx"), key=f"package_{currency}", on_click="ignore",
            help="The checks below, who signed, and every payout that touches the month, from Amazon's lines to the bank",
        )  # fmt: skip
        st.download_button(
            f"Statement {currency}", data=lambda currency=currency: close_package.pdf(company, month, currency),
            file_name=close_package.name(month, currency, "pdf"), key=f"statement_{currency}", on_click="ignore",
            help="A PDF to sign: the checks, each payout from Amazon to QuickBooks, and what the month did to each account",
        )  # fmt: skip
    st.text(f"{done} of {len(now.checks)} checks done")
refused = st.session_state.pop("close_refused", None)
if refused:
    gate.show_error(refused)
view.checks(now.checks, month)
view.sign(now, do)
view.history(now)
st.subheader("All months", anchor=False)
listed = [(one.name, each) for one in gate.companies() for each in closing.grid(one, closing.read(one))]
clicked = view.grid(sorted(listed, key=lambda row: (row[1].month.month, row[0]), reverse=True))
if clicked and clicked != (company.name, month):
    if clicked[0] != company.name:
        company_picker.go_to(clicked[0])
    st.query_params["month"] = clicked[1]
    st.rerun()
