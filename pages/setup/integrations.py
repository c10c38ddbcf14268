"""Set up › Integrations: the apps that can be connected, found by name; each opens its page."""

import streamlit as st

from workbench.jobs.amazon import status as amazon_status
from workbench.jobs.quickbooks import status as quickbooks_status
from workbench.ui import gate, integrations

company = gate.company()
st.title("Integrations", anchor=False)
search = st.text_input("Search", key="integrations_search", placeholder="Name of an app", label_visibility="collapsed", width=420)
every = integrations.apps(quickbooks_status.status(company).link, amazon_status.status(company))
found = integrations.found(every, search)
if not found:
    st.info("No app has this in its name.")
for app in found:
    integrations.card(app)
