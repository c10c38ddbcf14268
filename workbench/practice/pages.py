"""Pages for a person: what is in a practice company's books. They only show; nothing can be changed here.

/                                the companies
/company/us-demo                 payments waiting to be deposited, the bank's lines, the accounts
/company/us-demo/account/2       an account's register (?page=2 for older rows)
/company/us-demo/document/26     a document as the API gives it
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from workbench.money import from_cents, total
from workbench.practice import accounts, bank_feed, reports
from workbench.practice.books import Books
from workbench.practice.company import Company
from workbench.practice.markup import Html, Row, link, money, paragraph, table, whole
from workbench.practice.seeds import seed_for
from workbench.practice.wire import Body, decode

ROWS = 200
"""Rows of a table on one page."""


def page(books: Books, parts: list[str], query: dict[str, str]) -> str | None:
    """The page at this path; None when there is none. Looking at a company that is not there does not make it."""
    if not parts:
        return _home(books)
    company = _company(books, parts[1]) if len(parts) > 1 else None
    if company is None:
        return None
    match parts[2:]:
        case []:
            return _overview(company)
        case ["account", id] if (account := company.find("Account", id)) is not None:
            number = query.get("page", "1")
            return _register(company, account, max(int(number), 1) if number.isdecimal() else 1)
        case ["document", id]:
            return _document(company, id)
    return None


def _company(books: Books, realm: str) -> Company | None:
    seed = seed_for(realm)
    known = books.execute("SELECT 1 FROM company WHERE realm = ?", (realm,)).fetchone()
    return Company(books, realm, seed) if seed and known else None


def _home(books: Books) -> str:
    realms = [realm for (realm,) in books.execute("SELECT realm FROM company ORDER BY realm")]
    found = [(realm, seed) for realm in realms if (seed := seed_for(realm))]
    rows: list[Row] = [(link(f"/company/{realm}", realm), seed.country_name, seed.currency) for realm, seed in found]
    return whole(
        "Practice QuickBooks",
        paragraph("Companies to practise on. This is not Intuit's QuickBooks, and nothing here leaves this machine."),
        table("Companies", ("Company", "Country", "Currency"), rows, empty="No company has been used yet."),
    )


def _overview(company: Company) -> str:
    closed = company.book_close_date
    state = f"Amounts are in {company.seed.currency}. " + (f"The books are closed through {closed}." if closed else "The books are open.")
    return whole(
        f"Practice company {company.realm}",
        paragraph(link("/", "All companies")),
        paragraph(state),
        _picker(company),
        _bank(company),
        _accounts(company),
    )


def _picker(company: Company) -> Html:
    waiting = reports.undeposited(company)
    rows: list[Row] = []
    for row in waiting[:ROWS]:
        document = _document_link(company, row["TxnId"], _title(row["TxnType"]))
        account = _account_link(company, row["AccountRef"]["value"])
        rows.append((row["TxnDate"], document, row["DocNumber"], account, money(row["Amount"])))
    if waiting:
        shown = "" if len(waiting) <= ROWS else f", the oldest {ROWS} of them shown"
        rows.append(("", f"Total of {len(waiting)}{shown}", "", "", money(total(row["Amount"] for row in waiting))))
    heads = ("Date", "Type", "No.", "Waits in", "Amount")
    return table("Bank deposit: payments waiting to be deposited", heads, rows, empty="Nothing is waiting.", amounts=1)


def _bank(company: Company) -> Html:
    rows: list[Row] = []
    for line in bank_feed.lines(company):
        deposits = [line["Deposit"]] if line["Deposit"] else line["Proposed"]
        named = Html(", ".join(_document_link(company, deposit, f"Deposit {deposit}") for deposit in deposits) or "none")
        rows.append((line["TxnDate"], line["Description"], line["State"], named, money(line["Amount"])))
    heads = ("Date", "Description", "State", "Deposit", "Amount")
    return table("Bank transactions", heads, rows, empty="No line has come from the bank.", amounts=1)


def _accounts(company: Company) -> Html:
    texts = company.books.execute("SELECT body FROM entity WHERE realm = ? AND kind = 'Account' ORDER BY id", (company.realm,))
    order = {kind: place for place, kind in enumerate(accounts.TYPES)}
    rows: list[Row] = []
    for account in sorted((decode(text) for (text,) in texts), key=lambda account: order[account["AccountType"]]):
        balance = from_cents(_sign(account) * company.balance(account["Id"]))
        state = "" if account["Active"] else "inactive"
        rows.append((_account_link(company, account["Id"]), account["AccountType"], state, money(balance)))
    return table("Chart of accounts", ("Account", "Type", "State", "Balance"), rows, empty="", amounts=1)


def _register(company: Company, account: Body, number: int) -> str:
    """The newest rows first; the balance after each row is on the account's own side of the books."""
    found = company.books.execute(
        "SELECT p.date, e.kind, p.txn, e.doc_number, p.name, p.memo, p.cents,"
        " SUM(p.cents) OVER (ORDER BY p.date, p.txn, p.rowid) FROM posting p JOIN entity e ON e.realm = p.realm AND e.id = p.txn"
        " WHERE p.realm = ? AND p.account = ? ORDER BY p.date DESC, p.txn DESC, p.rowid DESC LIMIT ? OFFSET ?",
        (company.realm, account["Id"], ROWS + 1, (number - 1) * ROWS),
    ).fetchall()
    rows: list[Row] = []
    for day, kind, txn, doc_number, name, memo, cents, balance in found[:ROWS]:
        amount, after = money(from_cents(abs(cents))), money(from_cents(_sign(account) * balance))
        debit, credit = (amount, "") if cents >= 0 else ("", amount)
        rows.append((day, _document_link(company, str(txn), _title(kind)), doc_number or "", name, memo, debit, credit, after))
    here = f"/company/{company.realm}/account/{account['Id']}"
    turns = [link(f"{here}?page={number - 1}", "Newer rows")] if number > 1 else []
    turns += [link(f"{here}?page={number + 1}", "Older rows")] if len(found) > ROWS else []
    back = link(f"/company/{company.realm}", f"Practice company {company.realm}")
    heads = ("Date", "Type", "No.", "Name", "Memo", "Debit", "Credit", "Balance")
    return whole(
        f"Register: {account['FullyQualifiedName']}",
        paragraph(back),
        table(f"{account['AccountType']}, {company.seed.currency}", heads, rows, empty="Nothing was posted here.", amounts=3),
        paragraph(Html(" · ".join(turns))),
    )


