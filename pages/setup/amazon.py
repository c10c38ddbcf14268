"""Set up › Amazon: connect a seller, say from when and how often it syncs, and see what every sync brought."""

import streamlit as st

from workbench.jobs.amazon import settings as amazon_settings
from workbench.jobs.amazon import status as amazon_status
from workbench.jobs.amazon import sync
from workbench.ui import (
    address,
    amazon_actions,
    amazon_connect,
    amazon_consent,
    amazon_reports,
    amazon_review,
    amazon_seller,
    amazon_syncs,
    asking,
    gate,
)

company = gate.company()
st.title("Amazon", anchor=False)
asking.outcome()
amazon_consent.come_back(company)
status = amazon_status.status(company)

found = amazon_seller.chosen(status.sellers)
if found is None:
    amazon_connect.connect(company, status.quickbooks, is_first=not status.sellers)
    st.stop()

seller = found.seller
amazon_seller.heading(seller)
amazon_seller.warnings(found)
amazon_actions.actions(company, found)
amazon_syncs.standing(company, found)
if seller.is_connected and not amazon_settings.is_approved(company, seller):
    amazon_review.review(company, found)
    st.stop()

amazon_reports.need_a_look(company, found)
amazon_syncs.findings(company, found)
listed = sum(found.reports.values())
VIEWS = {"reports": f"Reports ({listed:,})", "syncs": "Syncs", "open": "Not settled yet", "settings": "Settings and permissions"}
keep = address.kept("show", "amazon_view", VIEWS, "reports")
view = st.segmented_control("Show", list(VIEWS), format_func=VIEWS.get, required=True, key="amazon_view", on_change=keep,
                            label_visibility="collapsed")  # fmt: skip
if view == "reports":
    amazon_reports.listed(company, found)
elif view == "syncs":
    amazon_syncs.history(sync.history(company, seller.seller_id))
elif view == "open":
    amazon_syncs.unsettled(found.open)
else:
    amazon_seller.settings(company, found)
