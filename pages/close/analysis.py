"""Close › Analysis: is the month plausible? Accounts and fees beside the months before, what changed, and the bridge of its figures."""

from collections.abc import Callable

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.jobs import review
from workbench.jobs.close import analysis, bridge
from workbench.reconcile.analysis import month_over_month, months_up_to
from workbench.ui import address, figures, gate
from workbench.ui import analysis as view
from workbench.ui import bridge as bridge_view

SHOWN = 6  # months side by side at most
PAGE = 50  # SKUs at a time
VIEWS = {"months": "Month over month", "fees": "Fee rates", "mapping": "Mapping changes", "changed": "Changed in QuickBooks",
         "bridge": "Bridge"}  # fmt: skip
EVERYWHERE = "All marketplaces"

company = gate.company()
st.title("Analysis", anchor=False)
every = review.payouts(company)
if not every:
    st.info("There are no payouts yet. Import a settlement report to begin.")
    st.page_link("pages/setup/imports.py", label="Import settlement reports")
    st.stop()


def choice(name: str, options: list[str], width: int) -> str:
    """A choice that the address keeps, the first unless told; not asked where there is one only."""
    if len(options) == 1:
        return options[0]
    keep = address.kept(name, f"analysis_{name}", options, options[0])
    return st.selectbox(
        name.capitalize(), options, key=f"analysis_{name}", on_change=keep, width=width, label_visibility="collapsed"
    )  # fmt: skip


currencies = sorted({p.settlement.currency for p in every})
available = bridge.months(company)
with st.container(horizontal=True, vertical_alignment="center"):
    month = choice("month", available, 130)
    currency = choice("currency", currencies, 100)
    places = sorted({name for p in analysis.of_scope(every, currency) for name in p.settlement.marketplaces})
    place = choice("marketplace", [EVERYWHERE, *places] if len(places) > 1 else [EVERYWHERE], 200)
    payouts = analysis.of_scope(every, currency, "" if place == EVERYWHERE else place)
    st.caption(figures.days_in(p.settlement.time_zone for p in payouts))
keep = address.kept("view", "analysis_view", VIEWS, "months")
shown = st.segmented_control(
    "View", list(VIEWS), format_func=VIEWS.get, required=True, key="analysis_view", on_change=keep, label_visibility="collapsed"
)
months = [one for one in months_up_to(month, SHOWN) if one >= available[-1]]
key = f"{company.name}_{month}_{currency}_{place}"


def chart_wanted(label: str) -> bool:
    """Whether the picture is asked for; the address keeps it."""
    keep_chart = address.kept("chart", "analysis_chart", ["yes"], "")
    st.session_state["analysis_toggle"] = st.session_state["analysis_chart"] == "yes"

    def turn() -> None:
        st.session_state["analysis_chart"] = "yes" if st.session_state["analysis_toggle"] else ""
        keep_chart()

    return st.toggle(label, key="analysis_toggle", on_change=turn)


def month_beside_month() -> None:
    """Accounts by month, the swings flagged; one account opened."""
    if len(months) < 2:
        st.info(f"{month} is the first month of these books: there is no month to hold it against yet. Import the one before.")
    percent, money = view.thresholds(currency)
    near = [p for p in payouts if p.batch or p.settlement.month >= months[0]]  # no line is posted after its deposit
    rows = month_over_month(analysis.moved(company, near), months, percent, money)
    if not rows:
        st.text("No payout of this choice has money in these months.")
        return
    st.caption(
        f"{sum(row.swings for row in rows)} flagged. Posted payouts as posted, the others as they would be. Click an account to open it."
    )
    view.accounts(rows, months, currency, f"analysis_accounts_{key}_{len(rows)}")
    account = st.query_params.get(view.ACCOUNT, "")
    if account in {row.account for row in rows}:
        found = analysis.behind(company, [p for p in near if p.settlement.month >= month], month, account)
        clicked = view.behind(found, account, month, currency, f"analysis_behind_{key}_{account}")
        if clicked:
            st.switch_page("pages/close/payouts.py", query_params={"payout": clicked[0], "view": clicked[1]})


def fee_rates() -> None:
    """Fees in per cent of sales."""
    st.caption(analysis.BASIS)
    wanted = chart_wanted("Chart")
    view.fees(analysis.fee_rates(company, payouts, months), months, currency, wanted)
    view.skus(
        month, currency, lambda page: analysis.sku_rates(company, payouts, month, PAGE, (page - 1) * PAGE), PAGE, f"analysis_skus_{key}"
    )


def mapping_changes() -> None:
    """What goes to another account than in the month before."""
    version, found = analysis.remapped(company, payouts, month)
    before = f"version {version} of the mapping" if version else "the default mapping"
    if not found:
        st.text(f"Every kind of line of {month} goes to the account that it had in {before}.")
        return
    st.caption(f"Held against {before}. What is posted keeps the mapping that it was posted with.")
    view.remapped(found, currency)


def changed_elsewhere() -> None:
    """What others changed in QuickBooks."""
    at = analysis.last_look(company)
    found = analysis.changed_elsewhere(company, payouts, month)
    st.caption(f"QuickBooks was last asked on {figures.moment(at)}." if at else "QuickBooks was not asked yet what changed there.")
    if found:
        view.changed(found, currency)
    else:
        st.text(f"No change of an entry of {month} is on record." if at else "Press Look for changes under Post › Batches.")
    st.page_link("pages/post/batches.py", label="Batches", icon=":material/arrow_forward:", icon_position="right")


def bridged() -> None:
    """The bridge, of all marketplaces."""
    (found,) = bridge.bridges(company, month, currency)
    if place != EVERYWHERE:
        st.caption(f"The bridge is of all marketplaces in {currency}.")
    bridge_view.shown(found, chart_wanted("Waterfall"))


SHOW: dict[str, Callable[[], None]] = {
    "months": month_beside_month, "fees": fee_rates, "mapping": mapping_changes, "changed": changed_elsewhere, "bridge": bridged,
}  # fmt: skip
try:
    SHOW[shown]()
except WorkbenchError as error:
    gate.show_error(error)
