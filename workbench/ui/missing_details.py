"""What a transaction lacks, entered where it is seen: the account of a kind of line, the customer of the receipts (S44, S45)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from workbench.jobs import review
from workbench.jobs.mapping import remapping
from workbench.jobs.quickbooks import options
from workbench.mapping.mapping import Choice, subject_of
from workbench.store import mappings, settings
from workbench.store.company import Company
from workbench.store.settlements import Kind
from workbench.ui import gate


@dataclass(frozen=True, slots=True)
class Entered:
    """What a person entered in the drawer: choices of the mapping on its version `based_on`, the customer's id ('' for no change),
    and whether anything is still missing."""

    choices: tuple[Choice, ...]
    based_on: int
    customer: str
    is_whole: bool


def fields(company: Company, lacking: Sequence[str], waiting: Sequence[Kind]) -> Entered:
    """Draw a field for each detail that is missing; `waiting` are the transaction's kinds of line without an account."""
    with company.state.read() as connection:
        known, based_on = options.read(connection), mappings.newest_version(connection)
    if not lacking:
        return Entered((), based_on, "", True)
    if not known.at:
        st.warning("A detail is missing, and QuickBooks was not read yet: its accounts and customers are chosen from once it was.")
        st.page_link("pages/setup/quickbooks.py", label="Connect QuickBooks")
        return Entered((), based_on, "", False)
    choices = []
    wanted = {subject_of(k.transaction_type, k.amount_type, k.amount_description): k for k in waiting} if "account" in lacking else {}
    for subject, kind in wanted.items():
        chosen = st.selectbox(f"Account of {review.words_of(kind)}", list(known.mappable), index=None,
                              format_func=known.mappable.__getitem__, key=f"missing_account_{subject}", placeholder="Choose an account",
                              help="Chosen once, it holds for this kind of line in every payout")  # fmt: skip
        if chosen:
            choices.append(Choice("kind", subject, account_id=chosen, account=known.mappable[chosen]))
    customer = ""
    if "customer" in lacking:
        customer = st.selectbox("Customer on Amazon's receipts", list(known.customers), index=None, format_func=known.customers.__getitem__,
                                key="missing_customer", placeholder="Choose a customer",
                                help="Amazon does not name its buyers; one customer stands for them on every receipt") or ""  # fmt: skip
    if "product" in lacking:
        st.warning("A SKU of this transaction has no product of QuickBooks yet. Chosen once, it holds for every payout.")
        st.page_link("pages/review/products.py", label="Choose it under Products")
    if "product" in lacking:
        st.warning("A product of this transaction is matched with nothing in QuickBooks yet. Matched once, it holds for every payout.")
        st.page_link("pages/review/products.py", label="Match it under Products")
    whole = len(choices) == len(wanted) and bool(customer or "customer" not in lacking) and "product" not in lacking
    return Entered(tuple(choices), based_on, customer, whole)


def save(company: Company, settlement_id: str, entered: Entered) -> None:
    """Keep what was entered: a new version of the mapping, and the setting. `Conflict` when somebody saved a mapping meanwhile."""
    if entered.choices:
        remapping.save(company, gate.user(), f"From a transaction of payout {settlement_id}", entered.choices, entered.based_on)
    if entered.customer:
        with company.state.write() as connection:
            settings.put(connection, gate.user(), customer=entered.customer)
