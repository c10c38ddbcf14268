"""Close › Chain: do the settlements follow one another without a gap, and does every balance go on from one to the next?"""

import streamlit as st

from workbench.jobs import review
from workbench.jobs.settlements import chain
from workbench.ui import chain as view
from workbench.ui import gate, timeline

company = gate.company()
st.title("Chain", anchor=False)
found = chain.chains(company)
if not found:
    st.info("There are no payouts yet. Import a settlement report to begin.")
    st.page_link("pages/setup/imports.py", label="Import settlement reports")
    st.stop()

named = {chain.name_of(one, found): one for one in found}
statuses = {p.settlement.settlement_id: p.status for p in review.payouts(company)}

st.caption("A settlement begins when the one before it ends; what it holds back or owes goes on in the next. Click one to open its payout.")
key = f"{company.name}_{len(statuses)}_{len(found)}"
clicked = timeline.timeline(named, statuses, f"chain_timeline_{key}")
one = view.chosen(named)
view.standing(one)
view.findings(one)
clicked = view.table(one, f"chain_table_{key}_{one.periods[0].settlement_id}_{len(one.periods)}") or clicked
zones = ", ".join(dict.fromkeys(str(p.end.tzinfo) for p in one.periods))
st.caption(f"Amounts in {one.currency}, + is money to the seller; days in {zones}.")
view.rolled(one)
if clicked:
    st.switch_page("pages/close/payouts.py", query_params={view.PARAMETER: clicked})
