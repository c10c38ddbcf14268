"""Connecting a company's Amazon sellers: pairing, permissions, start date, schedule, the age of the secret, disconnecting.

A seller is paired with the QuickBooks company these books belong to, once: what is imported for it goes there and nowhere
else. Ways to connect: the practice Amazon; an application of the seller's own, which the seller authorizes itself
("Self-authorization", developer-docs.amazon.com); or consent on Amazon's page (`amazon_consent`). Nobody's Amazon password is ever
asked for. (S3-S5, S13-S15, S21, S35-S38)
"""

from __future__ import annotations

import dataclasses
import hashlib
from datetime import date, datetime, timedelta

from workbench import clock
from workbench.amazon.api import marketplaces
from workbench.amazon.api import seller as amazon
from workbench.amazon.api.pace import InMemory
from workbench.amazon.api.permissions import Capabilities, Permission
from workbench.amazon.api.reports import KEPT
from workbench.errors import Conflict, NotFound, NotReady, Refused, Unreachable
from workbench.jobs.amazon import access as amazon_access
from workbench.jobs.amazon.access import PRACTICE_SECRET, PRACTICE_TOKEN, Credentials
from workbench.jobs.quickbooks import access as quickbooks_access
from workbench.store import audit, jobs, report_listings, sellers, settings
from workbench.store.company import Company, names
from workbench.store.report_listings import Listing
from workbench.store.sellers import Seller

WHERE = "Amazon connection"
SCHEDULES = ("off", "hourly", "daily")

PRACTICE_COUNTRIES = {"de": "DE", "eu": "DE", "jp": "JP"}
"""Home stores of the practice sellers; of the others it is the United States."""


@dataclasses.dataclass(frozen=True, slots=True)
class Checked:
    """What Amazon let us see of a seller: its permissions, which answers exist for it, the countries it sells in."""

    permissions: tuple[Permission, ...]
    capabilities: Capabilities
    countries: tuple[str, ...]


def connect_practice(company: Company, by: str, practice_seller: str = "us", name: str = "") -> Seller:
    """Connect a seller of the practice Amazon. `Refused` for books whose QuickBooks is a real one."""
    with company.state.read() as connection:
        if settings.get(connection, "connection") != "practice":
            raise Refused("A made-up seller has no place in the books of a real QuickBooks company.", where=WHERE,
                          next="Connect the practice Amazon to a practice company.")  # fmt: skip
    country = PRACTICE_COUNTRIES.get(practice_seller, "US")
    credentials = Credentials("practice", PRACTICE_SECRET, PRACTICE_TOKEN + practice_seller)
    return pair(company, by, "practice", name or f"Practice seller {practice_seller}", country, credentials, practice_seller)


def connect_private(company: Company, by: str, name: str, country: str, credentials: Credentials) -> Seller:
    """Connect a seller by an application of its own, which it authorized itself (S4, S5, S9).

    `country` is that of the seller's home store. Raises `Refused` or `NotReady` saying what is missing, `Unreachable` when
    Amazon does not answer; nothing is stored then.
    """
    if not (credentials.client_id.strip() and credentials.client_secret.strip() and credentials.refresh_token.strip()):
        raise Refused("The client id, the client secret and the refresh token are all needed.", where=WHERE,
                      next="Copy them from Seller Central › Apps and Services › Develop Apps.")  # fmt: skip
    fingerprint = hashlib.sha256(credentials.refresh_token.encode()).hexdigest()[:16]
    return pair(company, by, "private", name, country, credentials, fingerprint)


def pair(company: Company, by: str, kind: str, name: str, country: str, credentials: Credentials, account: str) -> Seller:
    """Ask Amazon what this sign-in may see; then pair the account with these books. An account that was disconnected before
    is connected again and goes on where it was."""
    name, home = name.strip(), marketplaces.by_country(country)
    realm = _realm(company)
    _check_free(company, kind, name, home.region, account)
    checked = _ask(kind, name, country, credentials)
    values = {
        "name": name, "kind": kind, "realm": realm, "marketplace": home.country, "client_id": credentials.client_id,
        "application_id": credentials.application_id, "secret_created": credentials.secret_created, **_as_values(checked),
    }  # fmt: skip
    with company.state.write() as connection:
        known = sellers.of_account(connection, home.region, account)
        if known is None:
            seller_id = sellers.add(connection, by, region=home.region, account=account, **values)
        elif known.realm != realm:
            raise _other_books(known.name)
        else:
            seller_id = known.seller_id
            sellers.change(connection, by, seller_id, "seller connected again", state="connected", disconnected_at="", **values)
        amazon_access.keep(connection, seller_id, credentials)
        return sellers.get(connection, seller_id)


