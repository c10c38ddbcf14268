"""One practice company: its entities, its ledger, and the links between deposits and what they deposit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from workbench.money import from_cents, to_cents
from workbench.practice import accounts, faults
from workbench.practice.books import Books
from workbench.practice.charts import TAX_PAYABLE
from workbench.practice.entities import KINDS
from workbench.practice.postings import Posting
from workbench.practice.seeds import Seed, first_entities, seed_for
from workbench.practice.switches import Switches
from workbench.practice.wire import Body, Encoded, decode, encode


@dataclass(frozen=True, slots=True)
class LinkSource:
    """What a deposit line may link: the kind of transaction, the account its money waits in, signed cents of its own currency, and
    of the home currency."""

    kind: str
    account: str
    cents: int
    home: int


def now() -> str:
    """This second, in UTC, in the form MetaData carries and SQL can compare."""
    return datetime.now(UTC).isoformat(timespec="seconds")


class Company:
    """A company's books. Every method works inside the transaction the caller opened."""

    def __init__(self, books: Books, realm: str, seed: Seed, *, is_new: bool = False) -> None:
        self.is_new = is_new
        self.books = books
        self.realm = realm
        self.seed = seed

    @classmethod
    def open(cls, books: Books, realm: str) -> Company:
        """The company of this realm, made from its seed on first use; fault 3100 for an unknown prefix."""
        seed = seed_for(realm)
        if seed is None:
            raise faults.no_access(realm)
        is_new = books.execute("INSERT OR IGNORE INTO company (realm) VALUES (?)", (realm,)).rowcount == 1
        company = cls(books, realm, seed, is_new=is_new)
        if is_new:
            for kind, body in first_entities(seed):
                company.insert(kind, company.finish_name(kind, body))
        return company

    @property
    def switches(self) -> Switches:
        """How strict this company is."""
        return self.books.switches(self.realm)

    @property
    def book_close_date(self) -> str | None:
        """The last closed day, ISO; None while nothing is closed."""
        row = self.books.execute("SELECT book_close_date FROM company WHERE realm = ?", (self.realm,)).fetchone()
        return row[0] if row else None

    def close_books(self, date: str | None) -> None:
        """Close the books up to and including this day, or open them with None."""
        self.books.execute("UPDATE company SET book_close_date = ? WHERE realm = ?", (date, self.realm))

    def _next(self, counter: str) -> str:
        sql = f"UPDATE company SET {counter} = {counter} + 1 WHERE realm = ? RETURNING {counter}"
        return str(self.books.execute(sql, (self.realm,)).fetchone()[0])

    def next_number(self) -> str:
        """The number QuickBooks gives a document when custom numbers are off."""
        return self._next("last_number")

    # --- entities -----------------------------------------------------------------------------------------------

    def find(self, kind: str, id: str) -> Body | None:
        """The live entity, or None."""
        row = self.books.execute(
            "SELECT body FROM entity WHERE realm = ? AND kind = ? AND id = ? AND deleted = 0", (self.realm, kind, id)
        ).fetchone()
        return decode(row[0]) if row else None

    def member(self, kind: str, id: str) -> Body:
        """A list entity that is known to exist; do not change the body, it is shared."""
        found = self.find_member(kind, id)
        assert found is not None, f"{kind} {id} was looked up before"
        return found

    def find_member(self, kind: str, id: str) -> Body | None:
        """A list entity, remembered between requests; do not change the body, it is shared."""
        key = (self.realm, kind, id)
        if key not in self.books.cache:
            found = self.find(kind, id)
            if found is None:
                return None
            self.books.cache[key] = found
        return self.books.cache[key]

    def shown(self, kind: str, id: str, text: str) -> Encoded:
        """The JSON text of an entity as it is answered: an account carries its balance of this moment.

        Balances are debit-positive; income and expense accounts show 0, as QuickBooks' Account page has it.
        """
        if kind != "Account":
            return Encoded(text)
        body = decode(text)
        on_sheet = accounts.classification(body) in accounts.BALANCE_SHEET
        balance = from_cents(self._own_balance(id, body) if on_sheet else 0)
        return Encoded(encode(body | {"CurrentBalance": balance, "CurrentBalanceWithSubAccounts": balance}))

    def finish_name(self, kind: str, body: Body) -> Body:
        """A list entity with what QuickBooks fills in: Active, the full name, an account's classification."""
        body.setdefault("Active", True)
        name, parent = body[KINDS[kind].name_field], body.get("ParentRef")
        full = f"{self.member(kind, parent['value'])['FullyQualifiedName']}:{name}" if parent else name
        body["FullyQualifiedName"] = full
        if kind == "Account":
            side, subtype = accounts.TYPES[body["AccountType"]]
            body.setdefault("AccountSubType", subtype)
            body.setdefault("CurrencyRef", {"value": self.seed.currency})
            body |= {"Classification": side, "SubAccount": bool(parent)}
        elif kind in ("Customer", "Vendor"):
            body.setdefault("CurrencyRef", {"value": self.seed.currency, "name": self.seed.currency_name})
        return body

    def insert(self, kind: str, body: Body) -> Body:
        """Give the entity its Id, SyncToken 0 and MetaData, and keep it."""
        moment = now()
        body |= {"Id": self._next("last_id"), "SyncToken": "0", "domain": "QBO", "sparse": False}
        body["MetaData"] = {"CreateTime": moment, "LastUpdatedTime": moment}
        self.books.execute(
            "INSERT INTO entity (realm, kind, id, sync_token, doc_number, txn_date, name, active, cents, created,"
            " updated, body) VALUES (?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?)",
            (self.realm, kind, body["Id"], *_columns(kind, body), moment, moment, encode(body)),
        )
        return body

    def replace(self, kind: str, body: Body) -> Body:
        """Keep a changed entity under its Id: the SyncToken goes up by one."""
        moment = now()
        body |= {"SyncToken": str(int(body["SyncToken"]) + 1), "domain": "QBO", "sparse": False}
        body["MetaData"] = body["MetaData"] | {"LastUpdatedTime": moment}
        self.books.execute(
            "UPDATE entity SET sync_token = ?, doc_number = ?, txn_date = ?, name = ?, active = ?, cents = ?,"
            " updated = ?, body = ? WHERE realm = ? AND kind = ? AND id = ?",
            (body["SyncToken"], *_columns(kind, body), moment, encode(body), self.realm, kind, body["Id"]),
        )
        self.books.cache.pop((self.realm, kind, body["Id"]), None)
        return body

    def bury(self, kind: str, id: str) -> None:
        """Delete a transaction with its postings and links; a tombstone stays for change data capture."""
        moment = now()
        stone: Body = {"domain": "QBO", "status": "Deleted", "Id": id, "MetaData": {"LastUpdatedTime": moment}}
        self.books.execute(
            "UPDATE entity SET deleted = 1, doc_number = NULL, updated = ?, body = ? WHERE realm = ? AND kind = ? AND id = ?",
            (moment, encode(stone), self.realm, kind, id),
        )
        self.post(id, "", [])
        self.books.execute("DELETE FROM link WHERE realm = ? AND (deposit = ? OR txn = ?)", (self.realm, id, id))

    def id_by_number(self, kind: str, number: str) -> str | None:
        """The document that has this DocNumber."""
        row = self.books.execute(
            "SELECT id FROM entity WHERE realm = ? AND kind = ? AND doc_number = ?", (self.realm, kind, number)
        ).fetchone()
        return str(row[0]) if row else None

    def ids_by_name(self, kinds: Iterable[str], name: str) -> list[tuple[str, str]]:
        """Kind and id of the active list entities of these kinds with this name, whatever its case."""
        wanted = set(kinds)
        rows = self.books.execute("SELECT kind, id FROM entity WHERE realm = ? AND name = ? AND active = 1", (self.realm, name))
        return [(kind, str(found)) for kind, found in rows if kind in wanted]

    # --- ledger -------------------------------------------------------------------------------------------------

    def post(self, txn: str, date: str, rows: list[Posting]) -> None:
        """Replace what the transaction posted; the accounts' balances follow."""
        before = self.books.execute(
            "DELETE FROM posting WHERE realm = ? AND txn = ? RETURNING account, cents", (self.realm, txn)
        ).fetchall()
        moves: dict[int, int] = {}
        for account, cents in before:
            moves[account] = moves.get(account, 0) - cents
        for row in rows:
            moves[int(row.account)] = moves.get(int(row.account), 0) + row.cents
        self.books.execute_many(
            "INSERT INTO posting (realm, txn, line, account, date, cents, stated, memo, name) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [(self.realm, txn, row.line, row.account, date, row.cents, row.stated, row.memo, row.name) for row in rows],
        )
        self.books.execute_many(
            "INSERT INTO balance (realm, account, cents) VALUES (?, ?, ?)"
            " ON CONFLICT (realm, account) DO UPDATE SET cents = cents + excluded.cents",
            [(self.realm, account, cents) for account, cents in moves.items() if cents],
        )

    def balance(self, account: str) -> int:
        """Debits less credits of the account, in cents."""
        row = self.books.execute("SELECT cents FROM balance WHERE realm = ? AND account = ?", (self.realm, account)).fetchone()
        return int(row[0]) if row else 0

    def is_foreign(self, body: Body) -> bool:
        """Whether a document, account, customer or vendor is in another currency than the company's own."""
        return bool(body.get("CurrencyRef", {}).get("value", self.seed.currency) != self.seed.currency)

    def _own_balance(self, account: str, body: Body) -> int:
        """The balance in the account's own currency: a foreign account is shown in it (documented)."""
        if not self.is_foreign(body):
            return self.balance(account)
        sql = "SELECT COALESCE(SUM(COALESCE(stated, cents)), 0) FROM posting WHERE realm = ? AND account = ?"
        return int(self.books.execute(sql, (self.realm, account)).fetchone()[0])

    def exchange_account(self) -> str:
        """The account of exchange gains and losses, made when it is first needed."""
        found = self.account_of_subtype(accounts.EXCHANGE)
        if found is not None:
            return found
        body: Body = {"Name": "Exchange Gain or Loss", "AccountType": "Other Expense", "AccountSubType": accounts.EXCHANGE}
        return str(self.insert("Account", self.finish_name("Account", body))["Id"])

    def account_of_subtype(self, subtype: str) -> str | None:
        """The first active account of this subtype."""
        row = self.books.execute(
            "SELECT id FROM entity WHERE realm = ? AND kind = 'Account' AND active = 1"
            " AND json_extract(body, '$.AccountSubType') = ? ORDER BY id",
            (self.realm, subtype),
        ).fetchone()
        return str(row[0]) if row else None

    def tax_account(self) -> str:
        """The account the tax of receipts goes to."""
        found = self.account_of_subtype(TAX_PAYABLE)
        assert found is not None, "a company with tax codes has the account"
        return found

    # --- links between deposits and what they deposit -----------------------------------------------------------

    def link_source(self, txn: str, line: str) -> LinkSource | None:
        """What a deposit line naming this transaction and line would deposit; None when there is nothing.

        `line` is "0" for a whole transaction and the line's Id for a journal entry.
        """
        rows = self.books.execute(
            "SELECT e.kind, p.account, COALESCE(p.stated, p.cents), p.cents FROM posting p"
            " JOIN entity e ON e.realm = p.realm AND e.id = p.txn AND e.deleted = 0 WHERE p.realm = ? AND p.txn = ? AND p.line = ?",
            (self.realm, txn, line),
        ).fetchall()
        sources = [LinkSource(kind, str(account), cents, home) for kind, account, cents, home in rows]
        waiting = [source for source in sources if accounts.is_undeposited(self.member("Account", source.account))]
        return next(iter(waiting or sources), None)

    def deposit_of(self, txn: str, line: str | None = None) -> str | None:
        """The deposit that links this transaction, or this line of it."""
        row = self.books.execute(
            "SELECT deposit FROM link WHERE realm = ? AND txn = ? AND (? IS NULL OR line = ?)",
            (self.realm, txn, line, line),
        ).fetchone()
        return str(row[0]) if row else None

    def link(self, deposit: str, sources: list[tuple[str, str]]) -> None:
        """Replace what the deposit links: (transaction, line) pairs."""
        self.books.execute("DELETE FROM link WHERE realm = ? AND deposit = ?", (self.realm, deposit))
        self.books.execute_many(
            "INSERT INTO link (realm, txn, line, deposit) VALUES (?, ?, ?, ?)",
            [(self.realm, txn, line, deposit) for txn, line in sources],
        )

    def match_bank(self, deposit: str, *, matched: bool = True) -> None:
        """Mark a deposit as matched with a bank line, as a person does in the bank feed."""
        self.books.execute(
            "UPDATE entity SET matched = ? WHERE realm = ? AND kind = 'Deposit' AND id = ?",
            (matched, self.realm, deposit),
        )

    def is_matched(self, kind: str, id: str) -> bool:
        """Whether a person matched it with a bank line."""
        row = self.books.execute("SELECT matched FROM entity WHERE realm = ? AND kind = ? AND id = ?", (self.realm, kind, id)).fetchone()
        return bool(row and row[0])


def _columns(kind: str, body: Body) -> tuple[Any, ...]:
    """The indexed columns of an entity: DocNumber, TxnDate, name, active, cents."""
    name_field = KINDS[kind].name_field
    cents = to_cents(body["TotalAmt"]) if "TotalAmt" in body else None
    name = body[name_field] if name_field else None
    return body.get("DocNumber"), body.get("TxnDate"), name, body.get("Active", True), cents
