"""A balance owed over two settlements: charged to the card, charged in part, carried, given back; it comes to 0.00."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.posting.small import BANK, CARD, Line, accounts, effect, settlement
from workbench.errors import NotReady
from workbench.posting.document import Document
from workbench.posting.plan import Plan, plan

D = Decimal
MODES = ("order", "daily", "summary")
SALE = Line("price", "60.00", "111-0000001-0000001", "2026-11-03")


def owed(mode: str) -> Plan:
    return plan(settlement(Line("storage", "-35.00", day="2026-10-10"), number="12000000000"), accounts(), mode)


def purchase_of(made: Plan) -> Document:
    [found] = [document for document in made.documents if document.entity == "Purchase"]
    return found


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("charged", ["35.00", "20.00", "0.00"])
def test_what_is_owed_comes_to_nothing_whether_charged_in_whole_in_part_or_not(mode: str, charged: str) -> None:
    lines = [Line("carried", "-35.00", day="2026-11-01"), Line("charged", charged, day="2026-11-02"), SALE]
    after = plan(settlement(*lines), accounts(), mode)
    both = effect(owed(mode))["Balance owed"] + effect(after)["Balance owed"]
    assert both == 0
    assert effect(after).get("Amazon Card", D(0)) == -D(charged)
    assert effect(after)["Chequing"] == D("25.00") + D(charged)
    assert effect(after)["Payments to deposit"] == 0


def test_the_expense_is_paid_by_card_on_the_day_of_the_charge() -> None:
    """S33: what is owed to Amazon is paid from the payment account."""
    made = purchase_of(plan(settlement(Line("charged", "35.00", day="2026-11-02"), SALE), accounts(), "order"))
    assert (made.doc_number, made.date, made.total, made.stage) == ("AMZC-12000000001", "2026-11-02", D("35.00"), 2)
    assert (made.body["PaymentType"], made.body["AccountRef"]) == ("CreditCard", {"value": CARD.id})
    assert made.body["Line"][0]["AccountBasedExpenseLineDetail"] == {"AccountRef": {"value": "22"}}


def test_charges_of_two_months_are_two_expenses() -> None:
    made = plan(settlement(Line("charged", "5.00", day="2026-10-31"), Line("charged", "7.00", day="2026-11-01"), SALE), accounts(), "order")
    assert [(d.doc_number, d.date, d.total) for d in made.documents if d.entity == "Purchase"] == [
        ("AMZC-12000000001-10", "2026-10-31", D("5.00")), ("AMZC-12000000001", "2026-11-01", D("7.00")),
    ]  # fmt: skip


def test_a_bank_account_pays_in_cash() -> None:
    made = purchase_of(plan(settlement(Line("charged", "35.00"), SALE), accounts(payment=BANK), "order"))
    assert made.body["PaymentType"] == "Cash"


def test_a_charge_given_back_is_a_credit_on_the_card() -> None:
    made = purchase_of(plan(settlement(Line("charged", "-4.00"), SALE), accounts(), "order"))
    assert (made.body["Credit"], made.body["Line"][0]["Amount"], made.total) == (True, D("4.00"), D("4.00"))
    assert dict(made.effects)[CARD] == D("4.00")
    with pytest.raises(NotReady, match=r"gave a charge of 4\.00 back"):
        plan(settlement(Line("charged", "-4.00"), SALE), accounts(payment=BANK), "order")


def test_a_charge_mapped_to_the_card_itself_needs_no_expense() -> None:
    made = plan(settlement(Line("charged", "35.00"), SALE, charged=CARD), accounts(), "order")
    assert [d.entity for d in made.documents] == ["SalesReceipt", "JournalEntry", "Deposit"]
    assert effect(made)["Amazon Card"] == D("-35.00")


def test_a_charge_waits_until_the_payment_account_is_chosen() -> None:
    with pytest.raises(NotReady, match="which QuickBooks account that is"):
        plan(settlement(Line("charged", "35.00"), SALE), accounts(payment=None), "order")
    assert plan(settlement(SALE), accounts(payment=None), "order").total == D("60.00")


@pytest.mark.parametrize("mode", MODES)
def test_a_payout_of_nothing_clears_payments_to_deposit_and_touches_no_bank(mode: str) -> None:
    made = plan(settlement(SALE, Line("storage", "-60.00")), accounts(), mode)
    assert made.total == 0
    assert effect(made).get("Payments to deposit", D(0)) == 0
    assert "Chequing" not in effect(made)
    assert [d.total for d in made.documents if d.entity == "Deposit"] == ([] if mode == "summary" else [D("0.00")])
