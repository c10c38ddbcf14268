"""Review › Products: what each SKU is sold as in QuickBooks; what is only close, or unknown, waits for a person."""

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.jobs.mapping import products
from workbench.jobs.quickbooks import options
from workbench.store import jobs, settings
from workbench.ui import gate, waiting
from workbench.ui import products as shown

READING = "reading_products"

company = gate.company()
st.title("Products", anchor=False)
with company.state.read() as connection:
    tracking = settings.get(connection, "product_tracking")
for key in (shown.CREATING, READING):
    if job_id := st.session_state.get(key):
        done = waiting.result(company, job_id)
        if jobs.get(company.state, job_id).ended:
            del st.session_state[key]
        if done and key == shown.CREATING:
            st.success(f"{len(done['created'])} created in QuickBooks, {len(done['adopted'])} found there and taken.")

if not options.options(company).at:
    st.info("QuickBooks was not read yet, so there is nothing to match with.")
    st.page_link("pages/setup/quickbooks.py", label="Connect QuickBooks")
    st.stop()
if not tracking:
    st.info("Product tracking is off: every sale is posted with the default sales item, whatever its SKU.")
    st.page_link("pages/setup/settings.py", label="Switch it on under Settings")
    st.stop()
rows, items = products.rows(company), products.offered(company)
if not rows:
    st.info("Nothing that was sold has a SKU yet. Import a settlement report under Set up › Import.")
    st.stop()

st.caption("A sale is posted with the product of its SKU, and so to that product's own income account. Where the product is stock, "
           "QuickBooks itself moves quantity and cost. Nothing is created unless you ask for it.")  # fmt: skip
if st.button("Read the products anew", help="After you changed products in QuickBooks"):
    st.session_state[READING] = jobs.ask(company.state, "ask", gate.user(), question="accounts", of={})
    st.rerun()

open_ones, settled = [r for r in rows if not r.match.is_settled], [r for r in rows if r.match.is_settled]
token = f"{company.name}_{st.session_state.get('products_saved', 0)}"
chosen: dict[str, str | None] = {}
ticked = []
review, matched = st.tabs([f"For review ({len(open_ones):,})", f"Matched ({len(settled):,})"])
with review:
    if open_ones:
        st.caption("Payouts that sold these cannot be posted before. Accept what is suggested, choose a product or the default sales "
                   "item, or tick Create.")  # fmt: skip
        more, ticked = shown.editor(open_ones, items, f"products_open_{token}")
        chosen |= more
    else:
        st.success("Every SKU has its product.")
with matched:
    if settled:
        more, _ = shown.editor(settled, items, f"products_matched_{token}")
        chosen |= more
    else:
        st.info("No SKU has a product yet.")

with st.container(horizontal=True):
    save = st.button(f"Save choices ({len(chosen):,})" if chosen else "Save choices", type="primary", disabled=not chosen)
    if st.button(f"Create products ({len(ticked):,})…" if ticked else "Create products…", disabled=not ticked):
        shown.create(company, ticked)
if save:
    try:
        products.choose(company, gate.user(), chosen)
    except WorkbenchError as error:
        gate.show_error(error)
        st.stop()
    st.session_state["products_saved"] = st.session_state.get("products_saved", 0) + 1
    st.toast("Saved")
    st.rerun()
