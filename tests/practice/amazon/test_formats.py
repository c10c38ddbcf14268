"""The same settlements in other formats: V1, XML, and the months' transaction reports, read without the writer's help."""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ET
from collections import defaultdict
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from tests.practice.amazon.conftest import Client
from workbench.practice.amazon.clock import BEGINNING
from workbench.practice.amazon.sellers import Sellers
from workbench.practice.amazon.settlement_v1 import as_v1
from workbench.practice.amazon.settlement_xml import as_xml
from workbench.practice.amazon.transactions_report import as_transactions_report

EVERY = ["us", "de", "region", "eu", "jp", "distress", "migration"]


@pytest.fixture(scope="module")
def sellers(tmp_path_factory: pytest.TempPathFactory) -> Sellers:
    return Sellers(Path(tmp_path_factory.mktemp("sellers")))


def table(data: bytes, encoding: str) -> list[dict[str, str]]:
    header, *rows = (line.split("\t") for line in data.decode(encoding).split("\n") if line.strip())
    return [dict(zip(header, row, strict=True)) for row in rows]


@pytest.mark.parametrize("name", EVERY)
def test_v1_sums_to_the_same_total(sellers: Sellers, name: str) -> None:
    for account in sellers.ledger(name).accounts:
        for settlement in account.closed(BEGINNING):
            totals, *rows = table(as_v1(account, settlement), account.encoding)
            amounts = [row[column] for row in rows for column in row if column.endswith("-amount") and row[column].strip()]
            assert sum(map(Decimal, amounts)) == Decimal(totals["total-amount"]) == Decimal(settlement.cents) / 100
            assert totals["settlement-start-date"].endswith("+00:00")
            promoted = any(row.charge.amount_type == "Promotion" for row in settlement.rows)
            assert len(totals) == (36 if promoted else 33)
            units = sum(int(row["quantity-purchased"]) for row in rows if row["transaction-type"] == "Order" and row["quantity-purchased"])
            assert units == sum({row.item_code: row.quantity or 0 for row in settlement.rows if row.transaction_type == "Order"}.values())


@pytest.mark.parametrize("name", EVERY)
def test_xml_sums_to_the_same_total(sellers: Sellers, name: str) -> None:
    for account in sellers.ledger(name).accounts:
        for settlement in account.closed(BEGINNING):
            root = ET.fromstring(as_xml(account, settlement))
            amounts = [element for element in root.iter() if "currency" in element.attrib]
            assert {element.attrib["currency"] for element in amounts} == {account.currency}
            total, *parts = (Decimal(element.text or "") for element in amounts)
            assert sum(parts) == total == Decimal(settlement.cents) / 100
            assert len(parts) == len(settlement.rows)
            assert root.findtext(".//AmazonSettlementID") == settlement.settlement_id


def test_migration_offers_each_settlement_in_three_formats(seller) -> None:
    client: Client = seller("migration")
    types = ["GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2", "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE", "GET_V2_SETTLEMENT_REPORT_DATA_XML"]
    reports = client.reports(reportTypes=",".join(types))
    assert len(reports) == 9
    files = defaultdict(set)
    for report in reports:
        files[report["dataEndTime"]].add(client.file(report)[:14])
    assert set(map(frozenset, files.values())) == {frozenset({b"settlement-id\t", b"<?xml version="})}


def cells(data: bytes) -> list[dict[str, str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    header = rows[9]
    assert (header[0], len(header)) == ("date/time", 32)
    return [dict(zip(header, row, strict=True)) for row in rows[10:]]


def number(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def test_transaction_reports_of_months_hold_the_settlements(sellers: Sellers) -> None:
    (account,) = sellers.ledger("us").accounts
    rows = [row for month in (7, 8, 9, 10, 11) for row in cells(as_transactions_report(account, 2026, month, BEGINNING))]
    net: dict[str, Decimal] = defaultdict(Decimal)
    transfers = {}
    for row in rows:
        names = list(row)
        money = [number(row[name]) for name in names[names.index("product sales") : names.index("total")]]
        assert sum(money) == number(row["total"])
        assert (row["Transaction Status"] == "Deferred") == (row["Transaction Release Date"] == "")
        if row["type"] == "Transfer":
            transfers[row["settlement id"]] = -number(row["total"])
        elif row["Transaction Status"] == "Released":
            net[row["settlement id"]] += number(row["total"])
    closed = account.closed(BEGINNING)
    for former, latter in pairwise(closed):
        moved = sum(
            former.of_kind(kind)
            for kind in ("Current Reserve Amount", "Previous Reserve Amount Balance", "Payable to Amazon", "Successful charge")
        )
        assert net[former.settlement_id] == Decimal(former.cents - moved) / 100
        if former.cents > 0:  # a transfer stands in the settlement that is open when the money leaves
            assert transfers[latter.settlement_id] == Decimal(former.cents) / 100


def test_local_time_is_the_marketplaces(sellers: Sellers) -> None:
    (account,) = sellers.ledger("us").accounts
    zones = {row["date/time"].rsplit(" ", 1)[1] for row in cells(as_transactions_report(account, 2026, 11, BEGINNING))}
    assert zones == {"PDT", "PST"}
    assert all(row["date/time"].startswith("Oct") for row in cells(as_transactions_report(account, 2026, 10, BEGINNING)))
