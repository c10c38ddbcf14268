"""Set up › QuickBooks: connect a company, see what of it would hurt, agree to what is created there, disconnect."""

import streamlit as st

from workbench.jobs.quickbooks import status as quickbooks_status
from workbench.ui import asking, gate, quickbooks_actions, quickbooks_company, quickbooks_connect

company = gate.company()
st.title("QuickBooks", anchor=False)
asking.outcome()
quickbooks_actions.unconfirmed()
quickbooks_connect.come_back(company)
found = quickbooks_status.status(company)

quickbooks_company.heading(found)
busy = quickbooks_company.working(company)
quickbooks_actions.actions(company, found, busy)
quickbooks_company.findings(found)
quickbooks_company.facts(found)
quickbooks_company.newcomers(company, found, busy)
quickbooks_actions.connect(company, found)
