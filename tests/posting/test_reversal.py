"""A reversal takes back what was booked, account by account, under the same classes, locations and tax codes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.posting.small import NUMBERS, Line, accounts, settlement
from tests.posting.test_expenses import facts
from tests.posting.test_worked_example import HELD
from workbench.errors import NotFound
from workbench.mapping.mapping import Target
from workbench.posting.accounts import Accounts
from workbench.posting.document import Document
from workbench.posting.entry import EntryLine
from workbench.posting.facts import Facts
from workbench.posting.plan import plan
from workbench.posting.reversal import booked, reversal

D = Decimal
ONE, TWO = "111-0000001-0000001", "111-0000002-0000002"
LINES = (Line("price", "25.00", ONE), Line("commission", "-3.75", ONE), Line("price", "-10.00", TWO, side="refunds"),
         Line("storage", "-2.00"))  # fmt: skip


def placed(of: Facts, **details: tuple[str, str, str]) -> Facts:
    """The facts with a tax code, a class and a location for some kinds of line."""
    kinds = dict(of.kinds)
    for name, (tax_code, class_id, location_id) in details.items():
        kind = kinds[NUMBERS[name]]
        target = Target(kind.target.meaning, kind.account.name, kind.account.id, "", False, True, tax_code, class_id, location_id)
        kinds[NUMBERS[name]] = replace(kind, target=target)
    return replace(of, kinds=kinds)


def reversed_(of: Facts, mode: str, chart: Accounts, fees_as: str = "journal") -> tuple[list[Document], Document]:
    """A plan's documents, and the reversal of all of them."""
    chart = replace(chart, vendor_id="40")
    items = {item: account for account, item in chart.items.items()}
    documents = list(plan(of, chart, mode, fees_as=fees_as).documents)
    lines: list[EntryLine] = []
    for document in documents:
        effects: dict[str, Decimal] = defaultdict(Decimal)
        for account, debit in document.effects:
            effects[account.id] += debit
        lines += booked(document.entity, document.body, effects, chart, items)
    return documents, reversal("12000000001", 1, "2026-12-01", lines, chart, 4)


def told(document: Document) -> list[tuple[str, Decimal, str, str, str]]:
    """Each line: account id, signed debit, class, location, tax code."""
    found = []
    for line in document.body["Line"]:
        detail = line["JournalEntryLineDetail"]
        sign = 1 if detail["PostingType"] == "Debit" else -1
        more = (str(detail.get(name, {}).get("value", "")) for name in ("ClassRef", "DepartmentRef", "TaxCodeRef"))
        found.append((str(detail["AccountRef"]["value"]), line["Amount"] * sign, *more))
    return found


def test_a_reversal_carries_the_classes_and_locations_of_receipts_expenses_and_deposit_lines() -> None:
    of = placed(facts(*LINES), price=("", "7", "8"), commission=("", "7", ""), storage=("", "9", ""))
    _, made = reversed_(of, "order", accounts(), "expense")
    assert sorted(told(made)) == [
        ("11", D("-3.75"), "7", "", ""),  # the expense
        ("14", D("-2.00"), "9", "", ""),  # the deposit's own line
        ("2", D("-9.25"), "", "", ""),  # the bank
        ("5", D("15.00"), "7", "8", ""),  # receipt and refund
    ]


def test_a_reversal_of_a_journal_entry_carries_its_classes_and_locations() -> None:
    of = placed(settlement(*LINES), price=("", "7", "8"), commission=("", "6", "5"))
    _, made = reversed_(of, "summary", accounts())
    assert ("5", D("15.00"), "7", "8", "") in told(made)
    assert ("11", D("-3.75"), "6", "5", "") in told(made)


def test_a_canadian_reversal_says_the_tax_codes_and_an_american_one_none() -> None:
    of = placed(settlement(*LINES), price=("5", "", ""))
    _, canadian = reversed_(of, "order", accounts("CA", tax_code="3"))
    assert ("5", D("15.00"), "", "", "5") in told(canadian)
    assert canadian.body["GlobalTaxCalculation"] == "NotApplicable"
    _, american = reversed_(settlement(*LINES), "order", accounts())
    assert {code for *_, code in told(american)} == {""}
    assert "GlobalTaxCalculation" not in american.body


def test_payments_to_deposit_has_no_line_in_a_reversal_of_the_whole_batch() -> None:
    _, made = reversed_(placed(facts(*LINES), price=("", "7", "8")), "order", accounts(), "expense")
    assert HELD.id not in {account for account, *_ in told(made)}


def test_an_item_that_is_not_in_the_chart_any_more_leaves_the_amount_without_its_class() -> None:
    of = placed(settlement(*LINES), price=("", "7", ""))
    chart = accounts()
    receipt = plan(of, chart, "order").documents[0]
    effects = {account.id: debit for account, debit in receipt.effects}
    assert sum(line.debit for line in booked(receipt.entity, receipt.body, effects, chart, {})) == 0
    with pytest.raises(NotFound, match="account with id 99"):
        list(booked("Deposit", {"Line": []}, {"99": D("1.00")}, chart, {}))


KINDS = st.sampled_from(["price", "promotion", "tax", "commission"])
DETAILS = st.tuples(st.just(""), st.sampled_from(["", "7"]), st.sampled_from(["", "8"]))


@given(
    st.lists(st.tuples(KINDS, st.integers(-3000, 3000), st.sampled_from([ONE, TWO]), st.sampled_from(["sales", "refunds"])), min_size=1),
    st.dictionaries(KINDS, DETAILS), st.sampled_from(["order", "daily", "summary"]), st.sampled_from(["journal", "expense"]),
)  # fmt: skip
def test_any_plan_and_its_reversal_come_to_nothing_on_every_account(
    lines: list[tuple[str, int, str, str]], details: dict[str, tuple[str, str, str]], mode: str, fees_as: str
) -> None:
    of = facts(*(Line(what, str(D(cents) / 100), order, side=side) for what, cents, order, side in lines))
    documents, made = reversed_(placed(of, **details), mode, accounts(), fees_as)
    left: dict[str, Decimal] = defaultdict(Decimal)
    for document in (*documents, made):
        for account, debit in document.effects:
            left[account.name] += debit
    assert not any(left.values())
    assert len({line[0] + line[2] + line[3] for line in told(made)}) == len(told(made))