def renew(company: Company, by: str, seller_id: str, credentials: Credentials) -> Seller:
    """Give a seller new secrets: after a rotation (every 180 days), a new authorization, or to connect it again. Without a
    refresh token, the one in use is kept: a rotation of the client secret leaves it good.

    Raises `Refused` when they open another Amazon account than before: the newest report we know is not in it.
    """
    with company.state.read() as connection:
        seller = sellers.get(connection, seller_id)
        known = report_listings.listed(connection, seller_id)
    if not credentials.refresh_token:
        credentials = dataclasses.replace(credentials, refresh_token=amazon_access.credentials_of(company, seller).refresh_token)
    checked = _ask(seller.kind, seller.name, seller.marketplace, credentials, known[0] if known else None)
    values = {"client_id": credentials.client_id, "secret_created": credentials.secret_created, **_as_values(checked)}
    with company.state.write() as connection:
        sellers.change(connection, by, seller_id, "seller's sign-in renewed", state="connected", disconnected_at="", **values)
        amazon_access.keep(connection, seller_id, credentials)
        return sellers.get(connection, seller_id)


def check(company: Company, by: str, seller_id: str) -> Seller:
    """Ask again what Amazon lets us see, and remember it. `Unreachable` when it does not answer."""
    seller = connected(company, seller_id)
    with amazon_access.open_seller(company, seller) as opened:
        checked = _checked(opened)
    with company.state.write() as connection:
        sellers.change(connection, by, seller_id, "permissions checked", **_as_values(checked))
        return sellers.get(connection, seller_id)


def set_start_date(company: Company, by: str, seller_id: str, day: date) -> Seller:
    """Choose the day from which settlements are imported (S13, S17, S21). `Refused` more than twelve months back (S14).

    A settlement that begins before it is not imported, because it would bring transactions from before; it stays listed and
    says so.
    """
    seller = connected(company, seller_id)
    today = amazon_access.today(seller)
    earliest = _a_year_before(today)
    allowed = f"The start date can be from {earliest.isoformat()} to {today.isoformat()}."
    if day < earliest:
        raise Refused(f"{day.isoformat()} is more than twelve months back. {allowed}", where="start date",
                      next="Choose a later day; older settlements can be imported as files.")  # fmt: skip
    if day > today:
        raise Refused(f"{day.isoformat()} is in the future. {allowed}", where="start date", next="Choose today or a day before.")
    with company.state.write() as connection:
        sellers.change(connection, by, seller_id, "start date chosen", start_date=day)
        return sellers.get(connection, seller_id)


def set_schedule(company: Company, by: str, seller_id: str, schedule: str) -> Seller:
    """How often to sync by itself: off, hourly or daily. `NotReady` before there is a start date."""
    seller = connected(company, seller_id)
    if schedule not in SCHEDULES:
        raise Refused(f"{schedule!r} is no schedule.", where="schedule", next=f"Choose {', '.join(SCHEDULES)}.")
    if schedule != "off":
        started(seller)
    with company.state.write() as connection:
        sellers.change(connection, by, seller_id, "schedule chosen", schedule=schedule)
        return sellers.get(connection, seller_id)


def disconnect(company: Company, by: str, seller_id: str, because: str = "") -> None:
    """Stop importing for a seller and forget its secrets. What is in the books and in QuickBooks stays (S36-S38).

    `because` is the user's answer to why; it stands in the audit log.
    """
    for job in jobs.recent(company.state):
        if job.kind == "sync" and not job.ended and job.arguments.get("seller") == seller_id:
            jobs.ask_to_stop(company.state, job.job_id)
    with company.state.write() as connection:
        sellers.get(connection, seller_id)
        ended = {"state": "disconnected", "schedule": "off", "disconnected_at": clock.stamp()}
        sellers.change(connection, by, seller_id, "seller disconnected", **ended)
        amazon_access.forget(connection, seller_id)
        audit.record(connection, by, "why the seller was disconnected", seller=seller_id, because=because[:500])


def connected(company: Company, seller_id: str) -> Seller:
    """A seller that is connected, to the QuickBooks company it was paired with; `NotReady` or `Conflict` otherwise."""
    with company.state.read() as connection:
        seller = sellers.get(connection, seller_id)
        realm = settings.get(connection, "realm")
    if not seller.is_connected:
        raise NotReady(f"{seller.name} is disconnected from Amazon.", where=WHERE, next="Connect it again under Set up › Amazon.")
    if seller.realm != realm:
        raise _other_books(seller.name)
    return seller


