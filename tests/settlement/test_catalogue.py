"""The catalogue's rules: each can be reached, none guesses, and Amazon's known vocabulary is understood."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.mapping.chart import DEFAULT_CHART
from workbench.settlement.catalogue import (
    UNMAPPED,
    Column,
    Rule,
    categories,
    fold,
    kind_of,
    meaning_of,
    rules,
    side_of,
)
from workbench.settlement.patterns import ACCOUNT, INCLUDED, UNSTATED, Pattern
from workbench.settlement.transaction_types import kinds, type_of

Line = tuple[str, str, str, str]
"""Transaction type, amount type, amount description, report."""

SHARED = Path(__file__).parents[3] / "shared"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason=f"the reference vocabulary is not at {SHARED}")

LETTERS = "abcXYZ09éüñçß注文ギ _-."
MONEY_COLUMNS = (
    "product sales", "product sales tax", "shipping credits", "shipping credits tax", "gift wrap credits",
    "giftwrap credits tax", "Regulatory Fee", "Tax On Regulatory Fee", "promotional rebates", "promotional rebates tax",
    "marketplace withheld tax", "selling fees", "fba fees", "other transaction fees",
)  # fmt: skip
V1_AMOUNT_TYPES = {
    "price": "ItemPrice",
    "item-related-fee": "ItemFees",
    "shipment-fee": "ShipmentFees",
    "order-fee": "OrderFees",
    "promotion": "Promotion",
    "direct-payment": "DirectPayment",
}
"""The amount types that Amazon's V1 columns became in V2 (Amazon: changes of the settlement reports, 2026)."""


def by_rule(rule: Rule) -> str:
    return rule.rule


@pytest.mark.parametrize("rule", rules(), ids=by_rule)
def test_example_reaches_its_rule(rule: Rule) -> None:
    assert meaning_of(*rule.example).rule == rule.rule


def test_rules_have_names_of_their_own() -> None:
    names = [rule.rule for rule in rules()]
    assert sorted(set(names)) == sorted(names)


def test_every_category_is_used() -> None:
    assert {rule.category.category for rule in rules()} == set(categories())


def plainest_line(rule: Rule, pattern: Pattern) -> Line:
    """The shortest line that the pattern means; a text that it leaves open is the example's."""
    description, amount_type, transaction_type = (text and text.replace("*", "") for text in pattern.texts)
    report = pattern.report or rule.example[3]
    if pattern.texts.count(None) == 2 and pattern.kind == ACCOUNT:  # the charge's own name, in one of its three places
        if transaction_type:
            return transaction_type, "", "", report
        return "other-transaction", amount_type or "other-transaction", description or "", report
    if transaction_type is None:
        example = type_of(rule.example[0])
        neutral = {INCLUDED: "order", UNSTATED: "", ACCOUNT: example}
        of_kind = neutral.get(pattern.kind) or next((name for name, kind in kinds().items() if kind == pattern.kind), "")
        transaction_type = example if kind_of(example) == pattern.kind else of_kind
    amount_type = rule.example[1] if amount_type is None else amount_type
    return transaction_type, amount_type, rule.example[2] if description is None else description, report


@pytest.mark.parametrize("rule", rules(), ids=by_rule)
def test_no_alternative_is_dead(rule: Rule) -> None:
    for pattern in rule.patterns:
        line = plainest_line(rule, pattern)
        assert meaning_of(*line).category == rule.category.category, f"{pattern.texts} as {line}"


@pytest.mark.parametrize("rule", rules(), ids=by_rule)
def test_balance_movements_never_touch_profit_and_loss(rule: Rule) -> None:
    account = DEFAULT_CHART[rule.account]
    if rule.category.section == "balance":
        assert not account.is_profit_and_loss
        assert meaning_of(*rule.example).section == "balance"


def test_the_families_of_balance_movements_are_all_balance_movements() -> None:
    moving = {name for name in categories() if name.split(".")[0] in ("balance", "loan")}
    assert moving == {name for name, category in categories().items() if category.section == "balance"}


@pytest.mark.parametrize("rule", rules(), ids=by_rule)
def test_lines_of_transactions_are_included_and_have_a_column(rule: Rule) -> None:
    meaning = meaning_of(*rule.example)
    assert (meaning.section == "included") == bool(kind_of(rule.example[0]))
    assert bool(meaning.column) == (meaning.section == "included")
    assert meaning.column in get_args(Column)


