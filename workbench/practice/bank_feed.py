"""The bank's side: the lines that come to the bank accounts, and what a person does with each of them.

For every deposit the bank brings a line of the same amount. Match ties the two together. Add instead makes a second
deposit of the same money, and the first stays unmatched for ever: the mistake a bookkeeper must be kept from.
QuickBooks' API tells nothing of all this; only the `/_practice` endpoints do.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from workbench.money import from_cents, to_cents
from workbench.practice.company import Company
from workbench.practice.desk import Options, write
from workbench.practice.entities import KINDS
from workbench.practice.wire import Body, decode

DESCRIPTION = "AMAZON PAYMENTS"
"""What the bank writes beside a payout (assumed; banks differ)."""

REACH = timedelta(days=90)
"""How far from the line's day a deposit is still proposed (assumed)."""

DEPOSITS = (
    "SELECT e.id, json_extract(e.body, '$.DepositToAccountRef.value') AS account, e.txn_date, e.cents, e.matched FROM entity e"
    " WHERE e.realm = ? AND e.kind = 'Deposit' AND e.deleted = 0 AND e.cents <> 0"
    " AND NOT EXISTS (SELECT 1 FROM bank_line b WHERE b.realm = e.realm AND b.added = e.id)"
)
"""Live deposits that were not made by Add."""


class BankError(ValueError):
    """What is asked of the bank feed cannot be done, in words."""


def lines(company: Company) -> list[Body]:
    """Every line of the bank, newest last: `State` is "for review", "matched" or "added"; `Deposit` is the deposit it
    was matched with or made into; `Proposed` are the deposits QuickBooks offers for a line that waits."""
    _bring(company)
    rows = company.books.execute(
        "SELECT id, account, date, cents, description, deposit, added FROM bank_line WHERE realm = ? ORDER BY date, id", (company.realm,)
    ).fetchall()
    deposits = company.books.execute(DEPOSITS, (company.realm,)).fetchall()
    return [_told(company, row, deposits) for row in rows]


def _told(company: Company, row: Any, deposits: list[Any]) -> Body:
    line, account, day, cents, description, deposit, added = row
    told: Body = {"Id": str(line), "AccountRef": {"value": str(account)}, "TxnDate": day, "Amount": from_cents(cents)}
    told |= {"Description": description, "State": "for review", "Deposit": "", "Proposed": []}
    if added is not None and company.find("Deposit", str(added)):
        return told | {"State": "added", "Deposit": str(added)}
    if deposit is not None and company.find("Deposit", str(deposit)) and company.is_matched("Deposit", str(deposit)):
        return told | {"State": "matched", "Deposit": str(deposit)}
    offered = [str(found) for found, bank, dated, total, matched in deposits
               if (int(bank), total) == (account, cents) and not matched and _near(dated, day)]  # fmt: skip
    return told | {"Proposed": offered}


def _near(first: str, second: str) -> bool:
    return abs(date.fromisoformat(first) - date.fromisoformat(second)) <= REACH


def _bring(company: Company) -> None:
    """A line for each deposit to a bank account that has none: one that waits for such an amount, else a new one."""
    rows = company.books.execute(
        f"{DEPOSITS} AND NOT EXISTS (SELECT 1 FROM bank_line b WHERE b.realm = e.realm AND b.deposit = e.id) ORDER BY e.id",
        (company.realm,),
    ).fetchall()
    for deposit, account, day, cents, _ in rows:
        if company.member("Account", account)["AccountType"] != "Bank":
            continue
        line = _unclaimed(company, account, cents)
        if line is None:
            line = _insert(company, account, day, cents, DESCRIPTION)
        _set(company, line, "deposit", deposit)


def _unclaimed(company: Company, account: str, cents: int) -> int | None:
    """A line of this amount that is nobody's: neither added nor a living deposit's."""
    row = company.books.execute(
        "SELECT b.id FROM bank_line b WHERE b.realm = ? AND b.account = ? AND b.cents = ? AND NOT EXISTS (SELECT 1 FROM entity e"
        " WHERE e.realm = b.realm AND e.id IN (b.deposit, b.added) AND e.deleted = 0) ORDER BY b.date, b.id",
        (company.realm, account, cents),
    ).fetchone()
    return row[0] if row else None


def _insert(company: Company, account: str, day: str, cents: int, description: str) -> int:
    (line,) = company.books.execute(
        "INSERT INTO bank_line (realm, id, account, date, cents, description)"
        " SELECT ?1, COALESCE(MAX(id), 0) + 1, ?2, ?3, ?4, ?5 FROM bank_line WHERE realm = ?1 RETURNING id",
        (company.realm, account, day, cents, description),
    ).fetchone()
    return int(line)


def _set(company: Company, line: int | str, column: str, deposit: int | str | None) -> None:
    company.books.execute(f"UPDATE bank_line SET {column} = ? WHERE realm = ? AND id = ?", (deposit, company.realm, line))


def bring(company: Company, account: str, day: str, amount: Decimal, description: str) -> Body:
    """A line comes to a bank account before anything is posted; `BankError` when there is no such bank account."""
    found = company.find_member("Account", account)
    if found is None or found["AccountType"] != "Bank":
        raise BankError(f"there is no bank account {account}")
    return _line(company, str(_insert(company, account, date.fromisoformat(day).isoformat(), to_cents(amount), description)))


def match(company: Company, line: str, deposit: str) -> Body:
    """A person presses Match: line and deposit belong together; `BankError` when the deposit is not proposed for it."""
    if deposit not in _waiting(company, line)["Proposed"]:
        raise BankError(f"deposit {deposit} is not proposed for bank line {line}")
    # Another line may have been brought for that deposit; it waits on as nobody's.
    company.books.execute("UPDATE bank_line SET deposit = NULL WHERE realm = ? AND deposit = ?", (company.realm, deposit))
    _set(company, line, "deposit", deposit)
    company.match_bank(deposit)
    return _line(company, line)


def add(company: Company, line: str, account: str) -> Body:
    """A person presses Add instead: a second deposit of the same money, booked to `account`."""
    found = _waiting(company, line)
    if company.find_member("Account", account) is None:
        raise BankError(f"there is no account {account}")
    part: Body = {"DetailType": "DepositLineDetail", "Amount": found["Amount"], "Description": found["Description"]}
    part["DepositLineDetail"] = {"AccountRef": {"value": account}}
    body: Body = {"TxnDate": found["TxnDate"], "DepositToAccountRef": dict(found["AccountRef"]), "Line": [part]}
    made = decode(write(company, KINDS["Deposit"], body, Options(by_hand=True))["Deposit"])
    company.match_bank(made["Id"])
    _set(company, line, "added", made["Id"])
    return _line(company, line)


def undo(company: Company, line: str) -> Body:
    """A person undoes it: the match is taken back, or the added deposit deleted; the line is for review again."""
    found = _line(company, line)
    if found["State"] == "for review":
        raise BankError(f"bank line {line} is for review already")
    if found["State"] == "added":
        write(company, KINDS["Deposit"], {"Id": found["Deposit"]}, Options(operation="delete", by_hand=True))
        _set(company, line, "added", None)
    else:
        company.match_bank(found["Deposit"], matched=False)
    return _line(company, line)


def _line(company: Company, id: str) -> Body:
    found = next((line for line in lines(company) if line["Id"] == id), None)
    if found is None:
        raise BankError(f"there is no bank line {id}")
    return found


def _waiting(company: Company, id: str) -> Body:
    found = _line(company, id)
    if found["State"] != "for review":
        raise BankError(f"bank line {id} is {found['State']} already")
    return found