def started(seller: Seller) -> date:
    """The seller's start date; `NotReady` before one was chosen (S15)."""
    if seller.start_date is None:
        raise NotReady(f"{seller.name} has no start date yet.", where=WHERE, next="Choose the date from which to import, then sync.")
    return seller.start_date


def _ask(kind: str, name: str, country: str, credentials: Credentials, known: Listing | None = None) -> Checked:
    profile = amazon_access.profile_of(kind, name, country, credentials)
    with amazon_access.open_profile(profile, kind, InMemory()) as opened:
        checked = _checked(opened)
        age = amazon_access.time_of(kind).now() - datetime.fromisoformat(known.created) if known else KEPT
        if known and age < KEPT - timedelta(days=1):
            _check_same_account(opened, name, known)
    return checked


def _checked(opened: amazon.Seller) -> Checked:
    """What Amazon lets us see. Raises `Refused` naming a missing permission (S5), `Unreachable` when one could not be asked."""
    permissions = opened.permissions()
    missing = [p.words for p in permissions if p.needed and p.granted is False]
    if missing:
        raise Refused(" ".join(missing), where=WHERE,
                      next="A user who may install applications grants it in Seller Central; then connect again.")  # fmt: skip
    silent = [p.words for p in permissions if p.needed and p.granted is None]
    if silent:
        raise Unreachable(" ".join(silent), where=WHERE, next="Nothing was stored. Try again in a few minutes.")
    may_ask = next((p.granted for p in permissions if p.name == "sellers"), False)
    places = opened.participations() if may_ask else ()
    countries = tuple(dict.fromkeys(p.marketplace.country for p in places if p.active and p.marketplace))
    return Checked(permissions, opened.capabilities(), countries)


def _check_same_account(opened: amazon.Seller, name: str, known: Listing) -> None:
    """A report that Amazon must still have is the proof; one that it may have dropped proves nothing."""
    try:
        opened.report(known.report_id)
    except (NotFound, Refused):
        raise Refused(
            f"This sign-in opens another Amazon account than {name} was connected with.", where=WHERE,
            next="Sign in with the same seller account; connect another account as a seller of its own.",
        ) from None  # fmt: skip


def _check_free(company: Company, kind: str, name: str, region: str, account: str) -> None:
    if not name:
        raise Refused("The seller needs a name.", where=WHERE, next="Give it one by which you will know it.")
    with company.state.read() as connection:
        for other in sellers.listed(connection):
            if other.is_connected and (other.region, other.account) == (region, account):
                raise Conflict(f"This Amazon account is connected already, as {other.name}.", where=WHERE)
            if other.is_connected and other.name.casefold() == name.casefold():
                raise Conflict(f"There is a seller {other.name} already.", where=WHERE, next="Choose another name.")
    if kind == "practice":
        return
    for elsewhere in names():
        if elsewhere != company.name and _is_paired(elsewhere, region, account):
            raise Conflict(f"This Amazon account is connected to the company {elsewhere} already.", where=WHERE,
                           next="One account belongs in one company's books; disconnect it there first.")  # fmt: skip


def _is_paired(name: str, region: str, account: str) -> bool:
    other = Company(name)
    try:
        with other.state.read() as connection:
            found = sellers.of_account(connection, region, account)
    finally:
        other.close()
    return found is not None and found.is_connected


def _realm(company: Company) -> str:
    link = quickbooks_access.link(company)
    if not link.is_connected:
        raise NotReady("No QuickBooks company is connected.", where=WHERE, next="Connect QuickBooks first, then Amazon.")
    return link.realm


def _other_books(name: str) -> Conflict:
    return Conflict(
        f"{name} was paired with another QuickBooks company than these books are connected to now.", where=WHERE,
        next="Connect the QuickBooks company it was paired with, or start a company of its own for this pair.",
    )  # fmt: skip


def _as_values(checked: Checked) -> dict[str, object]:
    return {
        "permissions": [dataclasses.asdict(p) for p in checked.permissions],
        "capabilities": dataclasses.asdict(checked.capabilities),
        "marketplaces": list(checked.countries),
    }


def _a_year_before(day: date) -> date:
    """Twelve months back: the same day of last year, and the 28th for a 29 February.

    >>> _a_year_before(date(2026, 11, 24)), _a_year_before(date(2028, 2, 29))
    (datetime.date(2025, 11, 24), datetime.date(2027, 2, 28))
    """
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)
