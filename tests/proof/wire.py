"""The wire between the client and the ledger: an adapter under the client's own session, where the weather is made.

Everything above it is the program's own: session, python-quickbooks, classification, poster, outbox.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from requests.adapters import BaseAdapter
from urllib3.exceptions import NewConnectionError

from tests.proof.clockwork import Clockwork
from tests.proof.ledger import Body, Ledger, fault
from tests.proof.weather import Weather
from workbench.practice.wire import decode, encode
from workbench.quickbooks.profile import INTUIT_ANSWER_LIMIT

LANDS_WITHIN = 120
"""Seconds after which an unanswered request never lands: Intuit's own limit."""

CODES = {"600": "Duplicate request id", "6140": "Duplicate Document Number Error", "6000": "A business validation error has occurred",
         "6190": "Subscription period has ended", "10000": "An application error has occurred"}  # fmt: skip

ITEM_FAULTS = {"busy-item": "3001", "busy-item-after": "3001", "failed-item-after": "10000", "refused-item": "6000", "barred-item": "6190"}


class Killed(BaseException):
    """The program dies here; nothing of it may catch this."""


class Badge:
    """A sign-in that is always renewed at once (`SignIn` has tests of its own)."""

    def __init__(self) -> None:
        self.renewals = 0

    def access_token(self) -> str:
        """The token of the day."""
        return f"token-{self.renewals}"

    def renewed(self, refused: str) -> str:
        """Another one."""
        self.renewals += 1
        return self.access_token()

    def close(self) -> None:
        """Nothing to let go of."""


