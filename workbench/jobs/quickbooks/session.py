"""From a company's settings to its open QuickBooks: practice, sandbox or production, and never another than its own."""

from __future__ import annotations

from workbench.errors import NotReady
from workbench.jobs import practice
from workbench.jobs.quickbooks import access as quickbooks_access
from workbench.quickbooks.client import Books, connect
from workbench.store.company import Company
from workbench.store.state import State

_Key = tuple[str, str, str, str, str]
_open: dict[_Key, tuple[State, Books]] = {}


def books_of(company: Company) -> Books:
    """QuickBooks as this company is connected to it. `NotReady` when it is not; `Unreachable` when it does not answer."""
    link = quickbooks_access.link(company)
    if not link.is_connected:
        raise NotReady("This company is not connected to QuickBooks.", where=company.name, next="Connect it under Set up › QuickBooks.")
    address = practice.address() if link.kind == quickbooks_access.PRACTICE else ""
    key = (str(company.folder), link.kind, address, link.realm, link.connected_at)
    state, books = _open.get(key, (None, None))
    if books is None or state is not company.state:  # books that were closed and opened again keep their tokens anew
        profile = quickbooks_access.profile_of(company, link)
        books = connect(profile, tokens=quickbooks_access.tokens_of(company, link))
        let_go(company)
        _open[key] = (company.state, books)
    return books


def let_go(company: Company) -> None:
    """Close what is open of this company's QuickBooks: it was disconnected, or is signed in to anew."""
    for key in [key for key in _open if key[0] == str(company.folder)]:
        _open.pop(key)[1].close()
