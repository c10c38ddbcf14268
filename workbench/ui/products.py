"""Products on a page: SKUs in a data editor, what a person's edits choose, and the dialog that creates products."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.jobs.mapping import product_creation, products
from workbench.jobs.mapping.products import Row
from workbench.jobs.quickbooks import options
from workbench.mapping.products import Item, Match
from workbench.store import jobs
from workbench.store.company import Company
from workbench.ui import figures, gate

CREATING = "creating_products"
DEFAULT = "default"
"""The option that stands for the default sales item; items have numbers."""

_TYPES = {"NonInventory": "Non-inventory", "Service": "Service"}
_FOUND = {
    "chosen": "Chosen", "default": "Default sales item", "sku": "Same SKU", "name": "Same name", "several": "Several fit",
    "lost": "Chosen product is gone", "none": "No match",
}  # fmt: skip


def found_words(match: Match) -> str:
    """How a product was found.

    >>> found_words(Match("A", "suggested", "7", 83)), found_words(Match("A", "sku", "7", 100))
    ('Close, 83%', 'Same SKU')
    """
    return f"Close, {match.score}%" if match.found == "suggested" else _FOUND[match.found]


def label(item: Item) -> str:
    """A product as it is chosen from a list.

    >>> label(Item("7", "Kitchen:Mug", "NL-MUG-04", "Inventory", "3"))
    'Kitchen:Mug · NL-MUG-04 (stock)'
    """
    return " · ".join(text for text in (item.name, item.sku) if text) + (" (stock)" if item.is_stock else "")


def editor(rows: Sequence[Row], items: Mapping[str, Item], key: str) -> tuple[dict[str, str | None], list[Row]]:
    """Draw the SKUs; what the edits choose (`products.choose`), and the rows that are ticked to be created."""
    waiting = any(not row.match.is_settled for row in rows)
    columns = _columns(items, waiting=waiting)
    st.data_editor(
        figures.table(
            [
                [row.sku, ", ".join(row.titles), row.line_count, label(items[row.match.item_id]) if row.match.item_id in items else "",
                 found_words(row.match), False, _option(row), False]
                for row in rows
            ],
            sku=figures.TEXT, title=figures.TEXT, lines=figures.COUNT, product=figures.TEXT, found=figures.TEXT, accept=figures.YES,
            choice=figures.TEXT, create=figures.YES,
        ),
        key=key, hide_index=True, num_rows="fixed", height=figures.height(len(rows), 14), placeholder="",
        disabled=[name for name in columns if name not in ("accept", "choice", "create")], column_config=columns,
        column_order=[name for name in columns if name != "title" or any(row.titles for row in rows)], alt="SKUs and their products",
    )  # fmt: skip
    edits = st.session_state.get(key, {"edited_rows": {}})["edited_rows"]
    chosen: dict[str, str | None] = {}
    for n, change in edits.items():
        chosen |= choice_of(rows[int(n)], change)
    return chosen, [rows[int(n)] for n, change in sorted(edits.items()) if change.get("create")]


def choice_of(row: Row, change: Mapping[str, Any]) -> dict[str, str | None]:
    """What an edit of a row chooses (`{"choice": id or DEFAULT or None, "accept": bool}`): SKU -> item; nothing when it is the same."""
    if "choice" in change:
        chosen = change["choice"]
        return {} if chosen == _option(row) else {row.sku: "" if chosen == DEFAULT else chosen}
    return {row.sku: row.match.item_id} if change.get("accept") and row.match.item_id else {}


def _option(row: Row) -> str | None:
    if row.choice is None:
        return None
    return DEFAULT if row.choice.use == "default" else row.choice.item_id


def _columns(items: Mapping[str, Item], *, waiting: bool) -> dict[str, Any]:
    names = {DEFAULT: "Use the default sales item", **{item.id: label(item) for item in items.values()}}
    accept = {"accept": st.column_config.CheckboxColumn("Accept", width=70, help="Take the product that is suggested")}
    create = {"create": st.column_config.CheckboxColumn("Create", width=70, help="Tick, then press Create products below")}
    return {
        "sku": st.column_config.TextColumn("SKU", width=150, pinned=True),
        "title": st.column_config.TextColumn("Amazon's title", width=220),
        "lines": st.column_config.NumberColumn("Times sold", width=84, help="Lines with its price or its refund, in all payouts"),
        "product": st.column_config.TextColumn("Suggested product" if waiting else "Product", width=240),
        "found": st.column_config.TextColumn("Found by", width=130),
        **(accept if waiting else {}),
        "choice": st.column_config.SelectboxColumn(
            "Chosen product", options=list(names), format_func=lambda key: names.get(str(key), str(key)), width=240,
            help="Empty: what is found by SKU or name",
        ),
        **(create if waiting else {}),
    }  # fmt: skip


@st.dialog("Create products in QuickBooks", width="large")
def create(company: Company, rows: Sequence[Row]) -> None:
    """What would be created, as it would be: type, account and names can still be changed. Nothing is created before the button."""
    known = options.options(company)
    accounts = known.of_type("Income", "Other Income")
    sales = products.sales_account(company)
    left, right = st.columns(2)
    type_ = left.selectbox("Type", product_creation.TYPES, format_func=lambda key: _TYPES[key],
                           help="Stock is begun in QuickBooks, which asks for quantity and cost", key="product_type")  # fmt: skip
    account = right.selectbox("Sales go to", list(accounts), index=list(accounts).index(sales) if sales in accounts else None,
                              format_func=lambda key: accounts[key], placeholder="Choose an account", key="product_account")  # fmt: skip
    edited = st.data_editor(
        figures.table(
            [[row.sku, product_creation.proposed_name(row.sku, row.titles)] for row in rows], sku=figures.TEXT, name=figures.TEXT
        ),
        column_config={"sku": st.column_config.TextColumn("SKU", width=200), "name": st.column_config.TextColumn("Name", width=420)},
        disabled=["sku"], hide_index=True, key="product_names", alt="Products to be created",
    )  # fmt: skip
    st.caption("QuickBooks is looked at first: a product with this SKU or name is taken instead of creating a second one.")
    names = {sku: name or "" for sku, name in zip(edited["sku"].to_pylist(), edited["name"].to_pylist(), strict=True)}
    try:
        product_creation.proposed(company, names, type_, account or "")
    except WorkbenchError as error:
        gate.show_error(error)
        return
    count = len(names)
    if st.button(f"Create {count:,} {'product' if count == 1 else 'products'}", type="primary", key="create_products"):
        st.session_state[CREATING] = jobs.ask(company.state, "create-products", gate.user(), names=names, type=type_, account=account)
        st.rerun()
