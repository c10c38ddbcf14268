"""The literal way of the fees: an expense for each sale and refund, and one line of the deposit that takes them back (S68, S69)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.posting import small
from tests.posting.small import CARD, COMMISSION, NUMBERS, Line, effect, settlement
from tests.posting.test_worked_example import BANK, HELD
from workbench.errors import NotReady, Refused
from workbench.mapping.mapping import Target
from workbench.posting.accounts import Accounts
from workbench.posting.facts import Facts, ReceiptLine
from workbench.posting.plan import Plan, plan

D = Decimal
ONE, TWO, THREE = (f"111-000000{n}-000000{n}" for n in (1, 2, 3))


def accounts(country: str = "US", vendor: str = "40", tax_code: str = "") -> Accounts:
    return replace(small.accounts(country, CARD, tax_code), vendor_id=vendor)


def facts(*lines: Line, **more: str) -> Facts:
    """The settlement with its fees transaction by transaction."""
    fees = sorted((line for line in lines if line.what == "commission" and line.order), key=lambda line: (line.day, line.order, line.side))
    return replace(settlement(*lines, **more), fees=[_fee(line) for line in fees])  # type: ignore[arg-type]


def _fee(line: Line) -> ReceiptLine:
    kind = "sale" if line.side == "sales" else "refund"
    key = f"{kind}|{line.order}||{line.day[:7]}"
    return ReceiptLine(key, kind, line.side, line.order, line.day, NUMBERS[line.what], "", 0, D(line.amount))


def planned(*lines: Line, mode: str = "order", of: Accounts | None = None) -> Plan:
    return plan(facts(*lines), of or accounts(), mode, fees_as="expense")


def test_a_worked_settlement_with_fees_as_expenses() -> None:
    """S68, S69. Sold 25.00 and 40.00, fees 3.75 and 6.00; refunded 10.00, of which 1.20 of fees came back; storage 5.00.
    Payout 65.00 - 9.75 - 10.00 + 1.20 - 5.00 = 41.45."""
    made = planned(
        Line("price", "25.00", ONE), Line("commission", "-3.75", ONE), Line("price", "40.00", TWO), Line("commission", "-6.00", TWO),
        Line("price", "-10.00", THREE, side="refunds"), Line("commission", "1.20", THREE, side="refunds"), Line("storage", "-5.00"),
    )  # fmt: skip
    assert [(d.entity, d.doc_number, d.total) for d in made.documents] == [
        ("SalesReceipt", ONE, D("25.00")),
        ("SalesReceipt", TWO, D("40.00")),
        ("RefundReceipt", f"{THREE}R", D("10.00")),
        ("Purchase", f"{ONE}F", D("3.75")),
        ("Purchase", f"{TWO}F", D("6.00")),
        ("JournalEntry", "AMZF-12000000001", D("1.20")),
        ("Deposit", "", D("41.45")),
    ]
    assert effect(made) == {
        "Sales": D("-55.00"), "Commission": D("8.55"), "Storage": D("5.00"), "Chequing": D("41.45"), "Payments to deposit": D("0.00")
    }  # fmt: skip
    expense = made.documents[3]
    assert (expense.body["PaymentType"], expense.body["AccountRef"]) == ("Cash", {"value": HELD.id})
    assert expense.body["EntityRef"] == {"value": "40", "type": "Vendor"}
    assert expense.effects == ((COMMISSION, D("3.75")), (HELD, D("-3.75")))
    lines = made.documents[-1].body["Line"]
    assert [line["Amount"] for line in lines if "LinkedTxn" in line] == [D("25.00"), D("40.00"), D("-10.00"), D("1.20")]
    [taken_back] = [line for line in lines if line.get("DepositLineDetail", {}).get("AccountRef") == {"value": HELD.id}]
    assert (taken_back["Amount"], taken_back["Description"]) == (D("-9.75"), "Amazon's fees, paid by 2 expenses")


def test_the_other_modes_keep_the_journal_entry() -> None:
    lines = (Line("price", "25.00", ONE), Line("commission", "-3.75", ONE))
    for mode in ("daily", "summary"):
        assert planned(*lines, mode=mode).documents == plan(settlement(*lines), accounts(), mode).documents


def test_an_order_sold_and_refunded_has_two_expenses_with_two_numbers() -> None:
    made = planned(Line("price", "9.00", ONE), Line("commission", "-1.00", ONE), Line("price", "-9.00", ONE, side="refunds"),
                   Line("commission", "-0.20", ONE, side="refunds"), Line("storage", "1.20"))  # fmt: skip
    assert [d.doc_number for d in made.documents if d.entity == "Purchase"] == [f"{ONE}F", f"{ONE}F2"]
    assert len({d.key for d in made.documents}) == len({d.marker for d in made.documents}) == len(made.documents)


def test_fees_without_a_receipt_are_an_expense_all_the_same() -> None:
    made = planned(Line("price", "0.00", ONE), Line("commission", "-2.00", ONE), Line("storage", "5.00"))
    assert [d.entity for d in made.documents] == ["Purchase", "Deposit"]
    assert made.documents[-1].total == D("3.00")
    assert [w.why for w in made.without_receipt] == ["every amount is 0.00: only its fees are posted"]


def test_an_expense_needs_a_vendor_and_a_journal_entry_does_not() -> None:
    lines = (Line("price", "25.00", ONE), Line("commission", "-3.75", ONE))
    with pytest.raises(NotReady, match="which QuickBooks vendor Amazon is"):
        planned(*lines, of=accounts(vendor=""))
    assert plan(settlement(*lines), accounts(vendor=""), "order").total == D("21.25")


def test_a_canadian_expense_has_a_tax_code_on_every_line() -> None:
    lines = (Line("price", "25.00", ONE), Line("commission", "-3.75", ONE))
    expense = planned(*lines, of=accounts("CA", tax_code="3")).documents[1]
    assert expense.body["GlobalTaxCalculation"] == "NotApplicable"
    assert [line["AccountBasedExpenseLineDetail"]["TaxCodeRef"] for line in expense.body["Line"]] == [{"value": "3"}]
    with pytest.raises(NotReady, match="needs a tax code on every line"):
        planned(*lines, of=accounts("CA"))


def test_an_expense_carries_the_class_and_the_location_of_its_fees() -> None:
    made = facts(Line("price", "25.00", ONE), Line("commission", "-3.75", ONE))
    kind = made.kinds[NUMBERS["commission"]]
    placed = Target(kind.target.meaning, kind.account.name, kind.account.id, "", False, True, class_id="7", location_id="8")
    kinds = {**made.kinds, NUMBERS["commission"]: replace(kind, target=placed)}
    expense = plan(replace(made, kinds=kinds), accounts(), "order", fees_as="expense").documents[1]
    assert expense.body["DepartmentRef"] == {"value": "8"}
    assert expense.body["Line"][0]["AccountBasedExpenseLineDetail"]["ClassRef"] == {"value": "7"}


def test_a_way_that_is_not_there_is_refused() -> None:
    with pytest.raises(Refused, match="no way 'bill' of posting fees"):
        plan(settlement(Line("price", "1.00", ONE)), accounts(), "order", fees_as="bill")


AMOUNTS = st.integers(-5000, 5000).map(lambda cents: str(D(cents) / 100))
TRANSACTIONS = st.lists(
    st.tuples(st.sampled_from(["sales", "refunds"]), st.sampled_from(["2026-10-30", "2026-11-03"]), AMOUNTS, AMOUNTS, AMOUNTS),
    min_size=1, max_size=12,
)  # fmt: skip


@given(TRANSACTIONS, AMOUNTS, st.integers(1, 4))
def test_any_settlement_comes_to_the_bank_and_leaves_nothing_in_payments_to_deposit(
    transactions: list[tuple[str, str, str, str, str]], storage: str, link_limit: int
) -> None:
    lines = [Line("storage", storage)]
    for n, (side, day, price, tax, fee) in enumerate(transactions):
        order = f"111-{n:07d}-{n:07d}"
        lines += [Line(what, amount, order, day, side=side) for what, amount in (("price", price), ("tax", tax), ("commission", fee))]
    of = facts(*lines)
    made = plan(of, accounts(), "order", link_limit=link_limit, fees_as="expense")
    same = plan(of, accounts(), "order", link_limit=link_limit)
    assert made.trial_balance_effect.get(HELD, D(0)) == 0
    assert made.trial_balance_effect.get(BANK, D(0)) == max(of.total, D(0))
    of_accounts = [{a: d for a, d in p.trial_balance_effect.items() if d} for p in (made, same)]
    assert of_accounts[0] == of_accounts[1]
    assert made.entries == same.entries
    assert all(d.total > 0 for d in made.documents if d.entity == "Purchase")
    expenses = sum(D(fee) < 0 for *_, fee in transactions)
    assert [d.entity for d in made.documents].count("Purchase") == expenses
