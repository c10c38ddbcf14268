"""What a mapping or a setting can choose from: QuickBooks' chart as it was last read, ids with the names to show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from workbench.posting.accounts import BALANCE_SHEET_TYPES, NAMED_TYPES
from workbench.store import settings
from workbench.store.company import Company


@dataclass(frozen=True, slots=True)
class Options:
    """QuickBooks' names by id. Empty until the chart was read (`at` is then '').

    `account_types` holds QuickBooks' `AccountType` of each account; `sub_types` its `AccountSubType`.
    """

    at: str
    accounts: Mapping[str, str]
    account_types: Mapping[str, str]
    sub_types: Mapping[str, str]
    tax_codes: Mapping[str, str]
    classes: Mapping[str, str]
    locations: Mapping[str, str]
    customers: Mapping[str, str]
    vendors: Mapping[str, str]

    @property
    def balance_sheet(self) -> dict[str, str]:
        """The accounts of the balance sheet: all that a reserve or a carried balance may go to."""
        return {key: name for key, name in self.mappable.items() if self.account_types[key] in BALANCE_SHEET_TYPES}

    @property
    def mappable(self) -> dict[str, str]:
        """The accounts that a mapping may name: all but those that want a customer's or supplier's name on every line."""
        return {key: name for key, name in self.accounts.items() if self.account_types[key] not in NAMED_TYPES}

    def of_type(self, *types: str) -> dict[str, str]:
        """The accounts of these types or sub-types."""
        return {key: name for key, name in self.accounts.items() if self.account_types[key] in types or self.sub_types[key] in types}

    def account_id(self, name: str) -> str:
        """The id of the account with this name; '' when QuickBooks has none."""
        return next((key for key, known in self.accounts.items() if known.casefold() == name.casefold()), "")


def options(company: Company) -> Options:
    """What there is to choose from, from the state alone."""
    with company.state.read() as connection:
        return read(connection)


def read(connection: sa.Connection) -> Options:
    """The same within a transaction."""
    chart = settings.get(connection, "chart")
    accounts = sorted(chart.get("accounts", []), key=lambda account: account["name"].casefold())

    def named(name: str) -> dict[str, str]:
        return {entry["id"]: entry["name"] for entry in sorted(chart.get(name, []), key=lambda entry: entry["name"].casefold())}

    return Options(
        at=settings.get(connection, "chart_at"),
        accounts={a["id"]: a["name"] for a in accounts},
        account_types={a["id"]: a["type"] for a in accounts},
        sub_types={a["id"]: a["sub_type"] for a in accounts},
        tax_codes=named("tax_codes"),
        classes=named("classes"),
        locations=named("locations"),
        customers=named("customers"),
        vendors=named("vendors"),
    )
