"""Daily mode: the sales of a day as one transaction and its refunds as another, a line for each kind of amount and SKU."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from workbench.money import exact
from workbench.posting.facts import Facts, ReceiptLine
from workbench.posting.names import day_number

DAY = "day"
"""The kind of a transaction that is a whole day."""


def by_day(facts: Facts, transactions: Iterable[Sequence[ReceiptLine]]) -> Iterator[list[ReceiptLine]]:
    """The transactions added up by day and side, in order of days, sales before refunds.

    Lines of the same kind of amount and SKU become one; quantities add up. A line of 0.00 (a free item) is left out with
    its quantity, so that quantity and price stay those of what was sold. `order_id` is the day's document number.
    """
    days: dict[tuple[str, bool], dict[tuple[int, str], ReceiptLine]] = {}
    for line in (line for lines in transactions for line in lines if line.amount):
        lines = days.setdefault((line.posted, line.side != "sales"), {})
        known = lines.get((line.kind_id, line.sku))
        lines[line.kind_id, line.sku] = _added(known, line) if known else _of_day(facts, line)
    for _, lines in sorted(days.items()):
        yield sorted(lines.values(), key=lambda line: (line.kind_id, line.sku))


def _of_day(facts: Facts, line: ReceiptLine) -> ReceiptLine:
    number = day_number(facts.settlement_id, line.posted, refunds=line.side != "sales")
    return replace(line, transaction_key=f"{DAY}|{line.side}|{line.posted}", kind=DAY, order_id=number)


def _added(known: ReceiptLine, line: ReceiptLine) -> ReceiptLine:
    amount: Decimal = exact(known.amount + line.amount)
    return replace(known, quantity=known.quantity + line.quantity, amount=amount)