@pytest.mark.parametrize(
    ("line", "column"),
    [
        (("Order", "ItemPrice", "Principal"), "gross"),
        (("Order", "ItemPrice", "GiftWrap"), "shipping"),
        (("Order", "Promotion", "Shipping"), "discounts"),
        (("Order", "Promotion", "TaxDiscount"), "tax"),
        (("Order", "ItemWithheldTax", "MarketplaceFacilitatorTax-Principal"), "tax"),
        (("Order", "ItemFees", "Commission"), "fees"),
        (("Refund", "ItemPrice", "Shipping"), "shipping"),
        (("Refund", "Promotion", "TaxDiscount"), "tax"),
        (("Chargeback Refund", "ItemPrice", "Shipping"), "shipping"),
        (("Order", "ItemPrice", "Unheard of"), "gross"),
        (("Order", "Promotion", "Unheard of"), "discounts"),
    ],
)
def test_columns_of_a_transaction(line: tuple[str, str, str], column: str) -> None:
    assert meaning_of(*line).column == column


@pytest.mark.parametrize(
    ("transaction_type", "kind", "side"),
    [
        ("Order", "sale", "sales"),
        ("order", "sale", "sales"),
        ("注文", "sale", "sales"),
        ("TBYB Order Payment", "sale", "sales"),
        ("Refund", "refund", "refunds"),
        ("Återbetalning", "refund", "refunds"),
        ("Chargeback Refund", "chargeback", "refunds"),
        ("A-to-z Guarantee Claim", "guarantee", "refunds"),
        ("Liquidations Adjustments", "liquidation", "sales"),
        ("Order_Retrocharge", "retrocharge", "sales"),
        ("Refund_Retrocharge", "retrocharge reversal", "refunds"),
    ],
)
def test_kinds_and_their_side(transaction_type: str, kind: str, side: str) -> None:
    assert kind_of(transaction_type) == kind
    assert side_of(kind) == side


@pytest.mark.parametrize("transaction_type", ["other-transaction", "ServiceFee", "Transfer", "", "*", "Zyx"])
def test_the_rest_is_no_transaction(transaction_type: str) -> None:
    assert kind_of(transaction_type) == ""


@pytest.mark.parametrize("kind", ["", "Order", "zyx"])
def test_what_is_no_kind_has_no_side(kind: str) -> None:
    with pytest.raises(ValueError, match="not a kind"):
        side_of(kind)


@pytest.mark.parametrize(
    "line",
    [
        ("Zyx", "Wvu", "Tsr"),
        ("", "", ""),
        ("?", "??", "???"),
        ("other-transaction", "other-transaction", "Quantum Flux"),
        ("other-transaction", "other-transaction", "Zorblax Fee"),
        ("Order", "ItemPrice", "Blorp"),
        ("Order", "Blorp", "Principal"),
        ("Zyx", "ItemPrice", "Principal"),
        ("Zyx", "ItemFees", "Blorp"),
        ("ServiceFee", "other-transaction", "Blorp"),
        ("FBAFees", "Blorp", "Base fee"),
    ],
)
def test_gibberish_is_unmapped(line: tuple[str, str, str]) -> None:
    meaning = meaning_of(*line)
    assert (meaning.category, meaning.account, meaning.rule, meaning.sure) == (UNMAPPED, "", "", False)
    assert meaning.section == ("included" if kind_of(line[0]) else "adjustment")


@given(st.tuples(*[st.text(alphabet="qxzjkvw7 _", min_size=4, max_size=20)] * 3))
def test_made_up_words_are_unmapped(line: tuple[str, str, str]) -> None:
    assert meaning_of(*line).category == UNMAPPED


@pytest.mark.parametrize(
    ("line", "category"),
    [
        (("ServiceFee", "other-transaction", "Peak Storage Handling Fee"), "fees.fba_storage"),
        (("Order", "ItemFees", "Some New Fee"), "fees.other"),
        (("AmazonFees", "Some New Fee", "Base fee"), "fees.other"),
        (("other-transaction", "FBA Inventory Reimbursement", "A_NEW_REASON"), "reimbursement.inventory"),
        (("Order", "ItemWithheldTax", "Some New Tax"), "tax.withheld"),
    ],
)
def test_a_known_family_is_suggested_and_not_sure(line: tuple[str, str, str], category: str) -> None:
    meaning = meaning_of(*line)
    assert (meaning.category, meaning.sure) == (category, False)
    assert meaning.words.startswith("Perhaps")


@given(st.text(alphabet=LETTERS))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_folding_any_text_twice_is_folding_it_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.lists(st.text(alphabet=LETTERS.strip(" _-."), min_size=1), min_size=1), st.sampled_from(["", " ", "_", "-", "."]))
def test_folding_does_not_see_case_or_what_stands_between_words(words: list[str], between: str) -> None:
    assert fold(between.join(words)) == fold("".join(words)) == fold("".join(words).upper())


@given(st.sampled_from(rules()), st.sampled_from([str.upper, str.lower, str.title]), st.sampled_from([" ", "_", "-"]))
def test_a_line_means_the_same_in_any_spelling(rule: Rule, case: Callable[[str], str], between: str) -> None:
    *texts, report = rule.example
    spelled = [between.join(case(text).split()) for text in texts]
    assert meaning_of(*spelled, report=report) == meaning_of(*texts, report=report)