class Wire(BaseAdapter):
    """Carries requests to a ledger through the weather."""

    def __init__(self, ledger: Ledger, weather: Weather, clockwork: Clockwork, chance: random.Random) -> None:
        super().__init__()  # `picked`: the items of a batch that run into its trouble, when it is not left to the lot
        self.ledger = ledger
        self.weather = weather
        self.clockwork = clockwork
        self.chance = chance
        self.writes = 0
        self.picked: list[int] | None = None
        self._late: list[tuple[float, Callable[[], object]]] = []
        self._moment = 0.0

    def close(self) -> None:
        """Nothing to let go of."""

    def send(self, request: requests.PreparedRequest, **_options: Any) -> requests.Response:
        """One request, as `requests` hands it over."""
        self.clockwork.pause(0.05)
        self.land()
        split = urlsplit(str(request.url))
        body = request.body.encode() if isinstance(request.body, str) else bytes(request.body or b"")
        resource = split.path.rsplit("/", 1)[-1]
        if resource == "query":
            return self._read(request, body.decode())
        request_id = parse_qs(split.query)["requestid"][0]
        self.writes += 1
        sent = decode(body)
        if resource == "batch":
            items = sent["BatchItemRequest"]
            return self._batch(request, items, request_id, self.weather.of_write(batch=True))
        entity = {"salesreceipt": "SalesReceipt", "refundreceipt": "RefundReceipt", "journalentry": "JournalEntry",
                  "deposit": "Deposit", "purchase": "Purchase"}[resource.lower()]  # fmt: skip
        return self._single(request, {entity: sent}, request_id, self.weather.of_write(batch=False))

    def land(self) -> None:
        """What was on its way and has arrived by now takes effect."""
        due = [one for one in self._late if one[0] <= self.clockwork.seconds]
        self._late = [one for one in self._late if one[0] > self.clockwork.seconds]
        for moment, act in sorted(due, key=lambda one: one[0]):
            self._moment = moment
            act()
        self._moment = self.clockwork.seconds

    def _read(self, request: requests.PreparedRequest, text: str) -> requests.Response:
        kind = self.weather.of_read()
        body = self.ledger.query(text, self.clockwork.seconds)
        return self._told(request, kind, lambda: body)

    def _single(self, request: requests.PreparedRequest, item: Body, request_id: str, kind: str) -> requests.Response:
        return self._told(request, kind, lambda: self.ledger.once(item, request_id, "", self._moment))

    def _batch(self, request: requests.PreparedRequest, items: list[Body], request_id: str, kind: str) -> requests.Response:
        def act(which: list[Body] = items) -> Body:
            return {"BatchItemResponse": self.ledger.batch(which, request_id, self._moment)}

        of_items = "item" in kind or kind.startswith("partial") or kind in ("shuffled", "answered-twice")
        if not of_items:
            return self._told(request, kind, act)
        left_out = {str(items[n]["bId"]) for n in self._picked(len(items))}
        carried = items if kind.endswith("after") or kind in ("shuffled", "unknown-item", "answered-twice") else [
            item for item in items if item["bId"] not in left_out
        ]  # fmt: skip
        answers = act(carried)["BatchItemResponse"]
        if kind == "partial-late":
            self._later(lambda: act([item for item in items if item["bId"] in left_out]))
        return answered(request, 200, encode({"BatchItemResponse": self._mangled(kind, answers, left_out)}))

    def _picked(self, count: int) -> list[int]:
        """The places of the items that run into the trouble: those that are asked for, or some by lot."""
        if self.picked is not None:
            return self.picked
        return [n for n in range(count) if self.chance.randrange(2)] or [self.chance.randrange(count)]

    def _mangled(self, kind: str, answers: list[Body], left_out: set[str]) -> list[Body]:
        """The answers to a batch as the trouble leaves them."""
        told = [answer for answer in answers if answer["bId"] not in left_out]
        if kind == "unknown-item":
            return [*told, *({**answer, "bId": f"x{n}"} for n, answer in enumerate(answers) if answer["bId"] in left_out)]
        if kind == "answered-twice":
            return [*answers, *(answer for answer in answers if answer["bId"] in left_out)]
        if kind == "shuffled":
            self.chance.shuffle(answers)
            return answers
        if kind in ITEM_FAULTS:
            return told + [{**fault(ITEM_FAULTS[kind], "in trouble"), "bId": name} for name in sorted(left_out)]
        return told

    def _told(self, request: requests.PreparedRequest, kind: str, act: Callable[[], Body]) -> requests.Response:
        """Have the work done, before, after or never, as the trouble has it, and answer what is left to answer."""
        if kind == "unreachable":
            raise requests.ConnectionError(NewConnectionError(None, "refused"))  # type: ignore[arg-type]
        if kind == "killed":
            raise Killed
        if kind == "late":
            self._later(act)
        done = act() if kind in ("", "answer-lost", "timeout", "twice", "cut") or kind.endswith("-after") else {}
        if kind == "twice":
            self._later(act)
        if kind == "killed-after":
            raise Killed
        if kind == "timeout":
            self.clockwork.pause(INTUIT_ANSWER_LIMIT)
            raise requests.ReadTimeout
        if kind in ("lost", "answer-lost", "late"):
            raise requests.ConnectionError("connection broken")
        return self._spoken(request, kind.removesuffix("-after"), done)

    def _spoken(self, request: requests.PreparedRequest, kind: str, done: Body) -> requests.Response:
        status, _, form = kind.partition("-")
        if kind in ("", "twice"):
            return answered(request, 200, encode(done))
        if kind == "cut":
            return answered(request, 200, encode(done)[:-9])
        if kind == "other":
            return answered(request, 200, encode(_somebody_elses(done)))
        if kind in CODES:
            return answered(request, 500 if kind == "10000" else 400, encode(fault(kind, CODES[kind])))
        if status.isdecimal():
            text = "<html>busy</html>" if form else encode(fault("3001" if status == "429" else "10000", "not now"))
            return answered(request, int(status), text)
        return answered(request, 200, {"html": "<html>maintenance</html>", "empty": "", "nothing": "{}"}[kind])

    def _later(self, act: Callable[[], object]) -> None:
        self._late.append((self.clockwork.seconds + self.chance.randrange(1, LANDS_WITHIN), act))


def _somebody_elses(done: Body) -> Body:
    """The answer with every document taken for another one."""
    if "BatchItemResponse" in done:
        return {"BatchItemResponse": [{**_somebody_elses(one), "bId": one["bId"]} for one in done["BatchItemResponse"]]}
    return {entity: {**body, "Id": "7", "PrivateNote": "somebody else's"} if isinstance(body, dict) and "Id" in body else body
            for entity, body in done.items()}  # fmt: skip


def answered(request: requests.PreparedRequest, status: int, text: str) -> requests.Response:
    """An answer as the session gets it."""
    response = requests.Response()
    response.status_code = status
    response._content = text.encode()
    response.request, response.url = request, str(request.url)
    return response
