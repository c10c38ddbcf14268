"""Settings of each marketplace on a page: the posting mode from a day on, and the customer, vendor and deposit account of each currency."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.jobs.post import marketplaces
from workbench.jobs.post.marketplaces import Place
from workbench.jobs.quickbooks import connection as quickbooks_connection
from workbench.jobs.quickbooks.options import Options
from workbench.posting.modes import ModeRule
from workbench.store import jobs, settings
from workbench.store.company import Company
from workbench.ui import figures, gate, vocabulary, waiting


def mode_rules(company: Company) -> None:
    """The rules in an editor that rows are added to and taken from; nothing is kept before *Save*."""
    with company.state.read() as connection:
        rules, known = marketplaces.rules(connection), marketplaces.known(connection)
        company_mode = settings.get(connection, "mode")
    st.caption(f"Every payout is posted in the company's mode ({vocabulary.MODE[company_mode]}), unless a row here gives its marketplace "
               "another one from a day on. The day of a payout is that of its deposit. What is posted, or being posted, keeps its "
               "mode.")  # fmt: skip
    edited = st.data_editor(
        figures.table(
            [[rule.marketplace, figures.day(rule.since), rule.mode] for rule in rules],
            marketplace=figures.TEXT, since=figures.DAY, mode=figures.TEXT,
        ),
        column_config={
            "marketplace": st.column_config.SelectboxColumn("Marketplace", options=known, required=True, width=200),
            "since": st.column_config.DateColumn("Deposited from", format="YYYY-MM-DD", required=True, width=130),
            "mode": st.column_config.SelectboxColumn("Posting mode", options=list(vocabulary.MODE), required=True, width=180,
                                                     format_func=_mode),
        },
        num_rows="dynamic", hide_index=True, width="content", key=f"mode_rules_{company.name}_{hash(tuple(rules))}",
        alt="Posting modes by marketplace",
    )  # fmt: skip
    wanted = [
        ModeRule(marketplace or "", str(since or ""), mode or "")
        for marketplace, since, mode in zip(*(edited[name].to_pylist() for name in ("marketplace", "since", "mode")), strict=True)
    ]
    changed = sorted(wanted) != rules
    if st.button("Save posting modes", disabled=not changed, help=None if changed else "No posting mode was changed"):
        _do(lambda: marketplaces.save_rules(company, gate.user(), wanted))


def places(company: Company, known: Options) -> None:
    """A row for each marketplace and currency in the books: what stands on its documents in the company's place."""
    with company.state.read() as connection:
        rows, chart = marketplaces.places(connection), settings.get(connection, "chart")
        needed, others = marketplaces.parties(connection, chart)
    if not rows:
        st.text("They are listed here once a report is in the books.")
        return
    st.caption("Empty means the company's own, above. In QuickBooks a customer, a vendor and a bank account have one currency that cannot "
               "be changed; documents in another currency need their own.")  # fmt: skip
    banks = known.of_type("Bank", "Credit Card")
    edited = st.data_editor(
        figures.table(
            [[p.marketplace, p.currency, p.settlements, p.customer or None, p.vendor or None, p.deposit_account or None] for p in rows],
            marketplace=figures.TEXT, currency=figures.TEXT, settlements=figures.COUNT, customer=figures.TEXT, vendor=figures.TEXT,
            deposit_account=figures.TEXT,
        ),
        column_config={
            "marketplace": st.column_config.TextColumn("Marketplace", width=150), "currency": st.column_config.TextColumn("", width=50),
            "settlements": st.column_config.NumberColumn("Settlements", width=90),
            "customer": _choices("Customer", known.customers, _foreign(chart, "customers")),
            "vendor": _choices("Vendor", known.vendors, _foreign(chart, "vendors")),
            "deposit_account": _choices("Deposit account", banks, _foreign(chart, "accounts")),
        },
        disabled=["marketplace", "currency", "settlements"], hide_index=True, width="content", placeholder="",
        height=figures.height(len(rows)), key=f"places_{company.name}_{hash(tuple(rows))}", alt="Customers by marketplace and currency",
    )  # fmt: skip
    wanted = [
        Place(p.marketplace, p.currency, p.settlements, customer or "", vendor or "", bank or "")
        for p, customer, vendor, bank in zip(
            rows, *(edited[name].to_pylist() for name in ("customer", "vendor", "deposit_account")), strict=True
        )
    ]
    changed = wanted != rows
    if st.button("Save customers and accounts", disabled=not changed, help=None if changed else "Nothing was changed"):
        _do(lambda: marketplaces.save_places(company, gate.user(), wanted))
    names = {customer["name"] for customer in chart.get("customers", ())}
    _create(company, [one.key for one in (*needed, *others) if one.name not in names])


def _create(company: Company, keys: Sequence[str]) -> None:
    """What is not in QuickBooks yet, to be created on request: a preview, and a yes for those that are chosen."""
    job = jobs.last(company.state, "connect")
    if job is not None and (not job.ended or job.state == "failed"):
        waiting.result(company, job.job_id)
    if not keys:
        return
    chosen = st.multiselect("Create in QuickBooks", keys, key="places_create", placeholder="One customer for each marketplace and currency",
                            help="Each is created with the currency in its name; nothing that exists is changed")  # fmt: skip
    busy = job is not None and not job.ended
    if st.button(f"Create {len(chosen)} in QuickBooks", disabled=busy or not chosen, help="QuickBooks is being read" if busy else None):
        _do(lambda: quickbooks_connection.create(company, gate.user(), chosen))


def _mode(mode: Any) -> str:
    return vocabulary.word(vocabulary.MODE, mode)


def _choices(label: str, names: Mapping[str, str], currencies: Mapping[str, str]) -> Any:
    def shown(key: Any) -> str:
        return f"{names.get(key, key)} · {currencies[key]}" if currencies.get(key) else names.get(key, key)

    return st.column_config.SelectboxColumn(label, options=list(names), format_func=shown, width=190)


def _foreign(chart: Mapping[str, Any], name: str) -> dict[str, str]:
    """Id -> currency, for those of a list that are in another one than the books."""
    home = chart.get("currency")
    return {one["id"]: one["currency"] for one in chart.get(name, ()) if one.get("currency", home) not in ("", home)}


def _do(act: Callable[[], object]) -> None:
    """Carry a choice out and draw the page anew, or say why not."""
    try:
        act()
    except WorkbenchError as error:
        gate.show_error(error)
    else:
        st.rerun()
