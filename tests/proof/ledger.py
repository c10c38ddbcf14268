"""The other side of the wire, kept small so that it can be believed: documents, numbers, links, and remembered request ids.

It does what it is told as often as it is told, unless a request id that it still remembers says otherwise. It counts for
itself; nothing of the workbench's own counting is used to judge the workbench.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from workbench.money import total

Body = dict[str, Any]


@dataclass(slots=True)
class Kept:
    """One document in the books, and the moment from which it is there."""

    entity: str
    body: Body
    at: float


@dataclass(slots=True)
class Ledger:
    """One company's books.

    `memory`: seconds for which a request id is remembered (0: never). `stale`: seconds after which a new document shows in
    a query. `strict`: a document number may be used once by an entity, and a receipt be deposited once, as QuickBooks has
    it when its warning about duplicate numbers is on; off, nothing but the workbench's own care keeps a document single.
    """

    memory: float = 10**9
    stale: float = 0.0
    strict: bool = True
    items: list[Body] = field(default_factory=list)
    documents: dict[str, Kept] = field(default_factory=dict)
    refuse: Callable[[str, Body], Body | None] = lambda entity, body: None
    alter: Callable[[str, Body], None] = lambda entity, body: None
    _answers: dict[tuple[str, str], tuple[float, Body]] = field(default_factory=dict)
    _last: int = 100

    def markers(self) -> Counter[str]:
        """How often each private note stands in the books."""
        return Counter(str(kept.body.get("PrivateNote", "")) for kept in self.documents.values())

    def batch(self, items: list[Body], request_id: str, now: float) -> list[Body]:
        """Carry out the items of a batch in turn."""
        return [{**self.once(item, request_id, str(item["bId"]), now), "bId": item["bId"]} for item in items]

    def once(self, item: Body, request_id: str, place: str, now: float) -> Body:
        """Create the one document in `item`, or answer what this request id was answered before."""
        known = self._answers.get((request_id, place))
        if known and now - known[0] < self.memory:
            return known[1]
        entity = next(name for name in item if name not in ("bId", "operation"))
        answer = self._create(entity, deepcopy(item[entity]), now)
        self._answers[request_id, place] = (now, answer)
        return answer

    def _create(self, entity: str, body: Body, now: float) -> Body:
        refusal = self.refuse(entity, body) or (self._refusal(entity, body) if self.strict else None)
        if refusal:
            return refusal
        self._last += 1
        body |= {"Id": str(self._last), "SyncToken": "0"}
        if entity == "JournalEntry":
            for n, line in enumerate(body["Line"]):
                line["Id"] = str(n)
        else:
            body["TotalAmt"] = total(line["Amount"] for line in body["Line"])
        self.alter(entity, body)
        self.documents[body["Id"]] = Kept(entity, body, now)
        return {entity: body}

    def _refusal(self, entity: str, body: Body) -> Body | None:
        same = [kept.body for kept in self.documents.values() if kept.entity == entity]
        number = body.get("DocNumber")
        if number and any(one.get("DocNumber") == number for one in same):
            return fault("6140", "Duplicate Document Number Error")
        linked = {link["TxnId"] for one in same for line in one["Line"] for link in line.get("LinkedTxn", [])}
        if linked & {link["TxnId"] for line in body["Line"] for link in line.get("LinkedTxn", [])}:
            return fault("6540", "Deposited Transaction cannot be changed")
        return None

    def query(self, text: str, now: float) -> Body:
        """The rows a query asks for: by number, by day, by id, or all."""
        asked = re.fullmatch(r"SELECT .+? FROM (\w+)(?: WHERE (.+?))? ORDERBY Id STARTPOSITION 1 MAXRESULTS \d+", text)
        assert asked, text
        entity, where = asked.groups()
        if entity == "Item":
            return {"QueryResponse": {"Item": self.items}}
        condition = re.fullmatch(r"(\w+) (?:=|IN) \(?(.+?)\)?", where or "")
        assert condition, text
        wanted = set(re.findall(r"'([^']*)'", condition[2]))
        shown = [
            kept.body for kept in self.documents.values()
            if kept.entity == entity and kept.body.get(condition[1]) in wanted and now - kept.at >= self.stale
        ]  # fmt: skip
        return {"QueryResponse": {entity: shown} if shown else {}}


def fault(code: str, message: str) -> Body:
    """A refusal in QuickBooks' form."""
    return {"Fault": {"Error": [{"Message": message, "Detail": message, "code": code, "element": ""}], "type": "ValidationFault"}}
