"""The workbench: page setup, the gate with its company, and the pages there are. `streamlit run app.py` starts it."""

from pathlib import Path

import streamlit as st

from workbench.store.company import names
from workbench.ui import company_picker, gate

ICON = (Path(__file__).parent / "static" / "icon.svg").read_text("utf-8")

st.set_page_config(page_title="Tieout", page_icon=ICON, layout="wide")
st.logo(ICON, size="large")

PAGES = {
    "Close": [
        st.Page("pages/close/overview.py", title="Overview", default=True),
        st.Page("pages/close/month.py", title="Month"),
        st.Page("pages/close/payouts.py", title="Payouts"),
        st.Page("pages/close/chain.py", title="Chain"),
        st.Page("pages/close/variance.py", title="Variance"),
        st.Page("pages/close/analysis.py", title="Analysis"),
        st.Page("pages/close/deferral.py", title="Deferral"),
        st.Page("pages/close/bank.py", title="Bank"),
    ],
    "Review": [
        st.Page("pages/review/transactions.py", title="Integration transactions"),
        st.Page("pages/review/find.py", title="Find"),
        st.Page("pages/review/mapping.py", title="Mapping"),
        st.Page("pages/review/products.py", title="Products"),
        st.Page("pages/review/costs.py", title="Costs"),
    ],
    "Post": [
        st.Page("pages/post/batches.py", title="Batches"),
    ],
    "Set up": [
        st.Page("pages/setup/integrations.py", title="Integrations"),
        st.Page("pages/setup/quickbooks.py", title="QuickBooks"),
        st.Page("pages/setup/amazon.py", title="Amazon"),
        st.Page("pages/setup/imports.py", title="Import"),
        st.Page("pages/setup/settings.py", title="Settings"),
        st.Page("pages/setup/help.py", title="Help"),
    ],
}

page = st.navigation(PAGES, position="top")
if not names():
    company_picker.first_company()
    st.stop()
company_picker.header(gate.company())
page.run()
