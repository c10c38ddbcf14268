"""Review › Integration transactions: the included transactions of one payout under For review, Categorized and Excluded."""

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.jobs import review
from workbench.jobs.post import marketplaces
from workbench.store import jobs, settings
from workbench.store.lines import Filter
from workbench.ui import figures, gate, payout_picker, transactions, vocabulary, waiting

company = gate.company()
st.title("Integration transactions")
payout = payout_picker.picked(review.payouts(company))
if payout is None:
    st.stop()

settlement = payout.settlement
locked = payout.batch is not None
with company.state.read() as connection:
    way = vocabulary.way(marketplaces.mode_for(connection, settlement), settings.get(connection, "fees_as"))
if locked:
    st.info("This payout is being posted or was posted. Its review cannot be changed while its batch stands.")
    st.page_link("pages/post/batches.py", label="See its batch", query_params={"payout": settlement.settlement_id})

running = [job_id for job_id in st.session_state.get(transactions.EXCLUDING, []) if not jobs.get(company.state, job_id).ended]
for job_id in running[:1] or st.session_state.pop(transactions.EXCLUDING, []):
    waiting.result(company, job_id)


def open_tab(labels: dict[str, str]) -> None:
    """Keep the open tab in the address."""
    chosen = st.session_state["transaction_tab"]
    st.query_params["tab"] = next((status for status, label in labels.items() if label == chosen), "for-review")


def act(keys: list[str], how: str) -> None:
    """Confirm or reopen, and start selections anew."""
    try:
        (review.confirm if how == "Confirm" else review.reopen)(company, settlement.settlement_id, by=gate.user(), keys=keys)
    except WorkbenchError as error:
        st.session_state["transaction_error"] = error
    transactions.acted()
    st.session_state["transaction_decided"] = True


if error := st.session_state.pop("transaction_error", None):
    gate.show_error(error)


@st.fragment
def tabs() -> None:
    """Search, the three tabs with their counts, and the open tab's table."""
    if st.session_state.pop("transaction_decided", False):
        st.rerun()  # the whole page: the payout's own status may have changed
    search = st.text_input("Search", key="transaction_search", placeholder="Order or SKU", label_visibility="collapsed")
    counts = review.status_counts(company, settlement.settlement_id, search)
    labels = {status: f"{word} ({counts[status][0]:,})" for status, word in vocabulary.TRANSACTION.items()}
    status = st.query_params.get("tab", "for-review")
    status = status if status in labels else "for-review"
    opened = st.tabs(list(labels.values()), default=labels[status], key="transaction_tab", on_change=open_tab, args=(labels,))
    for name, container in zip(labels, opened, strict=True):
        if container.open:
            with container:
                tab(name, counts, search)


def tab(status: str, counts: dict, search: str) -> None:
    """One tab: what posting makes of it, its actions, its page of the table."""
    count, total = counts[status]
    st.caption(f"{figures.with_currency(total, settlement.currency)} net. {vocabulary.POSTING_MAKES[status][way]}")
    if not count:
        st.info("Nothing matches the search." if search else vocabulary.NOTHING_HERE[status])
        return
    actions = st.container(horizontal=True, vertical_alignment="center")
    pages = -(-count // transactions.PAGE)
    token = f"{settlement.settlement_id}_{status}_{search}_{st.session_state.get(transactions.ACTED, 0)}"
    place = st.container()
    page = st.pagination(pages, key=f"page_{token}") if pages > 1 else 1
    wanted = Filter(status, search, transactions.PAGE, (page - 1) * transactions.PAGE)
    rows = review.transactions(company, settlement.settlement_id, wanted)
    needs = [review.needs(company, t) for t in rows]
    decided = review.decisions_of(company, settlement.settlement_id)
    key = f"transactions_{token}_{page}"
    with place:
        state = transactions.table_of(rows, needs, decided, status, settlement, key)
    chosen = [n for n in state["selection"]["rows"] if n < len(rows)]
    with actions:
        buttons(status, counts, [rows[n] for n in chosen], [rows[n].key for n in chosen if not needs[n]])
    click = st.session_state.get(f"{key}_action")
    if click and click["row"] < len(rows):
        pressed(click["label"], rows[click["row"]], needs[click["row"]])


def buttons(status: str, counts: dict, chosen: list, complete: list[str]) -> None:
    """The actions on the selected rows and on all of them."""
    if status == "for-review":
        every = counts["for-review"][0] - counts["incomplete"][0]
        st.button("Confirm selected", disabled=locked or not complete, on_click=act, args=(complete, "Confirm"),
                  help="Confirms the selected transactions that lack nothing")  # fmt: skip
        st.button(f"Confirm all complete ({every:,})", type="primary", disabled=locked or not every, on_click=act,
                  args=([review.EVERY], "Confirm"), help="Of the whole payout; those that lack a detail stay for review")  # fmt: skip
    else:
        st.button("Reopen selected", disabled=locked or not chosen, on_click=act, args=([t.key for t in chosen], "Reopen"))
    if status != "excluded" and st.button("Exclude selected…", disabled=locked or not chosen):
        transactions.exclude(company, settlement, chosen)
    if st.button("Details…", disabled=len(chosen) != 1, help="Select one transaction"):
        transactions.details(company, settlement, chosen[0], review.needs(company, chosen[0]), locked)


def pressed(label: str, transaction, lacking: list[str]) -> None:
    """A row's own button."""
    if label == "Review":
        transactions.details(company, settlement, transaction, lacking, locked)
    elif not locked:
        act([transaction.key], label)
        st.rerun(scope="fragment")


tabs()
