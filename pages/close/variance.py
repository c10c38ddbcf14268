"""Close › Variance: from Amazon's total to the bank, by payout or by month, with every difference named or shown."""

from decimal import Decimal

import streamlit as st

from workbench.jobs import asked, review
from workbench.jobs.close import closing, proof, reporting, variance
from workbench.jobs.close.roll_forward import AccountRoll
from workbench.store import outbox, settings
from workbench.ui import figures, gate, pairs, payout_picker, roll_forward, waiting
from workbench.ui import proof as rows_of
from workbench.ui import variance as view

company = gate.company()
st.title("Variance")
everything = review.payouts(company)
if not everything:
    st.info("There are no payouts yet. Import a settlement report under Set up › Import.")
    st.stop()

SCOPES = {"payout": "One payout", "month": "One month"}
scope = st.query_params.get("scope", "payout")
st.session_state["variance_scope"] = scope if scope in SCOPES else "payout"


def keep(parameter: str, key: str) -> None:
    """Keep a choice in the address."""
    st.query_params[parameter] = st.session_state[key]


def read_back(payouts: list[str], month: str) -> dict:
    """The button that asks QuickBooks, the work's progress, and the newest answer ({} before the first)."""
    posted = [p for p in everything if p.batch and p.settlement.settlement_id in payouts]
    job = asked.variance(company, payouts, month)
    busy = job is not None and not job.ended
    words = "Asks QuickBooks what it holds for every document that was posted" if posted else "Nothing was posted yet"
    if st.button("Read QuickBooks back", type="primary", disabled=not posted or busy, help=words):
        asked.ask_variance(company, payouts, month, gate.user())
        job = asked.variance(company, payouts, month)
    found = waiting.result(company, job.job_id) if job else None
    return {"at": job.ended_at, **found} if job and found and found.get("accounts") is not None and posted else {}


def rolled(month: str, answer: dict) -> list[AccountRoll]:
    """The roll-forward from our postings, with QuickBooks' balances of the last answer beside it."""
    balances = {a["account"]: Decimal(a["quickbooks"]) for a in answer.get("accounts", []) if a["quickbooks"] is not None}
    return variance.beside(variance.roll_forward(company, month, None), balances)


def downloads(payouts: list[str], month: str) -> None:
    """The reconciliation report, made when asked for."""
    several = len({p.settlement.currency for p in everything if p.settlement.settlement_id in payouts}) > 1
    for kind, label in (("xlsx", "Report as XLSX"), ("csv", "Report as CSV")):
        st.download_button(
            label, data=lambda kind=kind: reporting.report_file(company, payouts, month, kind), disabled=several,
            help="These payouts are in several currencies; make the report of one payout" if several else None,
            file_name=reporting.report_name(payouts, month, kind), key=f"report_{kind}", on_click="ignore",
        )  # fmt: skip


def one_payout() -> None:
    """One payout: its figures, and the rows behind each."""
    payout = payout_picker.picked(everything)
    if payout is None:
        return
    number, currency = payout.settlement.settlement_id, payout.settlement.currency
    with st.container(horizontal=True, vertical_alignment="center"):
        answer = read_back([number], "")
        downloads([number], "")
        at = variance.read_back_at(company, number)
        st.text(f"Last read back {figures.moment(at)}" if at else "Not read back yet")
    v = variance.payout_variance(company, number)
    view.metrics(v)
    if v.unexplained:
        st.error(f"{figures.with_currency(v.unexplained, currency)} is unexplained.")
    view.chain(v)
    found = proof.behind(company, v)
    rows_of.missing(found, number)
    rows_of.rows(found, number, currency)
    view.explanations(v)
    with company.state.read() as connection:
        gaps = outbox.differences(connection, payout.batch.batch_id) if payout.batch else None
        names = {a["id"]: a["name"] for a in settings.get(connection, "chart").get("accounts", [])}
    if gaps is not None:
        view.by_account(gaps, names, currency)
    roll_forward.table(rolled("", answer), home, answer.get("at", ""))


def one_month() -> None:
    """Every payout deposited in a month, with totals."""
    months = sorted({p.settlement.month for p in everything}, reverse=True)
    month = st.query_params.get("month", "")
    st.session_state["variance_month"] = month if month in months else months[0]
    month = st.selectbox("Month of the deposit", months, key="variance_month", on_change=keep, args=("month", "variance_month"), width=240)
    listed = [p.settlement.settlement_id for p in everything if p.settlement.month == month]
    st.caption(figures.days_in(p.settlement.time_zone for p in everything if p.settlement.month == month))
    with st.container(horizontal=True, vertical_alignment="center"):
        answer = read_back(listed, month)
        downloads(listed, month)
    rows = [(variance.payout_variance(company, number), variance.read_back_at(company, number)) for number in listed]
    view.payouts_table(rows)
    for v, _ in rows:
        if v.unexplained:
            st.error(f"Payout {v.settlement_id}: {figures.with_currency(v.unexplained, v.currency)} is unexplained.")
    for v, _ in rows:
        view.explanations(v)
    books = closing.read(company)
    pairs.table(closing.close(company, books, month).month.pairs)
    roll_forward.table(rolled(month, answer), home, answer.get("at", ""))


with company.state.read() as connection:
    home = settings.get(connection, "chart").get("currency", "") or everything[0].settlement.currency
st.segmented_control(
    "Scope", list(SCOPES), format_func=SCOPES.get, required=True, key="variance_scope", on_change=keep, args=("scope", "variance_scope"),
    label_visibility="collapsed",
)  # fmt: skip
(one_month if st.session_state["variance_scope"] == "month" else one_payout)()
