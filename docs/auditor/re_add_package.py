"""Re-add a close package: python3 re_add_package.py close-2026-09-USD.xlsx

Needs nothing but Python, and shares no code with the workbench. It reads the cells of the workbook and adds every figure
anew, in exact decimals: what it finds must be what the sheets say, or it names the difference.
"""

import posixpath
import re
import sys
import xml.etree.ElementTree as ET
import zipfile
from collections import defaultdict
from decimal import Decimal

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
HEAD = 3  # the row of the column heads; the rows follow until the one that begins with Total, or a blank one


def cell_text(cell, shared):
    """What a cell says: its text, or its number as it is written."""
    value = cell.find(f"{MAIN}v")
    if cell.get("t") == "inlineStr":
        return "".join(t.text or "" for t in cell.iter(f"{MAIN}t"))
    if value is None or value.text is None:
        return ""
    return shared[int(value.text)] if cell.get("t") == "s" else value.text


def column_of(reference):
    """B7 -> 2."""
    number = 0
    for letter in re.match("[A-Z]+", reference)[0]:
        number = number * 26 + ord(letter) - 64
    return number


def read(path):
    """The rows of every sheet as dictionaries by column head, and its total row."""
    with zipfile.ZipFile(path) as book:
        names = book.namelist()
        shared = []
        if "xl/sharedStrings.xml" in names:
            strings = ET.fromstring(book.read("xl/sharedStrings.xml"))
            shared = ["".join(t.text or "" for t in one.iter(f"{MAIN}t")) for one in strings.iter(f"{MAIN}si")]
        files = {r.get("Id"): r.get("Target") for r in ET.fromstring(book.read("xl/_rels/workbook.xml.rels"))}
        sheets = {}
        for sheet in ET.fromstring(book.read("xl/workbook.xml")).iter(f"{MAIN}sheet"):
            heads, rows, totals = {}, [], {}
            for row in ET.fromstring(book.read(posixpath.join("xl", files[sheet.get(RELATION)]).lstrip("/"))).iter(f"{MAIN}row"):
                number = int(row.get("r"))
                cells = {column_of(c.get("r")): cell_text(c, shared) for c in row.iter(f"{MAIN}c")}
                if number == HEAD:
                    heads = cells
                elif number > HEAD and not totals and any(cells.values()):
                    named = {heads.get(place, ""): text for place, text in cells.items()}
                    if cells.get(1) == "Total":
                        totals = named
                    else:
                        rows.append(named)
            sheets[sheet.get("name")] = (rows, totals)
        return sheets


def money(text):
    """A cell as an exact amount."""
    return Decimal(text or "0").quantize(Decimal("0.01"))


def by_payout(rows, *columns):
    """The sum of these columns for each payout."""
    sums = defaultdict(Decimal)
    for row in rows:
        sums[row["Payout"]] += sum(money(row.get(column)) for column in columns)
    return sums


def wrong_totals(sheets):
    """Totals that are not the sum of their rows."""
    for name, (rows, totals) in sheets.items():
        for column, stated in totals.items():
            added = sum(money(row.get(column)) for row in rows) if column and stated and stated != "Total" else None
            if added is not None and added != money(stated):
                yield f"{name}, {column}: the rows add up to {added}, the sheet says {money(stated)}"


def wrong_payouts(sheets):
    """Payouts whose parts do not come to Amazon's total, or whose entries do not balance."""
    parts = by_payout(sheets["Transactions"][0], "Net")
    for payout, amount in by_payout(sheets["Adjustments"][0], "Amount").items():
        parts[payout] += amount
    summary = by_payout(sheets["Summary"][0], "Amount")
    debits, credit = by_payout(sheets["Entries"][0], "Debit"), by_payout(sheets["Entries"][0], "Credit")
    for payout, stated in by_payout(sheets["Sources"][0], "Total").items():
        for words, found in (("transactions and adjustments", parts[payout]), ("the summary", summary[payout])):
            if found != stated:
                yield f"payout {payout}: {words} come to {found}, Amazon's total is {stated}"
        if debits[payout] != credit[payout]:
            yield f"payout {payout}: debits {debits[payout]}, credits {credit[payout]}"


def wrong_rows(sheets):
    """Rows whose own figures do not agree."""
    for row in sheets["Transactions"][0]:
        net = sum(money(row.get(part)) for part in ("Gross", "Shipping", "Discounts", "Tax", "Fees"))
        if net != money(row["Net"]):
            yield f"order {row['Order']}: its parts come to {net}, its net is {row['Net']}"
    for row in sheets["Documents"][0]:
        if row.get("Total read back") and money(row["Total"]) != money(row["Total read back"]):
            yield f"{row['Document']} {row['Number']}: sent {row['Total']}, QuickBooks holds {row['Total read back']}"
    for row in sheets["Roll-forward"][0]:
        if money(row.get("Opening")) + money(row.get("Movements")) != money(row.get("Closing")):
            yield f"{row['Account']}: opening and movements do not come to the closing"


def main(path):
    """Print every difference; 0 when there is none, 1 otherwise."""
    sheets = read(path)
    found = [*wrong_totals(sheets), *wrong_payouts(sheets), *wrong_rows(sheets)]
    for line in found:
        print(line)
    print(f"{sum(len(rows) for rows, _ in sheets.values())} rows of {len(sheets)} sheets added anew: {len(found)} differences")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
