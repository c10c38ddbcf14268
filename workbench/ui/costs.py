"""Costs on a page: SKUs with what they cost in a data editor, lists pasted or from a file, what is posted, every cost that was said."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

import streamlit as st

from workbench.errors import Finding, Refused, WorkbenchError
from workbench.jobs.mapping import cost_files, costs
from workbench.jobs.mapping.cost_files import digits
from workbench.jobs.mapping.costs import Otherwise, Row
from workbench.jobs.quickbooks.options import Options
from workbench.mapping.cost_list import RefusedCosts, is_day
from workbench.mapping.costs import Cost, unit_cost
from workbench.store import settings
from workbench.store.company import Company
from workbench.store.costs import Said
from workbench.ui import figures, gate

SAVED = "costs_saved"
"""Counts what was saved on this page: part of the editors' keys, because edits are kept by position and rows move."""

EVERYWHERE = "All"


def editor(rows: Sequence[Row], key: str) -> list[Cost]:
    """Draw the SKUs; the costs that the edits say. `Refused` in words for an edit that is no cost."""
    columns = _columns()
    st.data_editor(
        figures.table(
            [
                [row.sku, row.marketplace or EVERYWHERE, row.units, digits(row.cost.unit_cost) if row.cost else "", row.currency,
                 figures.day(row.cost.effective_from) if row.cost else None, row.missing_units or None, len(row.held) or None, "",
                 figures.day(row.missing_from)]
                for row in rows
            ],
            sku=figures.TEXT, marketplace=figures.TEXT, units=figures.COUNT, cost=figures.TEXT, currency=figures.TEXT, since=figures.DAY,
            missing=figures.COUNT, held=figures.COUNT, new_cost=figures.TEXT, new_from=figures.DAY,
        ),
        key=key, hide_index=True, num_rows="fixed", height=figures.height(len(rows), 14), placeholder="",
        disabled=[name for name in columns if not name.startswith("new_")], column_config=columns,
        column_order=[name for name in columns if name != "marketplace" or any(row.marketplace for row in rows)],
        alt="SKUs and their costs",
    )  # fmt: skip
    edits = st.session_state.get(key, {"edited_rows": {}})["edited_rows"]
    return [cost for n, change in sorted(edits.items()) if (cost := cost_of(rows[int(n)], change)) is not None]


def cost_of(row: Row, change: Mapping[str, Any]) -> Cost | None:
    """The cost that an edit of a row says (`{"new_cost": text, "new_from": day}`); None while there is no figure in it.

    `Refused` in words for what is no cost, or has no day.
    """
    text = str(change.get("new_cost") or "").strip()
    if not text:
        return None
    day = str(change["new_from"] or "")[:10] if "new_from" in change else row.missing_from
    try:
        each = unit_cost(text)
    except ValueError as error:
        raise Refused(f"{text!r} is not the cost of one unit: {error}.", where=f"SKU {row.sku}", next="Mend it, then save.") from None
    if not is_day(day):
        raise Refused("It is not said from which day this cost counts.", where=f"SKU {row.sku}", next="Choose the day beside it.")
    return Cost(row.sku, row.marketplace, row.currency, day, each)


def _columns() -> dict[str, Any]:
    column = st.column_config
    return {
        "sku": column.TextColumn("SKU", width=150, pinned=True),
        "marketplace": column.TextColumn("Marketplace", width=110),
        "units": column.NumberColumn("Units sold", width=84, help="In all payouts, each order item once"),
        "cost": column.TextColumn("Cost of a unit", width=104, alignment="right"),
        "currency": column.TextColumn("", width=52),
        "since": figures.day_column("Since"),
        "missing": column.NumberColumn("Units without", width=100, help="Sold in payouts that are not posted, on a day without a cost"),
        "held": column.NumberColumn("Payouts held up", width=116),
        "new_cost": column.TextColumn("New cost", width=100, alignment="right", help="Of one unit, up to four decimals: 4.125"),
        "new_from": column.DateColumn("From", format="YYYY-MM-DD", width=110, help="The day from which the new cost counts"),
    }


