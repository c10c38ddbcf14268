"""QuickBooks' query language, as far as Intuit's page "Query operations" goes, over the stored entities.

    SELECT * | COUNT(*) FROM Entity [WHERE property op value [AND …]] [ORDERBY property [ASC|DESC], …]
        [STARTPOSITION n] [MAXRESULTS m]

Keywords, names and values are taken in any case. There is no OR, no JOIN, and no property but those listed in
`entities.filters`; `*, Sku` and `ORDER BY` are taken too, as clients send them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from workbench.money import MoneyError, exact, to_cents
from workbench.practice import faults
from workbench.practice.company import Company
from workbench.practice.entities import BY_PATH, Kind, filters
from workbench.practice.wire import Body

DEFAULT_RESULTS = 100
MOST_RESULTS = 1000

TOKEN = re.compile(r"\s*(?:('(?:\\.|[^'\\])*')|(<=|>=|[=<>(),*])|([A-Za-z0-9_.+:-]+))")
OPERATORS = ("=", "<", ">", "<=", ">=", "LIKE", "IN")


@dataclass(slots=True)
class Query:
    """A parsed query; conditions and order are SQL over the entity table with bound values."""

    kind: Kind
    counts: bool = False
    conditions: list[str] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)
    order: list[str] = field(default_factory=list)
    start: int = 1
    limit: int = DEFAULT_RESULTS


def answer(company: Company, text: str) -> Body:
    """`{"QueryResponse": …}` for a query; fault 4000 when it cannot be read, 4001 for an unknown entity or property,
    10100 for more than 1,000 results."""
    wanted = parse(text)
    where = " AND ".join(["realm = ?", "kind = ?", "deleted = 0", *wanted.conditions])
    values = (company.realm, wanted.kind.name, *wanted.values)
    if wanted.counts:
        sql = f"SELECT COUNT(*) FROM entity WHERE {where}"
        return {"QueryResponse": {"totalCount": company.books.execute(sql, values).fetchone()[0]}}
    order = ", ".join([*wanted.order, "id"])
    sql = f"SELECT id, body FROM entity WHERE {where} ORDER BY {order} LIMIT ? OFFSET ?"
    rows = company.books.execute(sql, (*values, wanted.limit, wanted.start - 1)).fetchall()
    if not rows:
        return {"QueryResponse": {}}
    found = [company.shown(wanted.kind.name, str(row), body) for row, body in rows]
    page = {wanted.kind.name: found, "startPosition": wanted.start, "maxResults": len(found)}
    return {"QueryResponse": page}


def parse(text: str) -> Query:
    """Read a query.

    >>> parse("select * from SalesReceipt where DocNumber in ('A', 'B') maxresults 10").conditions
    ['doc_number IN (?, ?)']
    """
    return _Parser(text).query()


class _Parser:
    """Reads the tokens from left to right; every unexpected one is fault 4000."""

    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self._position = 0

    def query(self) -> Query:
        self._expect("SELECT")
        counts = self._selection()
        self._expect("FROM")
        found = Query(_kind(self._next()), counts)
        if self._take("WHERE"):
            self._condition(found)
            while self._take("AND"):
                self._condition(found)
        if not any(word.upper() == "ACTIVE" for word in self._tokens) and not found.kind.is_transaction:
            found.conditions.append("active = 1")
        if self._take("ORDERBY") or (self._take("ORDER") and self._expect("BY")):
            self._order(found)
        if self._take("STARTPOSITION"):
            found.start = self._number()
        if self._take("MAXRESULTS"):
            found.limit = self._number()
        if self._position < len(self._tokens):
            raise self._unexpected()
        if found.limit > MOST_RESULTS:
            raise faults.FaultError("10100", "Query result too large", f"MAXRESULTS is at most {MOST_RESULTS}")
        return found

    def _selection(self) -> bool:
        """Whether the query counts."""
        if self._take("COUNT"):
            for word in "(*)":
                self._expect(word)
            return True
        self._expect("*")
        if self._take(","):
            self._expect("Sku")
        return False

    def _condition(self, found: Query) -> None:
        name = self._next()
        column = _column(found.kind, name)
        operator = self._next().upper()
        if operator not in OPERATORS or (column == "id" and operator not in ("=", "IN")):
            raise self._unexpected(back=1)
        if operator == "IN":
            literals = self._list()
            marks = ", ".join("?" * len(literals))
            found.conditions.append(f"{column} IN ({marks}){_collation(column)}")
        else:
            literals = [self._next()]
            found.conditions.append(_comparison(column, operator))
        found.values += [_value(column, name, literal, operator) for literal in literals]

    def _list(self) -> list[str]:
        self._expect("(")
        literals = [self._next()]
        while self._take(","):
            literals.append(self._next())
        self._expect(")")
        return literals

    def _order(self, found: Query) -> None:
        while True:
            column = _column(found.kind, self._next())
            descending = self._take("DESC")
            if not descending:
                self._take("ASC")
            found.order.append(f"{column} DESC" if descending else column)
            if not self._take(","):
                return

    def _number(self) -> int:
        word = self._next()
        if not word.isdecimal() or int(word) < 1:
            raise self._unexpected(back=1)
        return int(word)

    def _next(self) -> str:
        if self._position >= len(self._tokens):
            raise self._unexpected()
        self._position += 1
        return self._tokens[self._position - 1]

    def _take(self, word: str) -> bool:
        if self._position < len(self._tokens) and self._tokens[self._position].upper() == word.upper():
            self._position += 1
            return True
        return False

    def _expect(self, word: str) -> bool:
        if not self._take(word):
            raise self._unexpected()
        return True

    def _unexpected(self, back: int = 0) -> faults.FaultError:
        place = self._position - back
        word = self._tokens[place] if place < len(self._tokens) else "<EOF>"
        return _unreadable(f'Encountered "{word}" at word {place + 1}')


def _unreadable(why: str) -> faults.FaultError:
    return faults.FaultError("4000", "Error parsing query", f"QueryParserError: {why}", kind="ValidationFault")


def _tokens(text: str) -> list[str]:
    found, position, text = [], 0, text.strip()
    while position < len(text):
        match = TOKEN.match(text, position)
        if match is None:
            raise _unreadable(f"at character {position + 1}: {text[position : position + 20]!r}")
        found.append(match.group(match.lastindex or 0))
        position = match.end()
    return found


def _kind(name: str) -> Kind:
    kind = BY_PATH.get(name.lower())
    if kind is None:
        raise faults.FaultError("4001", "Invalid query", f"QueryValidationError: there is no entity {name}")
    return kind


def _column(kind: Kind, name: str) -> str:
    column = filters(kind).get(name.lower())
    if column is None:
        detail = f"QueryValidationError: Property {name} not found for Entity {kind.name}, or is not queryable"
        raise faults.FaultError("4001", "Invalid query", detail)
    return column


def _collation(column: str) -> str:
    """Names and texts compare in any case; the indexed columns do so by themselves."""
    return " COLLATE NOCASE" if column.startswith("json_extract") else ""


def _comparison(column: str, operator: str) -> str:
    if operator == "LIKE":
        return f"{column} LIKE ? ESCAPE '\\'"
    return f"{column} {operator} ?{_collation(column)}"


def _value(column: str, name: str, literal: str, operator: str) -> Any:
    """The bound value of a literal, in the column's own form."""
    quoted = literal.startswith("'")
    text = re.sub(r"\\(.)", r"\1", literal[1:-1]) if quoted else literal
    if column == "active":
        if quoted or text.lower() not in ("true", "false"):
            raise _unreadable(f"{name} is true or false, unquoted")
        return text.lower() == "true"
    if operator == "LIKE":
        return text.replace("\\", "\\\\").replace("_", "\\_")
    if column == "cents":
        return _cents(name, text)
    if column in ("updated", "created"):
        return _instant(name, text)
    if not quoted and column != "id":
        raise _unreadable(f"the value of {name} is quoted")
    return text


def _cents(name: str, text: str) -> int:
    try:
        return to_cents(exact(text))
    except (MoneyError, ArithmeticError) as reason:
        raise _unreadable(f"{name}: {text} is not an amount") from reason


def _instant(name: str, text: str) -> str:
    """An ISO time with or without a zone, as the books keep it: in UTC, to the second."""
    try:
        return instant(text)
    except ValueError as reason:
        raise _unreadable(f"{name}: {text} is not a time") from reason


def instant(text: str) -> str:
    """An ISO time in UTC to the second; without a zone it is taken as UTC. `ValueError` when it is none."""
    moment = datetime.fromisoformat(text)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC).isoformat(timespec="seconds")