@pytest.mark.parametrize("column", MONEY_COLUMNS)
@pytest.mark.parametrize("transaction_type", ["Order", "Refund", "Chargeback Refund", "Liquidations", "Order_Retrocharge"])
def test_a_products_title_never_decides(transaction_type: str, column: str) -> None:
    """In the transactions report the description of a sale is the product's title, which may read like a fee."""
    expected = meaning_of(transaction_type, column, "Blue kettle", "transactions")
    titles = {rule.example[2] for rule in rules()} | {"Long-Term Storage Fee Box", "Coupon Organizer", "Ground Coffee"}
    for title in titles:
        assert meaning_of(transaction_type, column, title, "transactions") == expected, title


@pytest.mark.parametrize("transaction_type", ["Order", "Refund"])
@pytest.mark.parametrize("column", MONEY_COLUMNS)
def test_the_money_columns_of_sales_and_refunds_are_known(transaction_type: str, column: str) -> None:
    assert meaning_of(transaction_type, column, "Blue kettle", "transactions").sure


def accounts_expected() -> list[Line]:
    path = SHARED / "vocabulary" / "vocab_tests.txt"
    if not path.is_file():
        return []
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [line.split("|") for line in lines if line.strip() and not line.startswith("#")]
    return [(row[0], row[1], row[2], row[3]) for row in rows]


@needs_shared
def test_every_line_of_the_reference_reaches_its_account() -> None:
    expected = accounts_expected()
    assert len(expected) == 137
    missed = [line for line in expected if meaning_of(*line[:3]).account != line[3] or not meaning_of(*line[:3]).sure]
    assert missed == []


KNOWN_DIFFERENCES = {
    ("other-transaction", "other-transaction", "Additional Other Expenses"): UNMAPPED,  # the reference knows none either
    ("FBA Inventory Fee", "", ""): "fees.other",  # suggested; the reference leaves it unclassified
    ("Frais de retour client FBA", "", ""): "fees.fba_returns",  # FBA Customer Return Fee, in French
}


@needs_shared
def test_every_category_of_the_reference_is_ours_but_for_known_differences() -> None:
    with (SHARED / "vocabulary" / "amount-types.csv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    missed = {}
    for row in rows:
        line = (row["transaction_type"], row["amount_type"], row["amount_description"])
        meaning = meaning_of(*line, row["report"])
        if meaning.category != row["proposed_category"]:
            missed[line] = meaning.category
    assert missed == KNOWN_DIFFERENCES


@needs_shared
def test_the_chart_is_the_references() -> None:
    with (SHARED / "vocabulary" / "default_accounts.csv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    # QuickBooks takes no colon in an account's name: it stands for a sub-account there.
    expected = {row["key"]: (row["name"].replace(" : ", " "), row["account_type"], row["account_sub_type"]) for row in rows}
    assert expected == {key: (a.name, a.account_type, a.account_sub_type) for key, a in DEFAULT_CHART.items()}


def v2_lines() -> set[Line]:
    found = set()
    for path in (SHARED / "realdata" / "settlement-v2").glob("*.txt"):
        with path.open(encoding="utf-8", newline="") as table:
            for row in csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE):
                if row["transaction-type"]:
                    found.add((row["transaction-type"], row["amount-type"], row["amount-description"], "settlement-v2"))
    return found


def v1_lines() -> set[Line]:
    found = set()
    for path in (SHARED / "realdata" / "settlement-v1").glob("*.txt"):
        with path.open(encoding="utf-8", newline="") as table:
            for row in csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE):
                for column, cell in row.items():
                    if column and column.endswith("-amount") and column != "total-amount" and (cell or "").strip():
                        what = column.removesuffix("-amount")
                        name = row.get(f"{what}-type") or row.get(f"{what}-reason-description") or ""
                        found.add((row["transaction-type"], V1_AMOUNT_TYPES.get(what, ""), name, "settlement-v1"))
    return found


def transactions_lines() -> set[Line]:
    found = set()
    for path in (SHARED / "realdata" / "transactions-csv").glob("*.csv"):
        lines = path.read_text(encoding="utf-8-sig").splitlines()
        header = next(number for number, line in enumerate(lines) if "settlement id" in line and "sku" in line)
        for row in csv.DictReader(lines[header:]):
            for column in (*MONEY_COLUMNS, "other"):
                if (row.get(column) or "0").strip("0.,-"):
                    found.add((row["type"], column, row["description"], "transactions"))
    return found


@needs_shared
@pytest.mark.parametrize(("lines", "at_least"), [(v2_lines, 25), (v1_lines, 15), (transactions_lines, 60)])
def test_every_line_of_real_reports_is_known_for_sure(lines: Callable[[], set[Line]], at_least: int) -> None:
    found = lines()
    assert len(found) >= at_least
    assert {line for line in found if not meaning_of(*line).sure} == set()
