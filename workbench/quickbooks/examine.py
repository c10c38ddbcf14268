"""Examine: what of a QuickBooks company would hurt, said in words before anything is posted, with what to switch and where.

Facts in, findings out; nothing is asked here. Where a setting is in QuickBooks is told as its own menus name it
(quickbooks.intuit.com, "Account and settings").
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workbench.errors import Finding
from workbench.quickbooks.chart import Company

SETTINGS = "QuickBooks › ⚙ › Account and settings"

PER_ORDER = frozenset({"US", "CA"})
"""Countries for which posting per order knows the tax; elsewhere it is in summary."""


@dataclass(frozen=True, slots=True)
class Places:
    """The accounts that money passes through, by id, with their names; `chosen` is the id of the Payments to deposit that the
    user chose, '' for none. Payments to deposit is known by its sub-type: its name is free and differs by language."""

    payments_to_deposit: Mapping[str, str]
    banks: Mapping[str, str]
    chosen: str = ""


def examine(company: Company, places: Places) -> list[Finding]:
    """Everything about the company that a person should know or change, those that stand in the way of posting first."""
    found = [*_numbers(company), *_places(places), *_closed(company), *_tax(company), *_currencies(company), *_country(company)]
    return sorted(found, key=lambda finding: not finding.blocks)


def _finding(code: str, what: str, next: str, *, blocks: bool = False) -> list[Finding]:
    return [Finding(code, "QuickBooks company", what, next, blocks=blocks)]


def _numbers(company: Company) -> list[Finding]:
    """Without the preference QuickBooks ignores the number we give (Intuit's Preferences entity, CustomTxnNumbers)."""
    if company.custom_numbers:
        return []
    return _finding(
        "custom-numbers-off",
        "QuickBooks gives documents numbers of its own, in place of the order numbers that the workbench sends. A document could then not "
        "be found again after a cut line, and might be posted twice.",
        f"Switch on: {SETTINGS} › Sales › Sales form content › Custom transaction numbers. Then examine again.",
        blocks=True,
    )


def _places(places: Places) -> list[Finding]:
    found = []
    if not places.payments_to_deposit:
        found += _finding(
            "no-payments-to-deposit",
            "There is no account that holds payments until they are deposited (Payments to deposit, also called Undeposited Funds).",
            "In QuickBooks › Chart of accounts › New, choose the account type Other Current Assets and the detail type Undeposited "
            "Funds; or make the inactive one active. Then examine again.",
            blocks=True,
        )
    elif len(places.payments_to_deposit) > 1 and places.chosen not in places.payments_to_deposit:
        found += _finding(
            "several-payments-to-deposit",
            f"There are {len(places.payments_to_deposit)} accounts that hold payments until they are deposited: "
            f"{', '.join(sorted(places.payments_to_deposit.values()))}.",
            "Choose the one for Amazon's payouts, as Payments to deposit under Set up › Settings.",
            blocks=True,
        )
    if not places.banks:
        found += _finding(
            "no-bank-account",
            "There is no bank account that a payout could be deposited to.",
            "In QuickBooks › Chart of accounts › New, make the bank account that Amazon pays to. Then examine again.",
            blocks=True,
        )
    return found


def _closed(company: Company) -> list[Finding]:
    if company.close_date is None:
        return []
    return _finding(
        "books-closed",
        f"The books are closed up to {company.close_date.isoformat()}: nothing dated on or before that day is posted.",
        f"Nothing, if those months are done. Otherwise move the date: {SETTINGS} › Advanced › Accounting › Close the books.",
    )


def _tax(company: Company) -> list[Finding]:
    """With automated sales tax QuickBooks may put its own code in the place of ours (Intuit's SalesReceipt, TxnTaxCodeRef)."""
    if company.automated_sales_tax:
        return _finding(
            "automated-sales-tax",
            "Automated sales tax is on: QuickBooks may work out tax by itself. Everything from Amazon is posted as not taxable, because "
            "Amazon has collected the tax; a receipt whose total QuickBooks changes is caught when it is read back.",
            "In QuickBooks › Products and services, set the sales tax category of the products used for Amazon to Nontaxable.",
        )
    if company.sales_tax and company.country != "US":
        return _finding(
            "tax-codes",
            "Sales tax is on: every line of a receipt needs a tax code.",
            "Choose a tax code for each kind of line under Review › Mapping.",
        )
    return []


def _currencies(company: Company) -> list[Finding]:
    if not company.multicurrency:
        return []
    return _finding(
        "multicurrency",
        f"Multicurrency is on, with {company.home_currency} as the home currency. A payout in another currency needs accounts and a "
        "customer of that currency, and an exchange rate that you state; a rate is never assumed.",
        f"For payouts in {company.home_currency}, choose accounts and a customer in {company.home_currency}.",
    )


def _country(company: Company) -> list[Finding]:
    if company.country in PER_ORDER:
        return []
    return _finding(
        "summary-country",
        f"For a company in {company.country} the workbench posts payouts in summary: the tax of single orders is known for the United "
        "States and Canada only.",
        "Leave the posting mode on Monthly summary under Set up › Settings.",
    )