def lists(company: Company) -> None:
    """A list of costs, pasted or from a file: taken whole, or refused whole with every fault."""
    count = st.session_state.get(SAVED, 0)
    st.caption("A line a cost: SKU, cost of one unit, the day from which it counts (2026-09-01); then, where needed, currency and "
               "marketplace. Tabs, semicolons or commas stand between them. A list is taken whole or refused whole.")  # fmt: skip
    left, right = st.columns(2, gap="large")
    with left:
        text = st.text_area("Paste costs", key=f"costs_pasted_{count}", height=180, placeholder="NL-MUG-04, 4.125, 2026-09-01")
        if st.button("Take these costs", disabled=not text.strip(), key="costs_take"):
            _take(company, text.encode(), "pasted")
    with right:
        file = st.file_uploader("Costs from a CSV file", key=f"costs_file_{count}", max_upload_size=20)
        if st.button("Import", disabled=file is None, key="costs_import") and file is not None:
            _take(company, file.getvalue(), file.name)


def _take(company: Company, data: bytes, name: str) -> None:
    try:
        said = cost_files.read(company, data)
        cost_files.keep(company, gate.user(), said, data, name)
    except RefusedCosts as refusal:
        _faults(refusal.findings)
    except WorkbenchError as error:
        gate.show_error(error)
    else:
        saved(f"{len(said):,} {'cost' if len(said) == 1 else 'costs'} taken")


def saved(words: str) -> None:
    """Say so, and draw the page anew."""
    st.session_state[SAVED] = st.session_state.get(SAVED, 0) + 1
    st.toast(words)
    st.rerun()


def _faults(findings: Sequence[Finding]) -> None:
    st.error("Nothing was taken. Mend the list, then take all of it again.")
    st.dataframe(
        figures.table([[f.where, f.what] for f in findings], where=figures.TEXT, what=figures.TEXT),
        column_config={"where": st.column_config.TextColumn("Where", width=180), "what": st.column_config.TextColumn("What", width=620)},
        hide_index=True, width="content", height=figures.height(len(findings)), alt="Faults of the list",
    )  # fmt: skip


def posted(rows: Sequence[tuple[str, str, str, int, Decimal]]) -> None:
    """The cost of goods of posted payouts, month by month."""
    if not rows:
        st.info("No cost of goods is posted yet.")
        return
    st.dataframe(
        figures.table(rows, month=figures.TEXT, payout=figures.TEXT, currency=figures.TEXT, units=figures.COUNT, cost=figures.MONEY),
        column_order=["month", "payout", "units", "cost", "currency"],
        column_config={
            "month": st.column_config.TextColumn("Month", width=80), "payout": st.column_config.TextColumn("Payout", width=120),
            "units": st.column_config.NumberColumn("Units", width=80), "cost": figures.money_column("Cost of goods", width=120),
            "currency": st.column_config.TextColumn("", width=52),
        },
        hide_index=True, width="content", height=figures.height(len(rows)), alt="Cost of goods by month and payout",
    )  # fmt: skip


def otherwise(rows: Sequence[Otherwise]) -> None:
    """What is posted at a cost that is another by now."""
    if not rows:
        return
    st.subheader("At another cost", anchor=False)
    st.caption("The cost of these is another by now. What is posted keeps the cost of its posting; to change it, undo the batch and post "
               "anew.")  # fmt: skip
    st.dataframe(
        figures.table(
            [
                [o.posted.month, o.posted.settlement_id, o.posted.sku, o.posted.units, digits(o.posted.unit_cost),
                 digits(o.now.unit_cost) if o.now else "several" if o.several else "none", o.difference, o.posted.currency]
                for o in rows
            ],
            month=figures.TEXT, payout=figures.TEXT, sku=figures.TEXT, units=figures.COUNT, was=figures.TEXT, now=figures.TEXT,
            difference=figures.MONEY, currency=figures.TEXT,
        ),
        column_config={
            "month": st.column_config.TextColumn("Month", width=80), "payout": st.column_config.TextColumn("Payout", width=120),
            "sku": st.column_config.TextColumn("SKU", width=150), "units": st.column_config.NumberColumn("Units", width=70),
            "was": st.column_config.TextColumn("Posted at", width=90, alignment="right"),
            "now": st.column_config.TextColumn("Cost now", width=110, alignment="right"),
            "difference": figures.money_column("Would change by", width=120), "currency": st.column_config.TextColumn("", width=52),
        },
        hide_index=True, width="content", placeholder="", height=figures.height(len(rows), 10), alt="Goods posted at another cost",
    )  # fmt: skip


