"""The /_practice endpoints: what a person does in QuickBooks itself, and what a test arranges.

POST rules        {"realm": …, a rule: value}    switches, for one company or, without realm, for all
GET  rules?realm=                                the switches as they are
POST close-books  {"realm", "date"}              close through a day; null opens
POST match-bank   {"realm", "id"}                match a deposit with the bank line
GET  bank-feed?realm=                            the bank's lines: for review, matched, added; what is proposed for each
POST bank-line    {"realm", "account", "date", "amount", "description"}   a line that comes before anything is posted
POST bank-match   {"realm", "line", "deposit"}   press Match
POST bank-add     {"realm", "line", "account"}   press Add instead: a second deposit of the same money
POST bank-undo    {"realm", "line"}              undo either
POST edit         {"realm", "entity", "id", "changes"} or {…, "delete": true}
POST reset?realm=                                forget the company
GET  undeposited?realm=   GET state?realm=       what the Bank deposit page offers; counts and trial balance
GET  attachment?realm=&id=                       size and SHA-256 of an attached file
GET  limits                                      seconds an unanswered request may still land; requests so far
POST clock        {"advance": seconds, "runs": bool}   move the clock of limits, tokens and kept answers; GET tells it
POST faults, GET faults                          failures on order (`troubles`); a new list replaces the old
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from workbench.money import exact
from workbench.practice import attachments, bank_feed, reports
from workbench.practice.beginnings import open_company
from workbench.practice.company import Company
from workbench.practice.desk import Options, write
from workbench.practice.entities import BY_PATH
from workbench.practice.troubles import Trouble
from workbench.practice.wire import Body

if TYPE_CHECKING:
    from workbench.practice.routes import Practice


class OfficeError(Exception):
    """A /_practice request that cannot be carried out, in words; answered 400."""


@dataclass(frozen=True, slots=True)
class Errand:
    """One request to the back office."""

    practice: Practice
    query: dict[str, str]
    body: Any

    def text(self, name: str) -> str:
        """A required text of the address or the body."""
        value = self.query.get(name) or (self.body.get(name) if isinstance(self.body, dict) else None)
        if not isinstance(value, str) or not value:
            raise OfficeError(f"{name} is missing")
        return value

    def company(self) -> Company:
        """The company the request names."""
        return open_company(self.practice.books, self.text("realm"))


def _faults(errand: Errand) -> Body:
    if not isinstance(errand.body, list):
        raise OfficeError("faults is a list")
    errand.practice.troubles.order([Trouble.from_json(wanted) for wanted in errand.body])
    return {"faults": errand.practice.troubles.waiting()}


def _waiting(errand: Errand) -> Body:
    return {"faults": errand.practice.troubles.waiting()}


def _rules(errand: Errand) -> Body:
    if not isinstance(errand.body, dict):
        raise OfficeError("rules is an object of rule names and values")
    changes = dict(errand.body)
    realm = changes.pop("realm", "")
    return errand.practice.books.switch(realm, changes).as_json()


def _show_rules(errand: Errand) -> Body:
    return errand.practice.books.switches(errand.query.get("realm", "")).as_json()


def _close_books(errand: Errand) -> Body:
    company, day = errand.company(), errand.body.get("date")
    company.close_books(date.fromisoformat(day).isoformat() if day else None)
    return {"realm": company.realm, "book_close_date": company.book_close_date}


def _match_bank(errand: Errand) -> Body:
    company, deposit = errand.company(), errand.text("id")
    if company.find("Deposit", deposit) is None:
        raise OfficeError(f"there is no deposit {deposit}")
    company.match_bank(deposit)
    return {"realm": company.realm, "matched": deposit}


def _bank_feed(errand: Errand) -> Body:
    return {"lines": bank_feed.lines(errand.company())}


def _bank_line(errand: Errand) -> Body:
    amount = errand.body.get("amount")
    if isinstance(amount, bool) or not isinstance(amount, (int, Decimal)):
        raise OfficeError("amount is a number")
    description = errand.body.get("description", bank_feed.DESCRIPTION)
    return bank_feed.bring(errand.company(), errand.text("account"), errand.text("date"), exact(amount), str(description))


def _bank_match(errand: Errand) -> Body:
    return bank_feed.match(errand.company(), errand.text("line"), errand.text("deposit"))


def _bank_add(errand: Errand) -> Body:
    return bank_feed.add(errand.company(), errand.text("line"), errand.text("account"))


def _bank_undo(errand: Errand) -> Body:
    return bank_feed.undo(errand.company(), errand.text("line"))


def _edit(errand: Errand) -> Body:
    """A change by hand: neither deposits, matches nor closed books stand in its way, and a deposit that links the
    changed transaction stays as it is, so that the books show the difference."""
    company, kind = errand.company(), BY_PATH.get(errand.text("entity").lower())
    if kind is None:
        raise OfficeError(f"there is no entity {errand.text('entity')}")
    wanted, changes = {"Id": errand.text("id")}, errand.body.get("changes", {})
    if errand.body.get("delete") is True:
        return write(company, kind, wanted, Options(operation="delete", by_hand=True))
    if not isinstance(changes, dict) or not changes:
        raise OfficeError("changes is an object of fields and values")
    return write(company, kind, changes | wanted, Options(by_hand=True))


def _undeposited(errand: Errand) -> Body:
    return {"undeposited": reports.undeposited(errand.company())}


def _state(errand: Errand) -> Body:
    return reports.state(errand.company())


def _attachment(errand: Errand) -> Body:
    found = attachments.kept(errand.company(), errand.text("id"))
    if found is None:
        raise OfficeError(f"there is no attachment {errand.text('id')}")
    return found


def _reset(errand: Errand) -> Body:
    errand.practice.books.reset(errand.text("realm"))
    return {"reset": errand.text("realm")}


def _limits(errand: Errand) -> Body:
    return {
        "request_limit_seconds": errand.practice.request_limit,
        "requests": errand.practice.requests,
        "batches": errand.practice.batches,
        "throttled": errand.practice.limits.throttled,
        "limits": errand.practice.limits.as_json(),
    }


def _clock(errand: Errand) -> Body:
    """Move the clock on by so many seconds, or have it stand still or run; without a body, tell what it is."""
    clock, changes = errand.practice.books.clock, errand.body or {}
    if not isinstance(changes, dict) or changes.keys() - {"advance", "runs"}:
        raise OfficeError("clock takes advance (seconds) and runs (true or false)")
    runs, seconds = changes.get("runs", clock.runs), changes.get("advance", 0)
    if not isinstance(runs, bool) or isinstance(seconds, bool) or not isinstance(seconds, (int, Decimal)):
        raise OfficeError("advance is a number of seconds; runs is true or false")
    clock.advance(int(seconds * 1000))
    if runs != clock.runs:
        clock.run(runs)
    return {"now": clock.now(), "runs": clock.runs}


ERRANDS: dict[str, Callable[[Errand], Body]] = {
    "POST faults": _faults,
    "GET faults": _waiting,
    "POST rules": _rules,
    "GET rules": _show_rules,
    "POST close-books": _close_books,
    "POST match-bank": _match_bank,
    "GET bank-feed": _bank_feed,
    "POST bank-line": _bank_line,
    "POST bank-match": _bank_match,
    "POST bank-add": _bank_add,
    "POST bank-undo": _bank_undo,
    "POST edit": _edit,
    "GET undeposited": _undeposited,
    "GET state": _state,
    "GET attachment": _attachment,
    "POST reset": _reset,
    "GET limits": _limits,
    "GET clock": _clock,
    "POST clock": _clock,
}


def answer(errand: Errand, method: str, name: str) -> Body:
    """Carry out one errand; `OfficeError` in words when it cannot be."""
    do = ERRANDS.get(f"{method} {name}")
    if do is None:
        raise OfficeError(f"there is no {method} /_practice/{name}; there are {', '.join(ERRANDS)}")
    try:
        return do(errand)
    except (ValueError, TypeError) as reason:
        raise OfficeError(str(reason)) from reason
