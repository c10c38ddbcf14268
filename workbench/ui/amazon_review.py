"""*Review your app settings* on a page: where a seller lands after signing in, before its first sync (S11-S15)."""

from __future__ import annotations

from functools import partial

import streamlit as st

from workbench.jobs.amazon import settings as amazon_settings
from workbench.jobs.amazon.status import SellerStatus
from workbench.jobs.quickbooks import options
from workbench.store.company import Company
from workbench.store.sellers import Seller
from workbench.ui import amazon_seller, asking, figures, gate


def review(company: Company, found: SellerStatus) -> None:
    """The date with Done, every other setting as it stands with the way to change it, and Approve; below, what Amazon permits."""
    seller = found.seller
    st.subheader("Review your app settings", anchor=False)
    left, right = st.columns([2, 3], gap="large")
    with left:
        amazon_seller.start_date(company, seller)
    with right:
        listed = amazon_settings.items(company, seller)
        st.dataframe(
            figures.table(
                [[item.name, item.value or ("To be chosen" if item.needed else "Not chosen")] for item in listed],
                name=figures.TEXT, value=figures.TEXT,
            ),
            column_config={
                "name": st.column_config.TextColumn("Setting", width=240), "value": st.column_config.TextColumn("Set to", width=260),
            },
            hide_index=True, width="content", height=figures.height(len(listed)), alt="Settings to review",
        )  # fmt: skip
        st.page_link("pages/setup/settings.py", label="Change them under Settings")
    _approve(company, seller)
    amazon_seller.permissions(company, found)


def _approve(company: Company, seller: Seller) -> None:
    lacking = amazon_settings.missing(company, seller)
    if lacking and not options.options(company).at:
        st.caption("QuickBooks is being read; its accounts appear in a moment. Reload the page then.")
    elif lacking:
        st.caption(f"Still to be chosen: {', '.join(lacking)}.")
    else:
        st.caption("Approve what stands here, then Sync now begins the import. Nothing reaches QuickBooks until you confirm and post it. "
                   "Every setting can be changed later.")  # fmt: skip
    if st.button("Approve", type="primary", disabled=bool(lacking), help="Choose what is missing first" if lacking else None):
        question = partial(amazon_settings.approve, company, gate.user(), seller.seller_id)
        asking.ask("Approving …", question, "Approved: sync now")
