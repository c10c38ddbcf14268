"""Re-add a close package: python3 re_add_package.py close-2026-09.zip

Takes the zip, the folder it was unpacked into, or one workbook of it. Needs nothing but Python 3.11, and shares no code with the
workbench. It proves every file by the manifest, reads the cells of the workbooks and the tables, and adds every figure anew, in
exact decimals: what it finds must be what they say, or it names the difference.
"""

import csv
import hashlib
import io
import json
import posixpath
import re
import sys
import xml.etree.ElementTree as ET
import zipfile
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
HEAD = 3  # the row of the column heads; the rows follow until the one that begins with Total, or a blank one
MANIFEST = "manifest.json"
SAMPLED = 25  # lines drawn by lot


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


def rows_of(file, shared):
    """Each row of a sheet: (number, {column: text}); one at a time."""
    for _, row in ET.iterparse(file):
        if row.tag == f"{MAIN}row":
            yield int(row.get("r")), {column_of(c.get("r")): cell_text(c, shared) for c in row.iter(f"{MAIN}c")}
            row.clear()


def read(data):
    """The rows of every sheet as dictionaries by column head, and its total row."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        shared = []
        if "xl/sharedStrings.xml" in book.namelist():
            strings = ET.fromstring(book.read("xl/sharedStrings.xml"))
            shared = ["".join(t.text or "" for t in one.iter(f"{MAIN}t")) for one in strings.iter(f"{MAIN}si")]
        files = {r.get("Id"): r.get("Target") for r in ET.fromstring(book.read("xl/_rels/workbook.xml.rels"))}
        sheets = {}
        for sheet in ET.fromstring(book.read("xl/workbook.xml")).iter(f"{MAIN}sheet"):
            heads, rows, totals, over = {}, [], {}, False
            with book.open(posixpath.join("xl", files[sheet.get(RELATION)].removeprefix("/xl/"))) as file:
                for number, cells in rows_of(file, shared):
                    named = {heads.get(place, ""): text for place, text in cells.items()}
                    over = over or (number > HEAD and not any(cells.values()))
                    if number == HEAD:
                        heads = cells
                    elif number > HEAD and not totals and not over:
                        if cells.get(1) == "Total":
                            totals = named
                        else:
                            rows.append(named)
            sheets[sheet.get("name")] = (rows, totals)
        return sheets


def money(text):
    """A cell as an exact amount."""
    return Decimal(text or "0").quantize(Decimal("0.01"))


def day(text):
    """A cell as a day: a workbook counts them from the end of 1899, a table writes them out."""
    return text[:10] if "-" in text else (date(1899, 12, 30) + timedelta(days=int(Decimal(text)))).isoformat()


def sums(rows, keys, *columns):
    """The sum of these columns by these keys; a column that begins with − is taken away."""
    found = defaultdict(Decimal)
    for row in rows:
        key = tuple(row.get(name, "") for name in keys)
        found[key] += sum(money(row.get(c.removeprefix("-"))) * (-1 if c.startswith("-") else 1) for c in columns)
    return found


def different(words, found, stated):
    """The keys of which two sums are not the same."""
    for key in sorted(found.keys() | stated.keys()):
        if found.get(key, 0) != stated.get(key, 0):
            yield f"{words}, {' / '.join(key)}: added up {found.get(key, 0)}, stated {stated.get(key, 0)}"


def wrong_totals(sheets):
    """Totals that are not the sum of their rows, and checks of the workbook that are not 0.00."""
    for name, (rows, totals) in sheets.items():
        for column, stated in totals.items():
            added = sum(money(row.get(column)) for row in rows) if column and stated and stated != "Total" else None
            if added is not None and added != money(stated):
                yield f"{name}, {column}: the rows add up to {added}, the sheet says {money(stated)}"
    for row in sheets["Checks"][0]:
        if money(row["Difference"]):
            yield f"Checks, {row['Sheet']}: {row['Check']} is off by {money(row['Difference'])}"


def wrong_payouts(sheets):
    """Payouts whose parts do not come to Amazon's total, or whose entries do not balance."""
    parts = sums(sheets["Transactions"][0], ("Payout",), "Net")
    for payout, amount in sums(sheets["Adjustments"][0], ("Payout",), "Amount").items():
        parts[payout] += amount
    summary = sums(sheets["Summary"][0], ("Payout",), "Amount")
    stated = sums(sheets["Sources"][0], ("Payout",), "Total")
    for (payout,), total in stated.items():
        for words, found in (("transactions and adjustments", parts[payout,]), ("the summary", summary[payout,])):
            if found != total:
                yield f"payout {payout}: {words} come to {found}, Amazon's total is {total}"
    for (payout,), difference in sums(sheets["Entries"][0], ("Payout",), "Debit", "-Credit").items():
        if difference:
            yield f"payout {payout}: debits and credits differ by {difference}"


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
        if "Opening" in row and money(row.get("Opening")) + money(row.get("Movements")) != money(row.get("Closing")):
            yield f"{row['Account']}: opening and movements do not come to the closing"


