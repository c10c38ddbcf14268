"""Setting a company up: its books, its QuickBooks, and the accounts and items that the default mapping needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from workbench import clock
from workbench.jobs.connection import books_of
from workbench.mapping.chart import DEFAULT_CHART
from workbench.quickbooks.client import Books
from workbench.store import jobs, settings
from workbench.store.company import Company

CUSTOMER = "Amazon customers"

SOLD = ("Income", "Other Income", "Other Current Liability")
"""Types of the default accounts that stand on receipts and therefore need an item."""


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
    known = folded.startswith(("us-", "eu-", "uk-", "ca-"))
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


def connect(company: Company, by: str, tell: Callable[[str], None]) -> dict[str, Any]:
    """Read the company's QuickBooks, create what the default mapping lacks, and settle the roles.

    In a practice company the default accounts and items are created without asking; nothing that exists is changed.
    """
    books = books_of(company)
    tell("Reading the chart of accounts")
    created = _create_missing(books, tell)
    chart = read_chart(books)
    with company.state.write() as connection:
        values: dict[str, Any] = {"chart": chart, "chart_at": clock.stamp()}
        for key, account in DEFAULT_CHART.items():
            found = next((a for a in chart["accounts"] if a["name"] == account.name), None)
            if found and not settings.get(connection, f"account:{key}"):
                values[f"account:{key}"] = found["id"]
        values |= _roles(chart, settings.every(connection))
        settings.put(connection, by, **values)
    return {"created": created, "accounts": len(chart["accounts"]), "company": chart["company"]}


def refresh_chart(company: Company, by: str) -> None:
    """Read the chart of accounts anew."""
    chart = read_chart(books_of(company))
    with company.state.write() as connection:
        settings.put(connection, by, chart=chart, chart_at=clock.stamp())


def read_chart(books: Books) -> dict[str, Any]:
    """Accounts, items, customers, classes, locations and tax codes as plain values for the state's store."""
    company = books.company()
    named = {
        name: [{"id": n.id, "name": n.name} for n in read() if n.active]
        for name, read in (("customers", books.customers), ("classes", books.classes), ("locations", books.departments),
                           ("tax_codes", books.tax_codes))
    }  # fmt: skip
    return {
        "company": company.name, "country": company.country, "currency": company.home_currency,
        "accounts": [
            {"id": a.id, "name": a.name, "type": a.type, "sub_type": a.sub_type, "balance": str(a.balance)}
            for a in books.accounts() if a.active
        ],
        "items": [
            {"id": i.id, "name": i.name, "sku": i.sku, "income_account_id": i.income_account_id} for i in books.items() if i.active
        ],
        **named,
    }  # fmt: skip


def _create_missing(books: Books, tell: Callable[[str], None]) -> list[str]:
    created = []
    have = {account.name: account for account in books.accounts(include_inactive=True)}
    for account in DEFAULT_CHART.values():
        if account.name not in have:
            tell(f"Creating account {account.name}")
            have[account.name] = books.create_account(account.name, account.account_type, account.account_sub_type)
            created.append(account.name)
    sells = {item.income_account_id for item in books.items()}
    for account in DEFAULT_CHART.values():
        target = have[account.name]
        if account.account_type in SOLD and target.id not in sells:
            books.create_item(account.name.replace(":", " -"), target.id)
            created.append(f"item {account.name}")
    if CUSTOMER not in {customer.name for customer in books.customers()}:
        books.create_customer(CUSTOMER)
        created.append(CUSTOMER)
    return created


def _roles(chart: dict[str, Any], now: dict[str, Any]) -> dict[str, str]:
    """The deposit, payment and Payments-to-deposit accounts and the customer, where there is no choice yet."""
    def first(kind: str, of: str = "type") -> str:
        return next((a["id"] for a in chart["accounts"] if a[of] == kind), "")

    customer = next((c["id"] for c in chart["customers"] if c["name"] == CUSTOMER), "")
    found = {
        "undeposited_account": first("UndepositedFunds", "sub_type"), "deposit_account": first("Bank"),
        "payment_account": first("Credit Card"), "customer": customer,
    }  # fmt: skip
    return {name: value for name, value in found.items() if value and not now[name]}
