"""The QuickBooks company on a page: which it is, how long the sign-in lasts, what would hurt, and what would be created."""

from __future__ import annotations

from functools import partial

import streamlit as st

from workbench.jobs.quickbooks import connection as quickbooks_connection
from workbench.jobs.quickbooks.access import PRACTICE
from workbench.jobs.quickbooks.status import Status
from workbench.store import jobs
from workbench.store.company import Company
from workbench.ui import asking, figures, gate, quickbooks_connect, waiting

YES_NO = {True: "On", False: "Off"}
KIND = {"account": "Account", "item": "Product or service", "customer": "Customer", "vendor": "Vendor"}


def heading(found: Status) -> None:
    """Which company this is, and whether it is real."""
    link = found.link
    if link.kind == PRACTICE:
        st.info("These books are connected to the practice QuickBooks that comes with the workbench. Nothing reaches a real QuickBooks.")
    elif link.kind == "sandbox":
        st.info("This is a sandbox of Intuit's. Nothing reaches a real company.")
    if link.disconnected_at:
        st.warning(f"Disconnected {figures.moment(link.disconnected_at)}. Nothing is posted or read; what was posted stays. The same "
                   "company can be connected again and goes on where it was.")  # fmt: skip
    elif found.sign_in and found.sign_in.level != "fine":
        (st.error if found.sign_in.level == "over" else st.warning)(found.sign_in.words)


def facts(found: Status) -> None:
    """The company with its preferences, and the connection, as they were last read: two tables, so that neither scrolls."""
    if company := found.company:
        figures.facts(
            {
                "QuickBooks company": company.name, "Country": company.country, "Home currency": company.home_currency,
                "Multicurrency": YES_NO[company.multicurrency], "Sales tax": _tax(found),
                "Books closed up to": str(company.close_date or "–"),
                "Custom transaction numbers": YES_NO[company.custom_numbers], "Class tracking": YES_NO[company.class_tracking],
                "Location tracking": YES_NO[company.location_tracking],
            },
            "The QuickBooks company",
        )  # fmt: skip
    figures.facts(_connection(found), "The connection")
    if found.sign_in and found.sign_in.level == "fine":
        st.caption(found.sign_in.words)


def _connection(found: Status) -> dict[str, str]:
    link = found.link
    rows = {"Environment": quickbooks_connect.ENVIRONMENT.get(link.kind, link.kind), "Company number (realm)": link.realm or "–"}
    if link.connected_at:
        rows["Connected"] = figures.moment(link.connected_at)
    if found.sign_in:
        rows |= {"Sign-in ends": _end(found), "Ends unused": str(found.sign_in.unused_until or "–")}
    rows["Chart of accounts"] = f"{found.accounts} accounts, read {figures.moment(found.read_at)}" if found.read_at else "not read yet"
    return rows


def findings(found: Status) -> None:
    """What would hurt, in words, with what to switch and where."""
    if found.company is None:
        return
    if not found.findings:
        st.success("Nothing about this company stands in the way of posting.")
    for finding in found.findings:
        show = st.error if finding.blocks else st.warning
        show(f"{gate.plain(finding.what)} {gate.plain(finding.next)}")


def working(company: Company) -> bool:
    """The job that reads the company, while it runs, or why it failed; whether it is under way."""
    job = jobs.last(company.state, "connect")
    if job is not None and (not job.ended or job.state == "failed"):
        waiting.result(company, job.job_id)
    return job is not None and not job.ended


def newcomers(company: Company, found: Status, busy: bool) -> None:
    """What the default mapping needs and QuickBooks lacks: a preview, and a yes for those that are ticked."""
    if found.company is None:
        return
    if not found.missing:
        st.caption("QuickBooks has every account of the default mapping, a product or service for each that stands on receipts, the "
                   "customer and the vendor. Nothing is created.")  # fmt: skip
        return
    st.subheader("To be created in QuickBooks", anchor=False)
    st.caption("The default mapping uses these, and QuickBooks lacks them. Nothing is created before you say so, and what exists is not "
               "changed. Leave out what your own chart has already, and choose your account under Review › Mapping.")  # fmt: skip
    names = [newcomer.key for newcomer in found.missing]
    table = figures.table([[True, KIND[n.kind], n.name, n.detail] for n in found.missing], wanted=figures.YES, kind=figures.TEXT,
                          name=figures.TEXT, detail=figures.TEXT)  # fmt: skip
    edited = st.data_editor(
        table, disabled=["kind", "name", "detail"], hide_index=True, width="content", height=figures.height(len(names)),
        column_config={
            "wanted": st.column_config.CheckboxColumn("Create", width=70), "kind": st.column_config.TextColumn("What", width=140),
            "name": st.column_config.TextColumn("Name", width=300),
            "detail": st.column_config.TextColumn("Type, or account that its sales go to", width=300),
        },
        key=f"quickbooks_newcomers_{company.name}_{len(names)}",
    )  # fmt: skip
    wanted = [name for name, chosen in zip(names, edited["wanted"].to_pylist(), strict=True) if chosen]
    why = "Connect QuickBooks first" if not found.link.is_connected else "QuickBooks is being read" if busy else ""
    if st.button(f"Create {len(wanted)} in QuickBooks", type="primary", disabled=bool(why) or not wanted, help=why or None):
        asking.ask("Asking the worker …", partial(quickbooks_connection.create, company, gate.user(), wanted), "")


def _end(found: Status) -> str:
    assert found.sign_in is not None
    return f"{found.sign_in.ends}" + (" at the latest (five years)" if found.sign_in.at_latest else "")


def _tax(found: Status) -> str:
    assert found.company is not None
    if found.company.automated_sales_tax:
        return "On, worked out by QuickBooks (automated sales tax)"
    return YES_NO[found.company.sales_tax]
