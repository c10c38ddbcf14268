"""The default chart holds what the catalogue needs, in QuickBooks' own words."""

from __future__ import annotations

import pytest

from workbench.mapping.chart import DEFAULT_CHART, PROFIT_AND_LOSS_TYPES, DefaultAccount
from workbench.settlement.catalogue import categories, rules

QUICKBOOKS_TYPES = PROFIT_AND_LOSS_TYPES | {"Other Current Asset", "Other Current Liability"}
GENERATED = {"CARRY", "DEFERRED", "INVENTORY", "COGS"}
"""Accounts of entries that the workbench makes itself, month parts and cost of goods: no line of Amazon's goes there."""
ACCOUNTS = list(DEFAULT_CHART.values())


def by_key(account: DefaultAccount) -> str:
    return account.key


@pytest.mark.parametrize("account", ACCOUNTS, ids=by_key)
def test_an_account_is_whole(account: DefaultAccount) -> None:
    assert DEFAULT_CHART[account.key] is account
    assert account.account_type in QUICKBOOKS_TYPES
    assert account.account_sub_type.isalpha()
    assert account.holds


def test_names_are_unique_as_quickbooks_demands() -> None:
    names = [account.name.casefold() for account in ACCOUNTS]
    assert sorted(set(names)) == sorted(names)


def test_no_name_has_a_colon_which_quickbooks_refuses() -> None:
    assert [account.name for account in ACCOUNTS if ":" in account.name] == []


def test_names_are_not_longer_than_quickbooks_takes() -> None:
    assert max(len(account.name) for account in ACCOUNTS) <= 100


def test_every_account_is_reached_by_a_category_or_made_by_the_workbench() -> None:
    reached = {rule.account for rule in rules()} | {category.account for category in categories().values()}
    assert reached == set(DEFAULT_CHART) - GENERATED


@pytest.mark.parametrize(("key", "expected"), [("SALES", True), ("COGS", True), ("RESERVE", False), ("TAXCOLL", False)])
def test_profit_and_loss_or_balance_sheet(key: str, expected: bool) -> None:
    assert DEFAULT_CHART[key].is_profit_and_loss is expected


def test_liabilities_and_reserves_stand_in_the_balance_sheet() -> None:
    keys = {"TAXCOLL", "TAXWH", "TAXASSET", "RESERVE", "CARRY", "DEFERRED", "CLEARING", "NEGBAL", "LOAN", "INVENTORY"}
    assert keys == {account.key for account in ACCOUNTS if not account.is_profit_and_loss}
