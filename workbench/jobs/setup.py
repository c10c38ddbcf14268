"""Setting a company up: its books, its QuickBooks, and the accounts and items that the default mapping needs."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from workbench import clock
from workbench.jobs.post import marketplaces
from workbench.jobs.quickbooks import access as quickbooks_access
from workbench.jobs.quickbooks import newcomers
from workbench.jobs.quickbooks.session import books_of
from workbench.mapping.chart import DEFAULT_CHART
from workbench.quickbooks.client import Books
from workbench.store import jobs, settings
from workbench.store.company import Company


def open_company(name: str, *, create: bool = False) -> Company:
    """The company's books; a new one becomes a practice company with books of its own on the practice QuickBooks."""
    company = Company(name, create=create)
    with company.state.read() as connection:
        realm = settings.get(connection, "realm")
    if not realm:
        with company.state.write() as connection:
            settings.put(connection, "workbench", connection="practice", realm=realm_for(name))
    return company


def realm_for(name: str) -> str:
    """The practice company's number: a US company unless the name says otherwise (`eu-…`, `uk-…`, `ca-…`)."""
    folded = "".join(c if c.isalnum() else "-" for c in name.lower())
    known = folded.startswith(("us-", "eu-", "uk-", "ca-", "fr-ca-"))
    return folded if known else f"us-{folded}"


def is_ready(company: Company) -> bool:
    """Whether QuickBooks' chart was read and its roles are known."""
    with company.state.read() as connection:
        return bool(settings.get(connection, "undeposited_account"))


def ask_to_connect(company: Company) -> None:
    """Queue the set-up of a practice company that has none yet, so that its accounts are there to choose from."""
    with company.state.read() as connection:
        kind = settings.get(connection, "connection")
    if kind == "practice" and not is_ready(company):
        jobs.ask(company.state, "connect", "workbench")


def connect(company: Company, by: str, tell: Callable[[str], None], create: Collection[str] | None = None) -> dict[str, Any]:
    """Read the company's QuickBooks, create of what the default mapping lacks what was agreed to, and settle the roles.

    `create` holds the keys of the newcomers that a person said yes to. Without it nothing is created, save in a practice
    company, whose default accounts and items are made without asking; nothing that exists is ever changed. What is still
    missing afterwards is told as `missing`.
    """
    books = books_of(company)
    tell("Reading the chart of accounts")
    chart = read_chart(books)
    lacking, on_request = _lacking(company, chart)
    if create is None and quickbooks_access.link(company).kind == quickbooks_access.PRACTICE:
        wanted = lacking
    else:
        wanted = [newcomer for newcomer in (*lacking, *on_request) if newcomer.key in (create or ())]
    if wanted:
        newcomers.create(books, chart, wanted, tell)
        tell("Reading the chart of accounts again")
        chart = read_chart(books)
    with company.state.write() as connection:
        values: dict[str, Any] = {"chart": chart, "chart_at": clock.stamp()}
        for key, account in DEFAULT_CHART.items():
            found = next((a for a in chart["accounts"] if a["name"] == account.name), None)
            if found and not settings.get(connection, f"account:{key}"):
                values[f"account:{key}"] = found["id"]
        values |= _roles(chart, settings.every(connection))
        settings.put(connection, by, **values)
        marketplaces.take_up(connection, by, chart, {newcomer.name for newcomer in wanted})
    missing = [newcomer.key for newcomer in _lacking(company, chart)[0]]
    return {"created": [n.key for n in wanted], "missing": missing, "accounts": len(chart["accounts"]), "company": chart["company"]}


def _lacking(company: Company, chart: dict[str, Any]) -> tuple[list[newcomers.Newcomer], list[newcomers.Newcomer]]:
    """What the chart lacks; and the customers, one for each marketplace and currency, that are made on request alone."""
    with company.state.read() as connection:
        needed, others = marketplaces.parties(connection, chart)
    lacking = newcomers.missing(chart, needed)
    known = {customer["name"] for customer in chart["customers"]}
    return lacking, [one for one in others if one.name not in known]


def refresh_chart(company: Company, by: str) -> None:
    """Read the chart of accounts anew."""
    chart = read_chart(books_of(company))
    with company.state.write() as connection:
        settings.put(connection, by, chart=chart, chart_at=clock.stamp())


def read_chart(books: Books) -> dict[str, Any]:
    """The company's preferences, accounts, items, customers, vendors, classes, locations and tax codes as plain values for the state's
    store; of inactive accounts the names alone, because a name stays taken."""
    company = books.company()
    accounts = books.accounts(include_inactive=True)
    named = {
        name: [{"id": n.id, "name": n.name, "currency": n.currency} for n in read() if n.active]
        for name, read in (("customers", books.customers), ("vendors", books.vendors), ("classes", books.classes),
                           ("locations", books.departments), ("tax_codes", books.tax_codes))
    }  # fmt: skip
    return {
        "company": company.name, "country": company.country, "currency": company.home_currency,
        "preferences": {
            "custom_numbers": company.custom_numbers, "close_date": company.close_date.isoformat() if company.close_date else "",
            "multicurrency": company.multicurrency, "class_tracking": company.class_tracking,
            "location_tracking": company.location_tracking, "sales_tax": company.sales_tax,
            "automated_sales_tax": company.automated_sales_tax,
        },
        "accounts": [
            {"id": a.id, "name": a.name, "type": a.type, "sub_type": a.sub_type, "balance": str(a.balance), "currency": a.currency}
            for a in accounts if a.active
        ],
        "inactive": [a.name for a in accounts if not a.active],
        "items": [
            {"id": i.id, "name": i.name, "sku": i.sku, "type": i.type, "income_account_id": i.income_account_id}
            for i in books.items() if i.active
        ],
        **named,
    }  # fmt: skip


UNTAXED = frozenset({"out of scope", "hors champ"})
"""What QuickBooks calls the Canadian code of what bears no tax, in English and in French."""


def _untaxed(chart: dict[str, Any]) -> str:
    """The tax code for a Canadian company's lines to which the mapping gives none: Amazon's tax is lines of its own."""
    found = [code["id"] for code in chart["tax_codes"] if code["name"].casefold() in UNTAXED]
    return found[0] if len(found) == 1 and chart["country"] in ("CA", "CAN") else ""


def _roles(chart: dict[str, Any], now: dict[str, Any]) -> dict[str, str]:
    """The deposit, payment and Payments-to-deposit accounts, the customer, the vendor and Canada's tax code, where no choice was
    made yet and there is but one to choose: among several, a person chooses."""

    def only(kind: str, of: str = "type") -> str:
        found = [a["id"] for a in chart["accounts"] if a[of] == kind]
        return found[0] if len(found) == 1 else ""

    customer = next((c["id"] for c in chart["customers"] if c["name"] == newcomers.CUSTOMER), "")
    vendor = next((v["id"] for v in chart["vendors"] if v["name"] == newcomers.VENDOR), "")
    found = {
        "undeposited_account": only("UndepositedFunds", "sub_type"), "deposit_account": only("Bank"),
        "payment_account": only("Credit Card"), "customer": customer, "vendor": vendor,
        "tax_code": _untaxed(chart),
    }  # fmt: skip
    return {name: value for name, value in found.items() if value and not now[name]}