def wrong_roll_forward(sheets):
    """Accounts whose movements, reasons or open amounts do not come to the figures of the roll-forward."""
    accounts, names = sheets["Roll-forward"][0], ("Account",)
    for column, of, found in (
        ("Movements", "Moved", sheets["Movements"][0]),
        ("Closing", "Open", sheets["Ageing"][0]),
        ("Explained", "Amount", [row for row in sheets["Reasons"][0] if row["Beside"] == "QuickBooks"]),
        ("With a reason", "Amount", [row for row in sheets["Reasons"][0] if row["Beside"] == "Amazon"]),
    ):
        listed = {(row["Account"],): money(row[column]) for row in accounts if row.get(column)}
        added = {key: amount for key, amount in sums(found, names, of).items() if key in listed or column in ("Movements", "Closing")}
        yield from different(f"the roll-forward, {column}", added, listed)
    for row in sheets["Ageing"][0]:
        ages = sum(money(amount) for column, amount in row.items() if "days" in column)
        if ages != money(row["Open"]):
            yield f"{row['Account']}, payout {row['Payout']}: its ages come to {ages}, {row['Open']} is open"
    for row in accounts:
        for more, less, column in (
            ("QuickBooks", "Closing", "Difference"),
            ("Difference", "Explained", "Unexplained"),
            ("Closing", "Amazon states", "Ours less Amazon"),
            ("Ours less Amazon", "With a reason", "Without a reason"),
        ):
            if row.get(column) and money(row[more]) - money(row[less]) != money(row[column]):
                yield f"{row['Account']}: {more} less {less} is not {column}"


def wrong_lines(sheets):
    """Lines that do not come to the summary, to the mapping, or that are not where the sample and the cut-off say."""
    lines = sheets["Settlement lines"][0]
    keys = ("Payout", "Month", "Section", "Category", "Account")
    months = ({**line, "Month": day(line["Posted"])[:7]} for line in lines)
    yield from different("the summary", sums(months, keys, "Amount"), sums(sheets["Summary"][0], keys, "Amount"))
    keys = ("Transaction type", "Amount type", "Description")
    yield from different("the mapping used", sums(lines, keys, "Amount"), sums(sheets["Mapping used"][0], keys, "Amount"))
    yield from different("Amazon's totals", sums(lines, ("Payout",), "Amount"), sums(sheets["Sources"][0], ("Payout",), "Total"))
    amounts = {(line["Payout"], line["Row"]): money(line["Amount"]) for line in lines}
    known = {row["Payout"] for row in sheets["Sources"][0]}
    for name in ("Sample", "Cut-off"):
        for row in sheets[name][0]:
            if row["Payout"] in known and amounts.get((row["Payout"], row["Row"])) != money(row["Amount"]):
                yield f"{name}: row {row['Row']} of payout {row['Payout']} is not among the lines with {row['Amount']}"
    seed = next(row[""] if "" in row else list(row.values())[1] for row in sheets["Cover"][0] if "Seed of the sample" in row.values())
    lots = sorted((hashlib.sha256(f"{seed}|{payout}|{number}".encode()).hexdigest(), payout, number) for payout, number in amounts)
    drawn = {(row["Payout"], row["Row"]) for row in sheets["Sample"][0] if "line" in row["Drawn as"]}
    if drawn != {(payout, number) for _, payout, number in lots[:SAMPLED]}:
        yield "Sample: these are not the lines that the seed draws"


