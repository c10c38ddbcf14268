"""From a company's settings to its open QuickBooks: which company is meant, and never another."""

from __future__ import annotations

from workbench.errors import NotReady
from workbench.jobs import practice
from workbench.quickbooks.client import Books, connect
from workbench.quickbooks.profile import Profile
from workbench.store import settings
from workbench.store.company import Company

_open: dict[tuple[str, str, str], Books] = {}


def books_of(company: Company) -> Books:
    """QuickBooks as this company is connected to it. `Unreachable` when it does not answer."""
    with company.state.read() as connection:
        kind, realm = settings.get(connection, "connection"), settings.get(connection, "realm")
    if kind != "practice":
        raise NotReady("This company is not connected to QuickBooks.", where=company.name, next="Connect it under Set up.")
    url = practice.address()
    key = (str(practice.folder()), url, realm)
    if key not in _open:
        profile = Profile(
            "practice", realm, url, client_id="practice", client_secret="practice",  # noqa: S106 (no secret: the practice company's)
            refresh_token="practice", request_limit=practice.request_limit(url), answer_timeout=60,  # noqa: S106
        )  # fmt: skip
        _open[key] = connect(profile)
    return _open[key]
