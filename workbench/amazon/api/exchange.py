"""Exchange: a question to Amazon, asked until it is answered, refused, or clearly not going to be.

Every question may be asked again, since none changes anything. A throttled one waits for its rate, an unanswered one
for a moment; a refused one is not repeated. Lists are followed to their end, over empty pages too, and a list that goes
round in circles is given up.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from workbench.amazon.api.answers import LATER, Answer
from workbench.amazon.api.faults import NotPermitted, Throttled
from workbench.amazon.api.operations import Operation
from workbench.amazon.api.pace import Pace, back_off
from workbench.amazon.api.reading import Entry
from workbench.errors import Refused, Unreachable

if TYPE_CHECKING:
    from workbench.amazon.api.library import Clients

TRIES = 5
"""How often a question is asked that gets no answer: over about half a minute of waiting."""

THROTTLED_TRIES = 10
"""How often a throttled question is asked: over eight minutes and more."""

MOST_PAGES = 10_000


class Exchange:
    """The way to one seller's answers."""

    def __init__(self, clients: Clients, pace: Pace) -> None:
        self._clients, self._pace = clients, pace

    def ask(self, operation: Operation, *path: str, **parameters: str) -> Entry:
        """The answer to one question. Raises `NotPermitted`, `NotFound`, `Refused`, `SignInRefused`, `Unreachable` or `Stopped`."""
        return Entry(self._answer(operation, path, parameters), operation.name)

    def rows(self, operation: Operation, **parameters: str) -> Iterator[Entry]:
        """The rows of a list, page by page, as `ask` raises; `Unreachable` when its pages come round again or break off."""
        token, seen, empty = "", set[str](), 0
        for _ in range(MOST_PAGES):
            page = self._page(operation, parameters, token)
            found = page.entries(operation.rows)
            yield from found
            before, token = token, page.text(operation.page_member)
            if not token:
                return
            # an empty page may give back the token it was asked with: that costs a question and doubles no row
            empty = empty + 1 if not found and token == before else 0
            if empty == TRIES or (token in seen and not empty):
                break
            seen.add(token)
        raise Unreachable(f"Amazon's list goes round in circles: {operation.words}.", where=f"Amazon {operation.name}", next=LATER)

    def _page(self, operation: Operation, parameters: dict[str, str], token: str) -> Entry:
        """The first page, or the one that the token leads to; `Unreachable` when the token leads nowhere any more."""
        following = {operation.page_member: token} if token else {}
        asked = following if token and operation.page_alone else parameters | following
        try:
            answer = self.ask(operation, **asked)
        except Refused as refusal:
            if not token or isinstance(refusal, NotPermitted):
                raise
            raise Unreachable(
                f"Amazon's list broke off: {operation.words}. {refusal.what}", where=f"Amazon {operation.name}", next=LATER
            ) from None
        return answer.entry(operation.wrapper) if operation.wrapper else answer

    def _answer(self, operation: Operation, path: tuple[str, ...], parameters: dict[str, str]) -> Answer:
        silences = throttles = 0
        while True:
            self._pace.take(operation)
            try:
                return _checked(operation, self._clients.ask(operation, *path, **parameters))
            except Throttled:
                throttles += 1
                if throttles == THROTTLED_TRIES:
                    raise
                self._pace.throttled(operation, throttles)
            except Unreachable:
                silences += 1
                if silences == TRIES:
                    raise
                self._pace.rest(operation, back_off(silences))
            except NotPermitted as refusal:
                raise _missing(operation, refusal) from None


def _checked(operation: Operation, answer: Answer) -> Answer:
    """The answer, when it has the list it should have: an empty one is written out, a missing one is no answer."""
    inner = answer.get(operation.wrapper) if operation.wrapper else answer
    if operation.rows and (not isinstance(inner, dict) or inner.keys().isdisjoint((operation.rows, operation.page_member))):
        raise Unreachable(f"Amazon answered without {operation.words}.", where=f"Amazon {operation.name}", next=LATER)
    return answer


def _missing(operation: Operation, refusal: NotPermitted) -> NotPermitted:
    """The refusal with the role that is missing and where it is granted ("Roles in the Selling Partner API")."""
    return NotPermitted(
        f"Amazon does not give us {operation.words}: the application lacks the role {operation.role}, or the seller has not granted it.",
        where=f"Amazon {operation.name}",
        next=f"Give the application the role {operation.role} in the Developer Console, then authorize it again in Seller Central. "
        f"({refusal.what})",
    )
