"""Connecting a company's books to QuickBooks: one realm for good, examined at connect, disconnected with what was posted staying.

Books belong to one QuickBooks company. Books that begin as a practice company may become those of a real one as long as
nothing in them names the practice company's accounts; after that, and on every reconnection, another realm is refused.
(S3, S6-S16, S36-S38)
"""

from __future__ import annotations

import sqlalchemy as sa

from workbench import clock
from workbench.errors import Conflict, NotReady, Refused, Unreachable
from workbench.jobs.quickbooks import access as quickbooks_access
from workbench.jobs.quickbooks import session
from workbench.jobs.quickbooks.access import PRACTICE, REAL, WHERE, Link
from workbench.quickbooks import authorise
from workbench.quickbooks.authorise import Authorisation
from workbench.store import audit, bound, jobs, secrets, settings
from workbench.store.company import Company, names

OF_THE_CHART = ("deposit_account", "payment_account", "undeposited_account", "customer", "vendor", "chart_at", "by_marketplace")
"""Settings that name something of a chart of accounts, beside those of the default accounts (`account:…`)."""

IN_THE_BACKGROUND = ("connect", "post", "read-back", "undo")
"""Work that talks to QuickBooks."""


UNCONFIRMED = (
    "The sign-in is forgotten here, but Intuit did not confirm that it is revoked. In QuickBooks, see under Apps › My apps that the app is "
    "disconnected."
)


def check_company(company: Company, kind: str, realm: str) -> None:
    """Whether these books may be connected to that company. Raises `Conflict` in words when they belong to another one, or
    when it belongs to other books; `Refused` for an environment that there is not."""
    if kind not in (PRACTICE, *REAL):
        raise Refused(f"{kind!r} is no environment.", where=WHERE, next=f"Choose {', '.join((PRACTICE, *REAL))}.")
    with company.state.read() as state:
        known, bonds = quickbooks_access.read(state), bound.bonds(state)
    if known.realm and (known.kind, known.realm) != (kind, realm):
        _check_change(known, kind, realm, bonds)
    if kind == PRACTICE:
        return
    for elsewhere in names():
        if elsewhere != company.name and _is_of(elsewhere, kind, realm):
            raise Conflict(f"QuickBooks company {realm} belongs to the books {elsewhere} already.", where=WHERE,
                           next="Open those books; two would post the same payouts twice.")  # fmt: skip


def accept(company: Company, by: str, asked: Link, client_secret: str, granted: Authorisation) -> Link:
    """Keep a sign-in that a user consented to, sealed, and queue the examination of the company (job `connect`).

    `asked` is what the question was asked with. The company is held against the books once more, as `check_company` does.
    """
    check_company(company, asked.kind, granted.realm_id)
    found = Link(asked.kind, granted.realm_id, asked.client_id, asked.redirect_uri, clock.stamp(), "")
    with quickbooks_access.SealedTokens(company).held(), company.state.write() as state:
        before = quickbooks_access.read(state)
        if before.realm and (before.kind, before.realm) != (found.kind, found.realm):
            _check_change(before, found.kind, found.realm, bound.bonds(state))
            _forget_chart(state, by)
        secrets.seal(state, quickbooks_access.CLIENT_SECRET, client_secret)
        quickbooks_access.keep(state, granted.refresh_token, granted.lifetime)
        quickbooks_access.write(state, by, found)
        audit.record(state, by, "QuickBooks connected", kind=found.kind, realm=found.realm)
    session.let_go(company)
    jobs.ask(company.state, "connect", by)
    return found


def examine_again(company: Company, by: str) -> int:
    """Queue another look at the company, after something was switched in QuickBooks; returns the job's number."""
    _connected(company)
    return jobs.ask(company.state, "connect", by)


def create(company: Company, by: str, wanted: list[str]) -> int:
    """Queue the creation of what was previewed and agreed to: the keys of newcomers; returns the job's number."""
    _connected(company)
    return jobs.ask(company.state, "connect", by, create=wanted)


def disconnect(company: Company, by: str, because: str = "") -> bool:
    """Revoke the sign-in at Intuit and forget it here, with the application's secret. What was posted stays.

    Returns whether Intuit confirmed; when it did not answer, the sign-in is forgotten all the same. `because` is the user's
    answer to why; it stands in the audit log. Raises `Conflict` while work on QuickBooks is under way.
    """
    found = quickbooks_access.link(company)
    if not found.by_consent or found.disconnected_at:
        raise NotReady("There is no sign-in to QuickBooks to end.", where=WHERE)
    if any(job.kind in IN_THE_BACKGROUND and not job.ended for job in jobs.recent(company.state)):
        raise Conflict("QuickBooks is being worked with just now.", where=WHERE, next="Stop it or let it end; then disconnect.")
    tokens = quickbooks_access.SealedTokens(company)
    with tokens.held():  # nobody renews in between, and so keeps a token that lives on
        confirmed = _revoked(company, found, tokens)
        with company.state.write() as state:
            secrets.forget(state, quickbooks_access.TOKEN, quickbooks_access.CLIENT_SECRET)
            ended = Link(found.kind, found.realm, found.client_id, found.redirect_uri, found.connected_at, clock.stamp())
            quickbooks_access.write(state, by, ended)
            audit.record(state, by, "QuickBooks disconnected", realm=found.realm, confirmed=confirmed, because=because[:500])
    session.let_go(company)
    return confirmed


def _revoked(company: Company, found: Link, tokens: quickbooks_access.SealedTokens) -> bool:
    try:
        secret = quickbooks_access.client_secret(company)
        authorise.revoke(quickbooks_access.application_of(found.kind, found.client_id, secret), tokens.current())
    except (NotReady, Unreachable):
        return False
    return True


def _connected(company: Company) -> Link:
    found = quickbooks_access.link(company)
    if not found.is_connected:
        raise NotReady("This company is not connected to QuickBooks.", where=WHERE, next="Connect it under Set up › QuickBooks.")
    return found


def _check_change(before: Link, kind: str, realm: str, bonds: list[str]) -> None:
    """Only practice books to which nothing binds become those of a real company."""
    if before.kind != PRACTICE:
        raise Conflict(
            f"These books belong to QuickBooks company {before.realm} ({before.kind}); the one that was chosen is {realm} ({kind}).",
            where=WHERE, next="Choose the same company on Intuit's page, or begin a company here for the other one.",
        )  # fmt: skip
    if kind == PRACTICE:
        raise Conflict(f"These books belong to the practice company {before.realm}, not to {realm}.", where=WHERE)
    if bonds:
        raise Conflict(
            f"These books belong to the practice QuickBooks: {', '.join(bonds)}.", where=WHERE,
            next="Begin a company of its own for the real QuickBooks (New company), and connect that one.",
        )  # fmt: skip


def _forget_chart(state: sa.Connection, by: str) -> None:
    """Nothing of the practice company's chart is left to be taken for the real one's: its ids mean other accounts there."""
    accounts = [name for name in settings.every(state) if name.startswith("account:")]
    settings.put(state, by, chart={}, **dict.fromkeys((*OF_THE_CHART, *accounts), ""))


def _is_of(name: str, kind: str, realm: str) -> bool:
    other = Company(name)
    try:
        found = quickbooks_access.link(other)
    finally:
        other.close()
    return (found.kind, found.realm) == (kind, realm)
