"""Close › Payouts: the list, and one payout opened: its figures, what stands in its way, what it is made of."""

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.jobs import breakdown, review
from workbench.jobs.settlements import chain, cross_checks
from workbench.ui import address, amazon_witness, charts, gate, payouts
from workbench.ui.funds import funds_in_payout
from workbench.ui.included import included

company = gate.company()
st.title("Payouts", anchor=False)
every = review.payouts(company)
if not every:
    st.info("There are no payouts yet. Import a settlement report to begin.")
    st.page_link("pages/setup/imports.py", label="Import settlement reports")
    st.stop()

VIEWS = {"transactions": "Included transactions", "funds": "Funds in this payout", "waterfall": "Waterfall"}
left, right = st.columns([2, 3], gap="medium")

with left:
    part = payouts.filtered(every)
    st.caption(payouts.totals(part))
    if part:
        payouts.table(part, payouts.shown_id(every), f"payouts_{company.name}_{'_'.join(p.settlement.settlement_id for p in part)}")
    else:
        st.info("No payout is of this marketplace, status and month.")


@st.fragment(key=payouts.DETAIL)
def detail() -> None:
    """The payout of the address."""
    number = payouts.shown_id(every)
    if not number:
        st.warning("The payout of this address is not in these books. Choose one of the list.")
        return
    payout = review.payout(company, number)
    payouts.heading(payout)
    payouts.metrics(payout)
    payouts.variance(payout)
    amazon_witness.witness(company, number)
    payouts.notes([*cross_checks.findings(company, number), *chain.findings(company, number)])
    standing = [] if payout.batch else review.findings(company, number)
    payouts.obstacles(standing)
    with st.container(horizontal=True, vertical_alignment="center"):
        actions(payout)
        payouts.ways(standing, number)
    keep = address.kept("view", "payout_view", VIEWS, "transactions")
    view = st.segmented_control(
        "View", list(VIEWS), format_func=VIEWS.get, required=True, key="payout_view", on_change=keep, label_visibility="collapsed"
    )
    if view == "transactions":
        included(company, payout.settlement, payout.batch is not None)
    elif view == "funds":
        funds_in_payout(company, payout)
    else:
        charts.waterfall(breakdown.steps(company, number), payout.settlement.total, payout.settlement.currency)


def actions(payout: review.Payout) -> None:
    """Confirm what is complete; go on to posting."""
    number = payout.settlement.settlement_id
    counts = review.status_counts(company, number)
    complete = counts["for-review"][0] - counts["incomplete"][0]
    if payout.batch is None and complete and st.button(f"Confirm all complete ({complete:,})", type="primary"):
        try:
            review.confirm(company, number, gate.user())
        except WorkbenchError as error:
            gate.show_error(error)
        else:
            st.rerun()
    ready = payout.status == "ready"
    if payout.batch:
        label, why = "See its batch…", "What was posted, document by document"
    else:
        label, why = "Plan and post…", "Shows every document before anything is sent" if ready else "First do what stands in the way"
    if st.button(label, type="primary" if ready else "secondary", disabled=not (ready or payout.batch), help=why):
        st.switch_page("pages/post/batches.py", query_params={payouts.PARAMETER: number})


with right:
    detail()
