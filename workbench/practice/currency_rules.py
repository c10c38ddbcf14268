"""What QuickBooks refuses where a company keeps several currencies (Intuit's "Manage multiple currencies" and the entities' pages).

Income, expense and most other accounts are in the home currency; banks, credit cards, receivables and payables may be in
another, customers and vendors too, each in one for ever. A document is in one currency: its customer's or vendor's, and each of
its accounts is in that one or at home.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from workbench.practice import accounts, faults
from workbench.practice.draft import Draft, required
from workbench.practice.references import references
from workbench.practice.wire import Body

OF_PARTIES = ("Customer", "Vendor")


def currency_of_document(draft: Draft) -> None:
    """Without multicurrency 6000 for a foreign currency (the code is assumed). With it 2020 without CurrencyRef (documented: it is
    required then), and the rate is looked at."""
    home, several = draft.company.seed.currency, draft.company.switches.multicurrency
    reference = required(draft.body, "CurrencyRef") if several else draft.body.get("CurrencyRef", {})
    currency = reference.get("value", home) if isinstance(reference, dict) else None
    if not several and currency != home:
        raise faults.business(f"Multicurrency is off: the currency is {home}.", "CurrencyRef")
    if several:
        _check_code(currency)
        _check_rate(draft, is_foreign=currency != home)


def _check_code(currency: object) -> None:
    if not isinstance(currency, str) or len(currency) != 3 or not currency.isupper():
        raise faults.invalid("CurrencyRef", "is a code of three letters")


def _check_rate(draft: Draft, *, is_foreign: bool) -> None:
    """2010 for a rate that is no positive number (assumed), 6000 for one of the home currency that is not 1 (assumed). A foreign
    document without a rate is booked at 1, as documented; the switch refuse_par_rate (on: assumed, stricter than QuickBooks)
    refuses it, and a rate of 1, with 6000."""
    given = draft.body.get("ExchangeRate", 1)
    try:
        rate = Decimal(given) if isinstance(given, (int, str, Decimal)) and not isinstance(given, bool) else Decimal(0)
    except InvalidOperation:
        rate = Decimal(0)
    if not rate.is_finite() or rate <= 0:
        raise faults.invalid("ExchangeRate", f"{given!r} is not a rate")
    if is_foreign and rate == 1 and draft.company.switches.refuse_par_rate:
        raise faults.business("A foreign currency would be booked at par: give its ExchangeRate.", "ExchangeRate")
    if not is_foreign and rate != 1:
        raise faults.business("The home currency has a rate of 1.", "ExchangeRate")


def currency_of_members(draft: Draft) -> None:
    """6000 for a customer or vendor of another currency (documented; the code is assumed), and for an account of a third one
    ("You can only use one foreign currency per transaction", seen in production)."""
    if not draft.company.switches.multicurrency:
        return
    currency, home = draft.body["CurrencyRef"]["value"], draft.company.seed.currency
    for field, named, reference in references(draft.kind, draft.body):
        kind = named.capitalize()
        if kind not in (*OF_PARTIES, "Account") or not isinstance(reference, dict):
            continue
        own = draft.company.member(kind, str(reference["value"]))["CurrencyRef"]["value"]
        if kind in OF_PARTIES and own != currency:
            raise faults.business(f"The {kind.lower()}'s currency is {own}, the transaction's is {currency}.", field)
        if kind == "Account" and own not in (currency, home):
            raise faults.business("You can only use one foreign currency per transaction.", field)


def currency_of_name(draft: Draft) -> None:
    """6000 for an account, customer or vendor in a foreign currency while multicurrency is off, or an account of a type that has
    none of its own; and for one whose currency would change (all documented; the code is assumed)."""
    body, home = draft.body, draft.company.seed.currency
    before: Body = (draft.before or {}).get("CurrencyRef", {})
    if before:
        body.setdefault("CurrencyRef", before)
    reference = body.get("CurrencyRef", {"value": home})
    _check_code(reference.get("value"))
    if before and reference["value"] != before["value"]:
        raise faults.business("The currency cannot be changed.", "CurrencyRef")
    if reference["value"] == home:
        return
    if not draft.company.switches.multicurrency:
        raise faults.business(f"Multicurrency is off: the currency is {home}.", "CurrencyRef")
    if draft.kind == "Account" and body["AccountType"] not in accounts.OF_ANY_CURRENCY:
        raise faults.business(f"A {body['AccountType']} account is in the home currency.", "CurrencyRef")
