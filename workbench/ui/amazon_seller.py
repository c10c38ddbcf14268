"""One Amazon seller on a page: which it is, what a person must know of it now, and its settings and permissions."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from workbench import clock
from workbench.errors import WorkbenchError
from workbench.jobs.amazon import connection as amazon_connection
from workbench.jobs.amazon.status import SellerStatus
from workbench.store.company import Company
from workbench.store.sellers import Seller
from workbench.ui import address, amazon_fields, amazon_words, asking, figures, gate

ANOTHER = "new"
"""In the address in place of a seller: connect another."""

RULE = (
    "At most twelve months back. A settlement that begins before this day is not imported, and says so. Amazon keeps reports for 90 days: "
    "older settlements come as files under Set up › Import."
)


def chosen(found: Sequence[SellerStatus]) -> SellerStatus | None:
    """The seller of the address, or the first; None to connect another."""
    if not found:
        return None
    named = {each.seller.seller_id: each for each in found}
    options = [*named, ANOTHER]
    keep = address.kept(amazon_fields.PARAMETER, "amazon_seller", options, options[0])
    st.segmented_control(
        "Seller", options, key="amazon_seller", on_change=keep, required=True, label_visibility="collapsed",
        format_func=lambda value: "Connect another seller" if value == ANOTHER else _label(named[value].seller),
    )  # fmt: skip
    return named.get(st.session_state["amazon_seller"])


def _label(seller: Seller) -> str:
    return seller.name if seller.is_connected else f"{seller.name} (disconnected)"


def heading(seller: Seller) -> None:
    """Which account this is."""
    st.subheader(gate.plain(seller.name), anchor=False)
    parts = [amazon_words.store(seller.marketplace), amazon_words.KIND.get(seller.kind, seller.kind)]
    if len(seller.marketplaces) > 1:
        parts.append(f"sells in {', '.join(seller.marketplaces)}")
    parts.append(f"connected {figures.moment(seller.connected_at)}")
    st.text(" · ".join(parts))


def warnings(found: SellerStatus) -> None:
    """What cannot wait: a secret that ends, a seller that is disconnected."""
    if not found.seller.is_connected:
        st.info(f"Disconnected {figures.moment(found.seller.disconnected_at)}. Nothing more is imported; what is in the books and in "
                "QuickBooks stays. Connected again, it goes on where it was.")  # fmt: skip
    elif found.secret and found.secret.level == "over":
        st.error(found.secret.words)
    elif found.secret and found.secret.level == "soon":
        st.warning(found.secret.words)


def settings(company: Company, found: SellerStatus) -> None:
    """The start date and the schedule; beside them what Amazon permits."""
    left, right = st.columns([2, 3], gap="large")
    with left:
        start_date(company, found.seller)
        _schedule(company, found)
    with right:
        permissions(company, found)


def start_date(company: Company, seller: Seller) -> None:
    """The day from which settlements are imported, and Done (S13, S21)."""
    with st.form(f"amazon_start_form_{seller.seller_id}", border=False):
        day = st.date_input("Transaction sync date", value=seller.start_date, format="YYYY-MM-DD", key=f"amazon_start_{seller.seller_id}",
                            disabled=not seller.is_connected)  # fmt: skip
        st.caption(RULE)
        label = "Save the start date" if seller.start_date else "Done"
        saved = st.form_submit_button(label, type="secondary" if seller.start_date else "primary", disabled=not seller.is_connected,
                                      help=_disconnected(seller))  # fmt: skip
    if saved and day is not None:
        question = partial(amazon_connection.set_start_date, company, gate.user(), seller.seller_id, day)
        asking.ask("Saving the start date …", question, "Saved")
    elif saved:
        st.error("Choose a day first. Nothing was saved.")


def _schedule(company: Company, found: SellerStatus) -> None:
    seller = found.seller
    key = f"amazon_schedule_{seller.seller_id}"
    st.session_state[key] = seller.schedule

    def keep() -> None:
        try:
            amazon_connection.set_schedule(company, gate.user(), seller.seller_id, st.session_state[key])
        except WorkbenchError as error:
            asking.remember(error)

    is_ready = seller.is_connected and seller.start_date is not None
    st.segmented_control(
        "Sync by itself", amazon_connection.SCHEDULES, format_func=amazon_words.SCHEDULE.__getitem__, required=True, key=key,
        on_change=keep, disabled=not is_ready, help=_why_not(seller) or "While the workbench runs",
    )  # fmt: skip
    if is_ready:
        st.caption(next_sync(found))


def next_sync(found: SellerStatus) -> str:
    """When the next sync comes, in words."""
    if not found.next_sync:
        return "It syncs when you say so."
    return f"Next sync {figures.moment(found.next_sync)}." if found.next_sync > clock.stamp() else "Next sync within a minute."


def _why_not(seller: Seller) -> str | None:
    """Why the settings of this seller cannot be changed, or why it cannot sync; None when it can."""
    return _disconnected(seller) or (None if seller.start_date else "Choose the start date first")


def _disconnected(seller: Seller) -> str | None:
    return None if seller.is_connected else "The seller is disconnected"


def permissions(company: Company, found: SellerStatus) -> None:
    """What Amazon permits, in words, and asking it again."""
    seller = found.seller
    given = {True: "Yes", False: "No", None: "Not known"}
    rows = [
        [amazon_words.PERMISSION.get(p["name"], p["name"]), given[p["granted"]], "Needed" if p["needed"] else "Optional", p["words"]]
        for p in seller.permissions
    ]
    rows += [[words, given[seller.capabilities.get(name)], "Optional", what_for] for name, (words, what_for) in amazon_words.ANSWER.items()]
    st.dataframe(
        figures.table(rows, what=figures.TEXT, given=figures.TEXT, need=figures.TEXT, words=figures.TEXT),
        column_config={
            "what": st.column_config.TextColumn("What Amazon gives us", width=150), "given": st.column_config.TextColumn("Given", width=70),
            "need": st.column_config.TextColumn("", width=70), "words": st.column_config.TextColumn("In words", width=420),
        },
        hide_index=True, height=figures.height(len(rows)), alt="Permissions and answers",
    )  # fmt: skip
    for p in seller.permissions:
        if p["granted"] is not True:
            st.caption(gate.plain(p["words"]))
    if found.secret and found.secret.level in ("fine", "unknown"):
        st.caption(found.secret.words)
    if st.button("Ask Amazon again", disabled=not seller.is_connected,
                 help=_disconnected(seller) or "After a permission was granted in Seller Central"):  # fmt: skip
        question = partial(amazon_connection.check, company, gate.user(), seller.seller_id)
        asking.ask(amazon_fields.AT_WORK, question, "Permissions are up to date")
