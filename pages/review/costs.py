"""Review › Costs: what a unit of each SKU costs and since when; a SKU that was sold without a cost holds its payouts up."""

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.jobs.mapping import costs
from workbench.mapping.costs import Cost
from workbench.store import costs as stored
from workbench.ui import costs as shown
from workbench.ui import gate

company = gate.company()
st.title("Costs", anchor=False)
with company.state.read() as connection:
    on, said, counting = costs.is_on(connection), stored.history(connection), stored.known(connection)
rows = costs.rows(company)
if not on:
    st.info("The cost of goods sold is not posted. Costs can be given all the same.")
    st.page_link("pages/setup/settings.py", label="Switch it on under Settings")
if not rows:
    st.info("Nothing that was sold has a SKU yet. Import a settlement report under Set up › Import.")
    st.stop()

lacking = [row for row in rows if row.held]
if lacking:
    held = {payout for row in lacking for payout in row.held}
    units = sum(row.missing_units for row in lacking)
    words = (f"{len(lacking):,} {'SKU has' if len(lacking) == 1 else 'SKUs have'} no cost on the day of a sale: {units:,} "
             f"{'unit' if units == 1 else 'units'} in {len(held):,} {'payout' if len(held) == 1 else 'payouts'}")  # fmt: skip
    (st.warning if on else st.caption)(f"{words}, which cannot be posted before." if on else f"{words}.")
other = costs.posted_otherwise(company)
if other:
    st.warning(f"{len(other):,} posted {'cost is another' if len(other) == 1 else 'costs are others'} by now: look under Posted.")

edited: list[Cost] = []
skus, several, posted, history = st.tabs([f"SKUs ({len(rows):,})", "Paste or import", "Posted", "History"])
with skus:
    st.caption("A cost counts from its day until the next one begins. Payouts that are posted keep the cost of their posting.")
    try:
        edited = shown.editor(rows, f"costs_{company.name}_{st.session_state.get(shown.SAVED, 0)}")
    except WorkbenchError as error:
        gate.show_error(error)
    if st.button(f"Save costs ({len(edited):,})" if edited else "Save costs", type="primary", disabled=not edited):
        costs.say(company, gate.user(), edited)
        shown.saved("Saved")
with several:
    shown.lists(company)
with posted:
    shown.otherwise(other)
    shown.posted(costs.posted_by_month(company))
with history:
    shown.history(company, said, counting)
