"""The invented sellers: files of Amazon's shape that tie, chain, and hold every difficulty the demonstration shows."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest

from workbench.practice.northwind_lane import utc
from workbench.practice.seller import demo_settlements, large_settlement, main, random_settlement
from workbench.practice.settlement_writer import COLUMNS, DE, US, Item, Sale, SettlementText, refund_rows
from workbench.practice.storefront import CATALOGUE, Purchase

ROOT = Path(__file__).parents[2]
KEPT = ROOT / "data" / "demo"
TAX = re.compile(r"(Shipping|GiftWrap)?Tax|TaxDiscount|MarketplaceFacilitator.*")

Line = dict[str, str]


def read(text: str) -> tuple[Line, list[Line]]:
    """The totals row and the detail rows by column name, read without the writer's help."""
    header, stated, *rows = text.removesuffix("\n").split("\n")
    names = header.split("\t")
    return dict(zip(names, stated.split("\t"), strict=True)), [dict(zip(names, row.split("\t"), strict=False)) for row in rows]


def number(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


def amounts(lines: list[Line], description: str) -> list[Decimal]:
    return [number(line["amount"]) for line in lines if line["amount-description"] == description]


@pytest.fixture(scope="module")
def demo() -> list[SettlementText]:
    return demo_settlements()


@pytest.fixture(scope="module")
def american(demo: list[SettlementText]) -> list[SettlementText]:
    return [settlement for settlement in demo if settlement.marketplace == "Amazon.com"]


@pytest.fixture(scope="module")
def german(demo: list[SettlementText]) -> list[SettlementText]:
    return [settlement for settlement in demo if settlement.marketplace == "Amazon.de"]


@pytest.fixture(scope="module")
def american_lines(american: list[SettlementText]) -> list[Line]:
    return [line for settlement in american for line in read(settlement.text)[1]]


def test_kept_files_are_what_the_generator_writes(demo: list[SettlementText]) -> None:
    written = {settlement.name: settlement.data for settlement in demo}
    assert len(written) == 10
    assert {path.name: path.read_bytes() for path in KEPT.iterdir()} == written
    assert sum(map(len, written.values())) < 1_500_000


def test_the_data_page_states_every_file_and_total(demo: list[SettlementText]) -> None:
    page = (ROOT / "data" / "README.md").read_text("utf-8")
    for settlement in demo:
        assert f"| `{settlement.name}` | {settlement.total} |" in page


def test_command_writes_the_same_files(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "workbench.practice.seller", str(tmp_path / "new")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert {path.name: path.read_bytes() for path in (tmp_path / "new").iterdir()} == {
        path.name: path.read_bytes() for path in KEPT.iterdir()
    }
    assert "-321.47 USD" in done.stdout
    assert done.stderr == ""


def test_command_without_folder_says_how(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "usage:" in capsys.readouterr().err


def test_lines_sum_to_the_stated_total(demo: list[SettlementText]) -> None:
    for settlement in demo:
        stated, lines = read(settlement.text)
        assert sum(number(line["amount"]) for line in lines) == number(stated["total-amount"]) == settlement.total


def test_shape_is_that_of_the_flat_file(demo: list[SettlementText]) -> None:
    for settlement in demo:
        header, stated, *rows = settlement.data.decode("ascii").removesuffix("\n").split("\n")
        assert tuple(header.split("\t")) == COLUMNS
        assert len(COLUMNS) == 24
        cells = stated.split("\t")
        assert all(cells[:6])
        assert not any(cells[6:])
        assert "\r" not in settlement.text
        assert '"' not in settlement.text
        for row in rows:
            cells = row.split("\t")
            assert len(cells) == (23 if cells[6] == "Liquidations" else 24)
            assert cells[0] == settlement.settlement_id
            assert cells[1:6] == [""] * 5
            assert all(cells[column] for column in (6, 12, 13, 14, 16, 17))


@pytest.mark.parametrize(
    ("marketplace", "moment", "amount"),
    [
        ("Amazon.com", r"2026-\d\d-\d\d \d\d:\d\d:\d\d UTC", r"-?\d+\.\d\d"),
        ("Amazon.de", r"\d\d\.\d\d\.2026 \d\d:\d\d:\d\d UTC", r"-?\d+,\d\d"),
    ],
)
def test_dates_and_amounts_follow_the_marketplace(demo: list[SettlementText], marketplace: str, moment: str, amount: str) -> None:
    for settlement in (each for each in demo if each.marketplace == marketplace):
        stated, lines = read(settlement.text)
        for column in ("settlement-start-date", "settlement-end-date", "deposit-date"):
            assert re.fullmatch(moment, stated[column])
        assert re.fullmatch(amount, stated["total-amount"])
        for line in lines:
            assert re.fullmatch(moment, line["posted-date-time"])
            assert line["posted-date-time"].startswith(line["posted-date"] + " ")
            assert re.fullmatch(amount, line["amount"])


def test_periods_touch_and_reserves_roll_forward(american: list[SettlementText], german: list[SettlementText]) -> None:
    for chain in (american, german):
        for former, latter in pairwise(chain):
            assert latter.start == former.end
            assert int(latter.settlement_id) > int(former.settlement_id)
            held = amounts(read(former.text)[1], "Current Reserve Amount")
            assert amounts(read(latter.text)[1], "Previous Reserve Amount Balance") == [-amount for amount in held]
    assert (american[0].start.date().isoformat(), american[-1].end.date().isoformat()) == ("2026-08-05", "2026-11-11")


def test_deposit_is_two_days_after_the_end(american: list[SettlementText]) -> None:
    for settlement in american:
        deposit = datetime.fromisoformat(read(settlement.text)[0]["deposit-date"].replace(" UTC", "+00:00"))
        assert deposit - settlement.end == timedelta(days=2)


def test_lines_are_posted_within_the_period(american: list[SettlementText]) -> None:
    for settlement in american:
        for line in read(settlement.text)[1]:
            posted = datetime.fromisoformat(line["posted-date-time"].replace(" UTC", "+00:00"))
            late = timedelta(seconds=7) if line["amount-description"] == "Current Reserve Amount" else timedelta()
            assert settlement.start <= posted <= settlement.end + late


def test_a_debt_is_carried_and_charged_to_the_card(american: list[SettlementText]) -> None:
    totals = [settlement.total for settlement in american]
    assert [total < 0 for total in totals] == [False, False, False, True, False, False, False]
    assert totals[3] == Decimal("-321.47")
    for place, settlement in enumerate(american):
        expected = [Decimal("321.47")] if place == 4 else []
        lines = read(settlement.text)[1]
        assert amounts(lines, "Successful charge") == expected
        assert amounts(lines, "Payable to Amazon") == [-amount for amount in expected]


def test_one_line_has_an_unheard_of_name(demo: list[SettlementText]) -> None:
    found = [
        (settlement.name, line["transaction-type"], line["amount-type"], line["amount"])
        for settlement in demo
        for line in read(settlement.text)[1]
        if line["amount-description"] == "Marketplace Resilience Contribution"
    ]
    assert found == [("us-2026-10-28-to-2026-11-11.txt", "other-transaction", "other-transaction", "-18.40")]


def test_months_end_inside_periods_and_inside_days(american_lines: list[Line]) -> None:
    orders = [line for line in american_lines if line["transaction-type"] == "Order"]
    months = {
        (posted.month, posted.astimezone(ZoneInfo("America/Los_Angeles")).month)
        for posted in (datetime.fromisoformat(line["posted-date-time"].replace(" UTC", "+00:00")) for line in orders)
    }
    assert {(9, 8), (10, 9), (11, 10)} <= months


def test_order_ids_have_amazons_shapes(american_lines: list[Line], german: list[SettlementText]) -> None:
    lines = american_lines + [line for settlement in german for line in read(settlement.text)[1]]
    shapes = {
        "Amazon.com": r"11[1-4]-\d{7}-\d{7}",
        "Amazon.de": r"(028|30\d)-\d{7}-\d{7}",
        "Non-Amazon US": r"S01-\d{7}-\d{7}",
    }
    for line in lines:
        if line["marketplace-name"]:
            assert re.fullmatch(shapes[line["marketplace-name"]], line["order-id"])
    outside = [line for line in american_lines if line["marketplace-name"] == "Non-Amazon US"]
    assert "#1090" in {line["merchant-order-id"] for line in outside}
    assert Counter(line["amount-description"] for line in outside) == {"Principal": 14, "FBAPerUnitFulfillmentFee": 14}
    assert {number(line["amount"]) for line in outside if line["amount-description"] == "Principal"} == {Decimal(0)}


def test_an_items_rows_repeat_its_quantity(american_lines: list[Line]) -> None:
    quantities = defaultdict(set)
    for line in american_lines:
        if line["transaction-type"] == "Order":
            quantities[line["order-item-code"]].add(line["quantity-purchased"])
    assert {len(stated) for stated in quantities.values()} == {1}
    assert {"1", "2", "3"} <= {quantity for stated in quantities.values() for quantity in stated}
    assert {line["quantity-purchased"] for line in american_lines if line["transaction-type"] == "Refund"} == {""}


def test_a_price_need_not_be_divisible_by_the_quantity(american_lines: list[Line]) -> None:
    assert any(
        (line["amount-description"], line["amount"], line["quantity-purchased"]) == ("Principal", "10.00", "3") for line in american_lines
    )


def test_amazon_com_withholds_all_tax(american_lines: list[Line]) -> None:
    net: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for line in american_lines:
        if TAX.fullmatch(line["amount-description"]):
            net[line["transaction-type"], line["order-id"], line["adjustment-id"]] += number(line["amount"])
    assert len(net) > 300
    assert set(net.values()) == {Decimal(0)}


def test_amazon_de_withholds_tax_of_some_orders(german: list[SettlementText]) -> None:
    for settlement in german:
        net: dict[str, Decimal] = defaultdict(Decimal)
        lines = read(settlement.text)[1]
        for line in lines:
            if line["transaction-type"] == "Order" and TAX.fullmatch(line["amount-description"]):
                net[line["order-item-code"]] += number(line["amount"])
        assert {amount > 0 for amount in net.values()} == {True, False}
        assert min(net.values()) == 0
        assert Decimal(0) in amounts(lines, "MarketplaceFacilitatorVAT-Shipping")


def test_one_german_payout_is_zero_with_everything_held_back(german: list[SettlementText]) -> None:
    assert [settlement.total == 0 for settlement in german] == [False, True, False]
    stated, lines = read(german[1].text)
    assert stated["total-amount"] == "0,00"
    assert amounts(lines, "Current Reserve Amount")[0] < -1000  # no separator of thousands: see the shape test


def test_every_difficulty_is_there(american_lines: list[Line]) -> None:
    kinds = {(line["transaction-type"], line["amount-type"], line["amount-description"]) for line in american_lines}
    other = "other-transaction"
    assert kinds >= {
        ("Order", "ItemPrice", "GiftWrap"),
        ("Order", "ItemPrice", "Shipping"),
        ("Order", "ItemFees", "ShippingChargeback"),
        ("Order", "Promotion", "Principal"),
        ("Order", "Promotion", "Shipping"),
        ("Order", "Promotion", "TaxDiscount"),
        ("Refund", "ItemFees", "Commission"),
        ("Refund", "ItemFees", "RefundCommission"),
        ("Refund", "ItemPrice", "RestockingFee"),
        ("Chargeback Refund", "ItemPrice", "Principal"),
        ("A-to-z Guarantee Refund", "ItemPrice", "Principal"),
        ("Liquidations", "ItemFees", "LiquidationsBrokerageFee"),
        ("Order_Retrocharge", "ItemPrice", "Tax"),
        ("ServiceFee", "Cost of Advertising", "TransactionTotalAmount"),
        ("FBAFees", "FBA Long Term Storage Fee", "Base fee"),
        (other, other, "Storage Fee"),
        (other, other, "Subscription Fee"),
        (other, other, "RemovalComplete"),
        (other, "FBA Inventory Reimbursement", "WAREHOUSE_LOST"),
        (other, "FBA Inventory Reimbursement", "REVERSAL_REIMBURSEMENT"),
        ("CouponRedemptionFee", "CouponRedemptionFee", "Save 10 percent on Linen tea towels"),
    }
    alike = Counter(tuple(line.values()) for line in american_lines)
    assert [row[13] for row, times in alike.items() if times > 1] == ["Save 10 percent on Linen tea towels"]


def test_reserves_stand_among_the_orders(american: list[SettlementText]) -> None:
    places = []
    for settlement in american:
        kinds = [line["transaction-type"] for line in read(settlement.text)[1]]
        places += [0 < place < len(kinds) - 1 for place, kind in enumerate(kinds) if kind == "other-transaction"]
    assert places.count(True) > 10


def test_refunds_of_old_orders_in_part_and_twice(american: list[SettlementText]) -> None:
    sold: dict[str, Decimal] = {}
    settled_in: dict[str, int] = {}
    given_back: dict[str, list[Decimal]] = defaultdict(list)
    refunded_later = 0
    for place, settlement in enumerate(american):
        principal = [line for line in read(settlement.text)[1] if line["amount-description"] == "Principal"]
        for line in principal:
            if line["transaction-type"] == "Order" and line["amount-type"] == "ItemPrice":
                sold[line["order-item-code"]] = number(line["amount"])
                settled_in[line["order-item-code"]] = place
        for line in principal:
            if "Refund" in line["transaction-type"] and line["amount-type"] == "ItemPrice":
                given_back[line["order-item-code"]].append(-number(line["amount"]))
                refunded_later += settled_in[line["order-item-code"]] == place - 1
    assert refunded_later >= 5
    assert sum(len(parts) == 2 for parts in given_back.values()) == 2
    assert sum(len(parts) == 1 and parts[0] < sold[code] for code, parts in given_back.items()) == 2
    assert all(0 < sum(parts) <= sold[code] for code, parts in given_back.items())


def test_a_refund_keeps_the_fulfilment_fee_and_a_fifth_of_the_commission() -> None:
    item = Item("1", "NL", 1, Purchase(CATALOGUE[0], 1, 6899).charges(US))
    sale = Sale("111-1-1", "111-1-1", "Q", "Amazon.com", utc("2026-08-06 00:00:00"), (item,))
    rows = refund_rows(sale, item, utc("2026-08-07 00:00:00"), adjustment_id="a", adjustment_item_code="1", part=(1, 3))
    assert [(row.charge.amount_description, row.charge.cents) for row in rows] == [
        ("Principal", -2299),
        ("Commission", 345),
        ("DigitalServicesFee", 11),
        ("RefundCommission", -69),
    ]


def test_a_german_item_states_withheld_tax_even_of_nothing() -> None:
    item = Purchase(CATALOGUE[4], 1, 1899, tax=190)
    assert [(charge.amount_description, charge.cents) for charge in item.charges(DE)] == [
        ("Principal", 1899),
        ("Tax", 361),
        ("FBAPerUnitFulfillmentFee", -451),
        ("Commission", -285),
        ("MarketplaceFacilitatorVAT-Shipping", 0),
        ("MarketplaceFacilitatorVAT-Principal", -361),
    ]


def test_catalogue_has_a_dozen_products() -> None:
    assert len({product.sku for product in CATALOGUE}) == len({product.name for product in CATALOGUE}) == 12


@pytest.mark.parametrize("orders_like_real", [True, False])
def test_a_large_settlement_ties(tmp_path: Path, orders_like_real: bool) -> None:
    path = tmp_path / "large.txt"
    total = large_settlement(path, 10_000, orders_like_real=orders_like_real, settlement_id="29900000007")
    stated, lines = read(path.read_text("ascii"))
    assert (len(lines), stated["settlement-id"]) == (10_000, "29900000007")
    assert sum(number(line["amount"]) for line in lines) == number(stated["total-amount"]) == total
    orders = Counter(line["order-id"] for line in lines if line["transaction-type"] == "Order")
    assert all(re.fullmatch(r"111-\d{7}-\d{7}", order) for order in orders)
    if orders_like_real:
        assert 1000 < len(orders) < 2000
        assert {line["transaction-type"] for line in lines} >= {"Order", "Refund"}
        principals = Counter(
            line["order-item-code"]
            for line in lines
            if (line["transaction-type"], line["amount-type"], line["amount-description"]) == ("Order", "ItemPrice", "Principal")
        )
        assert set(principals.values()) == {1}
    else:
        assert set(orders.values()) == {1}


@pytest.mark.parametrize("lines", [0, 1, 7, 2_500])
def test_a_large_settlement_has_exactly_the_lines_asked_for(tmp_path: Path, lines: int) -> None:
    path = tmp_path / "large.txt"
    total = large_settlement(path, lines)
    stated, found = read(path.read_text("ascii"))
    assert len(found) == lines
    assert sum(number(line["amount"]) for line in found) == number(stated["total-amount"]) == total


def test_a_large_settlement_is_its_seeds(tmp_path: Path) -> None:
    first, again, other = (tmp_path / name for name in ("first", "again", "other"))
    large_settlement(first, 3_000, seed=1)
    large_settlement(again, 3_000, seed=1)
    large_settlement(other, 3_000, seed=2)
    assert first.read_bytes() == again.read_bytes() != other.read_bytes()


def test_random_settlements_tie_and_differ() -> None:
    settlements = [random_settlement(Random(seed)) for seed in range(40)]
    for settlement in settlements:
        stated, lines = read(settlement.text)
        assert sum(number(line["amount"]) for line in lines) == number(stated["total-amount"]) == settlement.total
        assert {line["settlement-id"] for line in lines} == {stated["settlement-id"]}
    assert {settlement.marketplace for settlement in settlements} == {"Amazon.com", "Amazon.de"}
    assert {settlement.total < 0 for settlement in settlements} == {True, False}
    assert len({settlement.settlement_id for settlement in settlements}) == 40
    assert random_settlement(Random(3)) == random_settlement(Random(3))
