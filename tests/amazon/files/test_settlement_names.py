"""One thing, one name: a settlement in three formats has the same kinds of lines, and every rule of names is reached."""

from __future__ import annotations

from collections import Counter

import duckdb
import pytest

from tests.amazon.files.conftest import COLUMNS
from tests.amazon.files.writers import DATA, ReportV1, xml
from workbench.amazon.files import settlement_v1, settlement_v2, settlement_xml
from workbench.amazon.files.settlement_names import named
from workbench.settlement.catalogue import meaning_of

V2_LINES = [
    ("Order", "ItemPrice", "Principal", "240.00"),
    ("Order", "ItemFees", "Commission", "-36.00"),
    ("Order", "ItemWithheldTax", "MarketplaceFacilitatorTax-Principal", "-1.00"),
    ("Order", "Promotion", "Shipping", "-4.19"),
    ("Refund", "ItemPrice", "Principal", "-4.00"),
    ("ServiceFee", "Cost of Advertising", "TransactionTotalAmount", "-22.50"),
    ("other-transaction", "FBA Inventory Reimbursement", "WAREHOUSE_DAMAGE", "10.25"),
    ("other-transaction", "other-transaction", "Current Reserve Amount", "-12.50"),
]


def v2():
    """The made-up settlement in flat file V2."""
    columns = ("transaction-type", "amount-type", "amount-description", "amount")
    every = {"settlement-id": DATA["settlement-id"], "posted-date": "2025-03-02"}
    rows = [DATA, *(every | dict(zip(columns, line, strict=True)) for line in V2_LINES)]
    return "".join("\t".join(cells) + "\n" for cells in [COLUMNS, *([row.get(name, "") for name in COLUMNS] for row in rows)])


@pytest.fixture
def read_in(tmp_path):
    def found(format, text):
        raw = tmp_path / "raw"
        raw.write_text(text)
        return format.read(raw, "report", tmp_path)

    return found


def kinds(file):
    """Sum by kind, the tax of an advertising invoice with the invoice, as V2 has it."""
    found = Counter()
    for kind in file.kinds:
        texts = (kind.transaction_type, kind.amount_type, kind.amount_description)
        found[("ServiceFee", "Cost of Advertising", "TransactionTotalAmount") if texts[2] == "TaxAmount" else texts] += kind.total
    return found


def test_three_formats_of_one_settlement_agree_kind_by_kind(read_in):
    files = [read_in(settlement_v2, v2()), read_in(settlement_v1, ReportV1().text), read_in(settlement_xml, xml())]
    assert [file.settlement_id for file in files] == ["11000000001"] * 3
    assert kinds(files[0]) == kinds(files[1]) == kinds(files[2])
    assert all(meaning_of(kind.transaction_type, kind.amount_type, kind.amount_description).sure for file in files for kind in file.kinds)


@pytest.mark.parametrize(
    ("v1", "expected"),
    [
        (("Order", "ItemFees", "MarketplaceFacilitatorVAT-Shipping"), ("Order", "ItemWithheldTax", "MarketplaceFacilitatorVAT-Shipping")),
        (("Order", "ItemFees", "TCS-CGST"), ("Order", "ItemWithheldTax", "TCS-CGST")),
        (("Order", "ItemFees", "FBA transportation fee"), ("Order", "ItemFees", "FBA transportation fee")),
        (("Liquidations", "ItemPrice", "LiquidationsBrokerageFee"), ("Liquidations", "ItemFees", "LiquidationsBrokerageFee")),
        (("Liquidations", "ItemPrice", "Principal"), ("Liquidations", "ItemPrice", "Principal")),
        (("servicefee", "ItemFees", "cost of advertising"), ("servicefee", "Cost of Advertising", "TransactionTotalAmount")),
        (("ServiceFee", "ItemFees", "Digital Services Fee"), ("ServiceFee", "ItemFees", "Digital Services Fee")),
        (("Micro Deposit", "other-transaction", ""), ("Transfers", "Micro Deposit", "Micro Deposit")),
        (("COMPENSATED_CLAWBACK", "other-transaction", ""), ("other-transaction", "FBA Inventory Reimbursement", "COMPENSATED_CLAWBACK")),
        (("Subscription Fee", "other-transaction", ""), ("other-transaction", "other-transaction", "Subscription Fee")),
        (("Payable to Amazon", "other-transaction", ""), ("other-transaction", "other-transaction", "Payable to Amazon")),
        (("Order", "other-transaction", ""), ("Order", "other-transaction", "")),
        (("ServiceFee", "other-transaction", ""), ("ServiceFee", "other-transaction", "")),
        (("Never Heard Of", "other-transaction", "a reason"), ("Never Heard Of", "other-transaction", "a reason")),
        (("It's 100%", "other-transaction", ""), ("other-transaction", "other-transaction", "It's 100%")),
        (("", "", ""), ("", "", "")),
    ],
)
def test_names(v1, expected):
    with duckdb.connect(":memory:") as connection:
        connection.execute("CREATE TABLE r AS SELECT ? AS transaction_type, ? AS amount_type, ? AS amount_description, 7 AS more", v1)
        assert connection.execute(named("SELECT * FROM r")).fetchall() == [(*expected, 7)]
