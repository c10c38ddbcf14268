"""The reports the workbench ties out to: the trial balance and the general ledger, in QuickBooks' report form.

Header, Columns.Column, Rows.Row with ColData; amounts are text with two decimals, as reports give them.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from workbench.money import from_cents
from workbench.practice import accounts, faults
from workbench.practice.company import Company
from workbench.practice.desk import moment
from workbench.practice.wire import Body

LEDGER_COLUMNS = (
    ("Date", "tx_date"),
    ("Transaction Type", "txn_type"),
    ("Num", "doc_num"),
    ("Name", "name"),
    ("Memo/Description", "memo"),
    ("Amount", "subt_nat_amount"),
    ("Balance", "rbal_nat_amount"),
)
TITLES = {
    "SalesReceipt": "Sales Receipt",
    "RefundReceipt": "Refund",
    "JournalEntry": "Journal Entry",
    "Purchase": "Expense",
}


def answer(company: Company, name: str, options: dict[str, str]) -> Body:
    """The named report; fault 500 for one that is not kept here, 2010 for a bad date.

    Options: start_date and end_date (ISO, both included), account (ids, comma separated; GeneralLedger only).
    """
    end = _day(options.get("end_date"), "end_date") or datetime.now(UTC).date().isoformat()
    start = _day(options.get("start_date"), "start_date") or f"{end[:4]}-01-01"
    if name.lower() == "trialbalance":
        return _trial_balance(company, start, end)
    if name.lower() == "generalledger":
        wanted = [account for account in options.get("account", "").split(",") if account]
        return _general_ledger(company, start, end, wanted)
    raise faults.unsupported(f"The practice company has no report {name}; it has TrialBalance and GeneralLedger")


def _day(text: str | None, name: str) -> str | None:
    try:
        return date.fromisoformat(text).isoformat() if text else None
    except ValueError as reason:
        raise faults.invalid(name, f"{text!r} is not a day") from reason


def _report(company: Company, name: str, period: tuple[str, str], columns: list[Body], rows: list[Body]) -> Body:
    header: Body = {
        "Time": moment(),
        "ReportName": name,
        "ReportBasis": "Accrual",
        "StartPeriod": period[0],
        "EndPeriod": period[1],
        "Currency": company.seed.currency,
        "Option": [{"Name": "NoReportData", "Value": "false" if rows else "true"}],
    }
    return {"Header": header, "Columns": {"Column": columns}, "Rows": {"Row": rows}}


def _money(cents: int) -> str:
    return format(from_cents(cents), "f")


def account_balances(company: Company, end: str) -> list[tuple[str, Body, int]]:
    """Id, account and debits less credits, in cents, up to `end`, of every account that was ever posted to by then."""
    rows = company.books.execute(
        "SELECT account, SUM(cents) FROM posting WHERE realm = ? AND date <= ? GROUP BY account ORDER BY account",
        (company.realm, end),
    ).fetchall()
    return [(str(row), company.member("Account", str(row)), cents) for row, cents in rows]


def _trial_balance(company: Company, start: str, end: str) -> Body:
    balances = account_balances(company, end)
    rows: list[Body] = []
    for number, account, cents in balances:
        debit, credit = (_money(cents), "") if cents >= 0 else ("", _money(-cents))
        cells = [{"value": account["FullyQualifiedName"], "id": number}, {"value": debit}, {"value": credit}]
        rows.append({"ColData": cells})
    totals = [sum(max(sign * cents, 0) for _, _, cents in balances) for sign in (1, -1)]
    assert totals[0] == totals[1], "the books do not balance"
    total_cells = [{"value": "TOTAL"}, *({"value": _money(cents)} for cents in totals)]
    rows.append({"Summary": {"ColData": total_cells}, "type": "Section", "group": "GrandTotal"})
    columns: list[Body] = [
        {"ColTitle": "", "ColType": "Account"},
        {"ColTitle": "Debit", "ColType": "Money"},
        {"ColTitle": "Credit", "ColType": "Money"},
    ]
    return _report(company, "TrialBalance", (start, end), columns, rows)


def _general_ledger(company: Company, start: str, end: str, wanted: list[str]) -> Body:
    listed = wanted or [account for account, _, _ in account_balances(company, end)]
    sections = [section for account in listed if (section := _ledger_section(company, account, start, end))]
    columns: list[Body] = [
        {"ColTitle": title, "ColType": kind, "MetaData": [{"Name": "ColKey", "Value": kind}]} for title, kind in LEDGER_COLUMNS
    ]
    return _report(company, "GeneralLedger", (start, end), columns, sections)


def _ledger_section(company: Company, id: str, start: str, end: str) -> Body | None:
    """One account's section: beginning balance, rows, total; amounts grow with the account's own side."""
    account = company.find_member("Account", id)
    if account is None:
        raise faults.invalid("account", f"there is no account {id}")
    sign = 1 if accounts.classification(account) in accounts.DEBIT_SIDE else -1
    opening = company.books.execute(
        "SELECT COALESCE(SUM(cents), 0), COUNT(*) FROM posting WHERE realm = ? AND account = ? AND date < ?",
        (company.realm, id, start),
    ).fetchone()
    found = company.books.execute(
        "SELECT p.date, e.kind, e.id, e.doc_number, p.name, p.memo, p.cents FROM posting p JOIN entity e"
        " ON e.realm = p.realm AND e.id = p.txn WHERE p.realm = ? AND p.account = ? AND p.date BETWEEN ? AND ?"
        " ORDER BY p.date, p.txn, p.rowid",
        (company.realm, id, start, end),
    ).fetchall()
    if not found and not opening[1]:
        return None
    balance, change = sign * opening[0], 0
    rows: list[Body] = [_ledger_row(("Beginning Balance", "", "", "", "", "", _money(balance)))]
    for day, kind, txn, number, name, memo, cents in found:
        change += sign * cents
        title, shown = TITLES.get(kind, kind), _money(sign * cents)
        rows.append(_ledger_row((day, title, number or "", name, memo, shown, _money(balance + change)), str(txn)))
    name = account["FullyQualifiedName"]
    total = _ledger_row((f"Total for {name}", "", "", "", "", _money(change), ""))
    return {
        "Header": {"ColData": [{"value": name, "id": id}, *({"value": ""} for _ in LEDGER_COLUMNS[1:])]},
        "Rows": {"Row": rows},
        "Summary": {"ColData": total["ColData"]},
        "type": "Section",
    }


def _ledger_row(cells: tuple[str, ...], txn: str = "") -> Body:
    data: list[Body] = [{"value": cell} for cell in cells]
    if txn:
        data[1]["id"] = txn
    return {"ColData": data, "type": "Data"}


def undeposited(company: Company) -> list[Body]:
    """What the Bank deposit page would offer: every transaction or journal line that is in an undeposited-funds account
    and in no deposit, oldest first. A deposit's own lines are never offered; an expense paid from there always is."""
    rows = company.books.execute(
        "SELECT p.txn, e.kind, p.line, p.date, e.doc_number, p.account, COALESCE(p.stated, p.cents) FROM posting p"
        " JOIN entity e ON e.realm = p.realm AND e.id = p.txn AND e.kind <> 'Deposit'"
        " LEFT JOIN link l ON l.realm = p.realm AND l.txn = p.txn AND l.line = p.line"
        " JOIN entity a ON a.realm = p.realm AND a.kind = 'Account' AND a.id = p.account"
        " AND json_extract(a.body, '$.AccountSubType') = ?"
        " WHERE p.realm = ? AND l.txn IS NULL AND p.cents <> 0 ORDER BY p.date, p.txn, p.rowid",
        (accounts.UNDEPOSITED, company.realm),
    ).fetchall()
    return [
        {
            "TxnId": str(txn),
            "TxnType": kind,
            "TxnLineId": line,
            "TxnDate": day,
            "DocNumber": number or "",
            "AccountRef": {"value": str(account)},
            "Amount": from_cents(cents),
        }
        for txn, kind, line, day, number, account, cents in rows
    ]


def state(company: Company) -> Body:
    """Counts of live entities and the trial balance (debits less credits), for a person and for tests."""
    counts = company.books.execute(
        "SELECT kind, COUNT(*) FROM entity WHERE realm = ? AND deleted = 0 GROUP BY kind ORDER BY kind",
        (company.realm,),
    ).fetchall()
    balances = account_balances(company, "9999-12-31")
    return {
        "realm": company.realm,
        "counts": dict(counts),
        "trial_balance": [
            {"id": number, "name": account["FullyQualifiedName"], "balance": from_cents(cents)} for number, account, cents in balances
        ],
        "sum": from_cents(sum(cents for _, _, cents in balances)),
        "book_close_date": company.book_close_date,
    }
