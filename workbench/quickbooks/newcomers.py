"""Newcomers: the accounts, items and names that set-up creates in QuickBooks.

Names are unique in QuickBooks, so a creation whose answer was lost is settled by looking for the name: set-up looks
first, creates what is missing, and may simply be run again.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from workbench.errors import NotReady, Refused, Unreachable
from workbench.quickbooks.answers import Accepted, Answer, Document, Rejected, Throttled

AGAIN = "Run the set-up again: it looks first and creates only what is missing."

ItemType: TypeAlias = Literal["Service", "NonInventory"]
"""Inventory items are refused for sales before their first day (error 6270), so the workbench makes none."""


def account(name: str, type: str, sub_type: str, number: str, currency: str) -> Document:
    """The body of a new Account; QuickBooks wants a type or a subtype and derives the rest."""
    body = {"Name": name, "AccountType": type, "AccountSubType": sub_type, "AcctNum": number}
    return _without_empty(body) | _currency(currency)


def item(name: str, income_account_id: str, sku: str, type: ItemType) -> Document:
    """The body of a new Item that is sold and kept in no stock."""
    return _without_empty({"Name": name, "Type": type, "Sku": sku}) | {"IncomeAccountRef": {"value": income_account_id}}


def named(name: str, currency: str) -> Document:
    """The body of a new Customer or Vendor; its display name is unique among customers, vendors and employees."""
    return {"DisplayName": name} | _currency(currency)


def created(answer: Answer, what: str) -> Document:
    """The document of a creation, or why there is none, in words (`what` names it, as in "the account Amazon fees").

    Raises `Refused` when QuickBooks refused it, `NotReady` when it refuses the whole company, `Unreachable` when there
    is no telling or it must be tried later.
    """
    if isinstance(answer, Accepted):
        return answer.document
    if isinstance(answer, Rejected):
        words = f"QuickBooks refuses {what}: {answer.message} (error {answer.code}). {answer.detail.rstrip(' .')}."
        if answer.concerns_company:
            raise NotReady(words, where="QuickBooks", next="Open the company in QuickBooks and see whether it can be used.")
        raise Refused(words, where="QuickBooks", next="Change it, or create it in QuickBooks and choose it here.")
    if isinstance(answer, Throttled):
        raise Unreachable(f"QuickBooks asks for a pause of {answer.seconds} seconds.", where="QuickBooks", next=AGAIN)
    raise Unreachable(f"Creating {what}: {answer.why}", where="QuickBooks", next=AGAIN)


def _without_empty(body: dict[str, str]) -> Document:
    return {name: value for name, value in body.items() if value}


def _currency(currency: str) -> Document:
    return {"CurrencyRef": {"value": currency}} if currency else {}