def history(company: Company, said: Sequence[Said], counting: Collection[Cost]) -> None:
    """Every cost that was said, newest first; those that are `counting` can be taken back."""
    if not said:
        st.info("No cost was given yet.")
        return
    rows, key = list(reversed(said)), f"costs_history_{st.session_state.get(SAVED, 0)}_{len(said)}"
    st.dataframe(
        figures.table(
            [
                [s.cost.sku, s.cost.marketplace or EVERYWHERE, "taken back" if s.taken_back else digits(s.cost.unit_cost), s.cost.currency,
                 figures.day(s.cost.effective_from), figures.moment(s.at), s.by]
                for s in rows
            ],
            sku=figures.TEXT, marketplace=figures.TEXT, cost=figures.TEXT, currency=figures.TEXT, since=figures.DAY, at=figures.TEXT,
            by=figures.TEXT,
        ),
        column_config={
            "sku": st.column_config.TextColumn("SKU", width=150), "marketplace": st.column_config.TextColumn("Marketplace", width=120),
            "cost": st.column_config.TextColumn("Cost of a unit", width=104, alignment="right"),
            "currency": st.column_config.TextColumn("", width=52), "since": figures.day_column("From"),
            "at": st.column_config.TextColumn("Said", width=150), "by": st.column_config.TextColumn("By", width=140),
        },
        key=key, on_select="rerun", selection_mode="multi-row", hide_index=True, width="content", height=figures.height(len(rows)),
        alt="Every cost that was said",
    )  # fmt: skip
    state: Any = st.session_state[key]
    chosen = [rows[n].cost for n in state["selection"]["rows"] if n < len(rows) and rows[n].cost in counting]
    if st.button("Take back selected", disabled=not chosen, key="costs_take_back"):
        costs.say(company, gate.user(), (), chosen)
        saved("Taken back")


def switch(company: Company, now: Mapping[str, Any], known: Options) -> None:
    """Whether the cost of goods is posted, to which accounts, and whether returned goods go back to stock."""
    cogs, stock = known.of_type("Cost of Goods Sold", "Expense"), known.of_type("Other Current Asset")
    with st.form("cost_of_goods", border=False):
        on = st.checkbox("Post cost of goods sold", now["cost_of_goods"], key="settings_cost_of_goods",
                         help="Each payout then gets a journal entry a month: units sold at their cost. A SKU without a cost waits under "
                              "Review › Costs")  # fmt: skip
        left, right = st.columns(2, gap="large")
        with left:
            cost = _account("Cost of goods sold", "cost_account", cogs, now["cost_account"] or now.get("account:COGS", ""),
                            "Debited with the cost of what was sold")  # fmt: skip
        with right:
            holding = now["inventory_account"] or now.get("account:INVENTORY", "")
            inventory = _account("Inventory asset", "inventory_account", stock, holding, "Credited; what you buy is booked to it by you")
        back = st.checkbox("Returned goods go back to stock", now["returns_to_stock"], key="settings_returns_to_stock",
                           help="A refund of the whole price of a unit then takes its cost back")  # fmt: skip
        pressed = st.form_submit_button("Save cost of goods")
    if pressed and on and not (cost and inventory):
        st.error("The cost of goods needs both accounts. Nothing was saved.")
    elif pressed:
        with company.state.write() as connection:
            settings.put(connection, gate.user(), cost_of_goods=on, cost_account=cost, inventory_account=inventory, returns_to_stock=back)
        st.toast("Saved")


def _account(label: str, name: str, names: Mapping[str, str], now: str, help: str) -> str:
    ids = list(names)
    return st.selectbox(label, ids, index=ids.index(now) if now in names else None, format_func=lambda key: names.get(key, key), help=help,
                        key=f"settings_{name}", placeholder="Choose one") or ""  # fmt: skip