def wrong_accounts(sheets, month):
    """A lead schedule that is not the sum of the ledger, and sales tax that is not that of the mapping's lines."""
    ledger = [{**row, "Date": day(row["Date"])} for row in sheets["Ledger"][0]]
    of_payout = sums(ledger, ("Account id", "Payout"), "Posted")
    lead = sheets["Lead schedule"][0]
    payouts = [row["Payout"] for row in sheets["Sources"][0]]
    stated = {(row["Account id"], payout): money(row.get(payout)) for row in lead for payout in payouts if money(row.get(payout))}
    yield from different("the lead schedule", {key: amount for key, amount in of_payout.items() if amount}, stated)
    in_month = [row for row in ledger if row["Date"][:7] == month]
    for column, of in (("Month total", "Posted"), ("QuickBooks", "Read back")):
        found = sums(in_month, ("Account id",), of)
        listed = {(row["Account id"],): money(row[column]) for row in lead if row.get(column)}
        yield from different(f"the lead schedule, {column}", {key: found[key] for key in listed}, listed)
    for row in lead:
        if row.get("Variance") and money(row["QuickBooks"]) - money(row["Month total"]) != money(row["Variance"]):
            yield f"the lead schedule, {row['Account']}: QuickBooks less the month's total is not {row['Variance']}"
    for tax, column in (("collected", "Collected"), ("withheld", "Withheld")):
        rows = [row for row in sheets["Mapping used"][0] if row.get("Tax") == tax]
        found = {key: amount for key, amount in sums(rows, ("Marketplace",), "Amount").items() if amount}
        listed = {(row["Marketplace"],): money(row[column]) for row in sheets["Sales tax"][0] if money(row[column])}
        yield from different(f"sales tax, {column}", found, listed)


def wrong_tie_out(sheets):
    """A tie-out whose figures or differences are not those of the other sheets."""
    amazon = sums(sheets["Sources"][0], ("Payout",), "Total")
    for row in sheets["Tie-out"][0]:
        if money(row["Amazon total"]) != amazon[row["Payout"],]:
            yield f"the tie-out of payout {row['Payout']}: Amazon's total is {amazon[row['Payout'],]}, not {row['Amazon total']}"
        for more, less in (("Lines", "Amazon total"), ("QuickBooks", "Lines"), ("Bank", "QuickBooks")):
            difference = row.get(f"{more} less {less[0].lower() + less[1:] if less == 'Lines' else less.removesuffix(' total')}")
            if difference and money(row[more]) - money(row[less]) != money(difference):
                yield f"the tie-out of payout {row['Payout']}: {more} less {less} is not {difference}"


def wrong_workbook(sheets):
    """Every difference of one workbook. A reconciliation of payouts has not all the sheets that a close package has."""
    yield from wrong_totals(sheets)
    yield from wrong_payouts(sheets)
    yield from wrong_rows(sheets)
    yield from wrong_roll_forward(sheets)
    if "Lead schedule" in sheets:
        month = next(list(row.values())[1] for row in sheets["Cover"][0] if "Month" in row.values())[:7]
        yield from wrong_tie_out(sheets)
        yield from wrong_accounts(sheets, month)
    if "Settlement lines" in sheets:
        yield from wrong_lines(sheets)


def table(data):
    """The rows of a CSV file as dictionaries."""
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def wrong_files(files, manifest):
    """Files that are not what the manifest says: missing, added, changed, shortened."""
    listed = {one["name"]: one for one in manifest["files"]}
    for name in sorted(files.keys() - listed.keys() - {MANIFEST}):
        yield f"{name} is not in the manifest"
    for name, told in sorted(listed.items()):
        data = files.get(name)
        if data is None:
            yield f"{name} is missing"
        elif hashlib.sha256(data).hexdigest() != told["sha256"] or len(data) != told["bytes"]:
            yield f"{name} was changed: its SHA-256 is not the manifest's"