def _document(company: Company, id: str) -> str | None:
    row = company.books.execute("SELECT kind, body FROM entity WHERE realm = ? AND id = ?", (company.realm, id)).fetchone()
    if row is None:
        return None
    back = link(f"/company/{company.realm}", f"Practice company {company.realm}")
    lines = Html("".join(_pretty(decode(row[1]))))
    return whole(f"{row[0]} {id}", paragraph(back), Html(f"<pre>{lines}</pre>"))


def _pretty(value: object, indent: str = "") -> Iterable[str]:
    """An entity as indented lines, one a field, escaped."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value, start=1) if isinstance(value, list) else ()
    for name, part in pairs:
        if isinstance(part, (dict, list)):
            yield f"{indent}{escape(str(name))}\n"
            yield from _pretty(part, indent + "    ")
        else:
            yield f"{indent}{escape(str(name))}: {escape(str(part))}\n"


def _title(kind: str) -> str:
    return reports.TITLES.get(kind, kind)


def _sign(account: Body) -> int:
    return 1 if accounts.classification(account) in accounts.DEBIT_SIDE else -1


def _document_link(company: Company, id: str, text: str) -> Html:
    return link(f"/company/{company.realm}/document/{id}", text)


def _account_link(company: Company, id: str) -> Html:
    return link(f"/company/{company.realm}/account/{id}", company.member("Account", id)["FullyQualifiedName"])
