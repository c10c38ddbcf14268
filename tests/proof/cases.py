"""The cases that are played through one by one, because all of them fit: crash, fault and position; subsets of a batch; alterations."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal

from tests.proof.clockwork import Clockwork
from tests.proof.ledger import Body, Ledger
from tests.proof.simulation import FOREVER, to_the_end
from tests.proof.weather import BATCH_KINDS, CRASHES, UNWINNABLE, WHOLE_KINDS, Weather
from tests.proof.wire import Wire
from tests.proof.workplace import PLAN, Verdict, Workplace, plan_of
from workbench.posting.plan import Plan

CALM = 0
ITEMS = 6
"""Documents in the batch whose subsets are tried."""

SUBSET_KINDS = ("partial", "partial-after", "partial-late", "unknown-item", "answered-twice", "busy-item-after", "refused-item",
                "barred-item")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """The program dies at `crash`, the first time it comes there after the nth write ran into `kind`."""

    crash: str
    kind: str
    position: int
    memory: float = FOREVER


def every_case() -> Iterator[Case]:
    """Every named place × every kind of trouble × every document of the payout, with request ids remembered and ignored."""
    for memory in (FOREVER, 0.0):
        for crash in CRASHES:
            for position in range(len(PLAN.documents)):
                in_batch = position < 3  # receipts travel in batches, here of one; the others alone
                for kind in ("", *WHOLE_KINDS, *(BATCH_KINDS if in_batch else ())):
                    if memory or kind not in UNWINNABLE:
                        yield Case(crash, kind, position, memory)


def play(case: Case) -> tuple[Verdict, int]:
    """How the case ended, and after how many goes in fine weather."""
    place = _workplace(case.memory, [*[""] * case.position, case.kind], PLAN, 1)
    dies = iter([True])
    place.crash_here = lambda name: name == case.crash and not place.wire.weather.script and next(dies, False)
    return _played(place)


def play_subset(kind: str, subset: int, memory: float) -> tuple[Verdict, int]:
    """One batch of six; the items whose bits are set in `subset` run into the trouble."""
    place = _workplace(memory, [kind], plan_of(ITEMS), 30)
    place.wire.picked = [n for n in range(ITEMS) if subset >> n & 1]
    return _played(place)


def _workplace(memory: float, script: list[str], made: Plan, envelope_size: int) -> Workplace:
    chance = random.Random(str((memory, script)))
    wire = Wire(Ledger(memory=memory, strict=False), Weather(chance, CALM, script=script), Clockwork(), chance)
    return Workplace(wire, made, envelope_size)


def _played(place: Workplace) -> tuple[Verdict, int]:
    with place.open():
        place.post()
        place.wire.weather.over = True
        goes = to_the_end(place)
        return place.verdict(), goes


def _cents(body: Body) -> None:
    body["Line"][0]["Amount"] += Decimal("0.01")
    body["TotalAmt"] = body.get("TotalAmt", 0) + Decimal("0.01")


def _round(body: Body) -> None:
    for line in body["Line"]:
        line["Amount"] = line["Amount"].quantize(Decimal(1)) + Decimal("0.00")
    body["TotalAmt"] = sum((line["Amount"] for line in body["Line"]), Decimal(0))


def _drop_line(body: Body) -> None:
    gone = body["Line"].pop()
    body["TotalAmt"] = body.get("TotalAmt", Decimal(0)) - gone["Amount"]


def _account(body: Body) -> None:
    line = next(line for line in body["Line"] if line.get("DetailType"))
    detail = line[line["DetailType"]]
    name = "ItemRef" if "ItemRef" in detail else "AccountRef"
    detail[name] = {"value": "31" if name == "ItemRef" else "16"}


def _date(body: Body) -> None:
    body["TxnDate"] = "2026-12-24"


def _class(body: Body) -> None:
    for line in body["Line"]:
        line.get(line.get("DetailType", ""), {}).pop("ClassRef", None)


def _location(body: Body) -> None:
    body.pop("DepartmentRef", None)
    for line in body["Line"]:
        line.get(line.get("DetailType", ""), {}).pop("DepartmentRef", None)


ALTERATIONS: dict[str, Callable[[Body], None]] = {
    "cents": _cents, "rounded": _round, "line dropped": _drop_line, "account": _account, "day": _date, "class": _class,
    "location": _location,
}  # fmt: skip


def labelled() -> Plan:
    """The payout with a class and a location on every document that can have them."""
    for document in (made := deepcopy(PLAN)).documents:
        for line in document.body["Line"]:
            if line.get("DetailType"):
                line[line["DetailType"]]["ClassRef"] = {"value": "77"}
            if line.get("DetailType") == "JournalEntryLineDetail":
                line["JournalEntryLineDetail"]["DepartmentRef"] = {"value": "88"}
        if document.entity in ("SalesReceipt", "RefundReceipt"):
            document.body["DepartmentRef"] = {"value": "88"}
    return made


@dataclass(frozen=True, slots=True)
class Altered:
    """Whether QuickBooks altered a document, whether that was flagged, and whether another document was."""

    happened: bool
    flagged: bool
    others_flagged: bool


def altered(name: str, position: int) -> Altered:
    """QuickBooks keeps the nth document otherwise than it was sent."""
    place = _workplace(FOREVER, [], labelled(), 1)
    kept = iter(range(10**6))
    happened = []

    def alter(_entity: str, body: Body) -> None:
        if next(kept) == position:
            before = deepcopy(body)
            ALTERATIONS[name](body)
            happened.append(body != before)

    place.wire.ledger.alter = alter
    with place.open():
        outcome = place.post()
    how = [p.found.get("status") if p.found else p.state for p in place.postings()]
    one = how.pop(position)
    return Altered(any(happened), one in ("changed", "quarantined") or outcome == "failed", bool({"changed", "quarantined"} & set(how)))