def wrong_tables(files, manifest, of, sheets):
    """Tables of a currency that do not come to the control totals, or whose rows are not as many as the manifest says."""
    rows = {one["name"]: one["rows"] for one in manifest["files"]}
    ending = f"{manifest['month']}-{of['currency']}"
    journal, mapping, lines = (table(files.get(f"{name}-{ending}.csv", b"")) for name in ("journal", "mapping", "lines"))
    for name, found in (("journal", journal), ("mapping", mapping), ("lines", lines)):
        if len(found) != rows.get(f"{name}-{ending}.csv"):
            yield f"{name}-{ending}.csv has {len(found)} rows, the manifest says {rows.get(f'{name}-{ending}.csv')}"
    for (number,), difference in sums(journal, ("*JournalNo",), "*Debits", "-*Credits").items():
        if difference:
            yield f"journal {number}: debits and credits differ by {difference}"
    totals = (("journal_debits", journal, "*Debits"), ("total", mapping, "Amount"), ("total", lines, "Amount"))
    for control, found, column in totals:
        added = sum(money(row[column]) for row in found)
        if added != money(of[control]):
            yield f"{ending}: {column} adds up to {added}, the control total is {of[control]}"
    if len(lines) != of["lines"]:
        yield f"{ending}: there are {len(lines)} lines, the control total is {of['lines']}"
    yield from different("the table of lines", sums(lines, ("Payout",), "Amount"), sums(sheets["Sources"][0], ("Payout",), "Total"))


def wrong_books(manifest, of, sheets):
    """Sheets with more or fewer rows than the manifest says, and files of Amazon's with another hash."""
    book = f"close-{manifest['month']}-{of['currency']}.xlsx"
    rows = next((one["rows"] for one in manifest["files"] if one["name"] == book), {})
    for name, count in rows.items():
        if name in sheets and count != len(sheets[name][0]):
            yield f"{book}, {name}: {len(sheets[name][0])} rows, the manifest says {count}"
    hashes = {row["Payout"]: row["SHA-256"] for row in sheets["Sources"][0]}
    for source in of["sources"]:
        if hashes.get(source["payout"]) != source["sha256"]:
            yield f"payout {source['payout']}: the hash of its file is not the same in the manifest and under Sources"


def opened(path):
    """The files of a package: of a zip, or of a folder."""
    if path.is_dir():
        return {one.relative_to(path).as_posix(): one.read_bytes() for one in sorted(path.rglob("*")) if one.is_file()}
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def main(path):
    """Print every difference; 0 when there is none, 1 otherwise."""
    files = {path.name: path.read_bytes()} if path.suffix == ".xlsx" else opened(path)
    manifest = json.loads(files[MANIFEST]) if MANIFEST in files else None
    if manifest is None and path.suffix != ".xlsx":
        print(f"There is no {MANIFEST} in {path}.")
        return 1
    found = list(wrong_files(files, manifest)) if manifest else []
    books = {name: read(data) for name, data in files.items() if name.endswith(".xlsx")}
    for name, sheets in books.items():
        lines = files.get(name.replace("close-", "lines-", 1).replace(".xlsx", ".csv"))
        if "Lead schedule" in sheets and "Settlement lines" not in sheets and lines:
            sheets["Settlement lines"] = (table(lines), {})  # too many for a workbook: the table has them
        found += wrong_workbook(sheets)
    for of in manifest["currencies"] if manifest else ():
        book = f"close-{manifest['month']}-{of['currency']}.xlsx"
        if book in books:
            found += [*wrong_tables(files, manifest, of, books[book]), *wrong_books(manifest, of, books[book])]
    for line in found:
        print(line)
    rows = sum(len(rows) for sheets in books.values() for rows, _ in sheets.values())
    print(f"{rows} rows of {sum(map(len, books.values()))} sheets added anew: {len(found)} differences")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
