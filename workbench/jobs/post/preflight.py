"""Pre-flight: whether QuickBooks will take a plan as it is, asked before anything is written anywhere.

What is asked: are the books open on every date; are the accounts, items, customers and codes there and active; are the
document numbers free, and will QuickBooks keep them; is the currency its own; did somebody else book the payout already
(`jobs/post/guard.py`). Every answer is read anew, for a chart that was read yesterday says nothing about today.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.errors import Finding, NotReady, Unreachable
from workbench.jobs.post import accrued, guard, preflight_tax, rates
from workbench.jobs.post.guard import Documents, Question
from workbench.jobs.quickbooks.session import books_of
from workbench.money import plain
from workbench.posting.document import Document
from workbench.posting.exchange import Exchange
from workbench.posting.plan import Plan
from workbench.quickbooks.chart import Company as About
from workbench.quickbooks.client import Books
from workbench.store import closes, settings, settlements
from workbench.store.company import Company

NAMED = 5
"""How many documents or numbers a finding names before it counts the rest."""

CLOSED = "closed-books"

REFERENCES = {
    "AccountRef": "Account", "DepositToAccountRef": "Account", "FromAccountRef": "Account", "ToAccountRef": "Account",
    "ItemRef": "Item", "CustomerRef": "Customer", "ClassRef": "Class", "DepartmentRef": "Department", "TaxCodeRef": "TaxCode",
}  # fmt: skip
"""Members of a document that refer to something of a list."""

WORDS = {
    "Account": "account", "Item": "product or service", "Customer": "customer", "Vendor": "vendor", "Class": "class",
    "Department": "location", "TaxCode": "tax code", "SalesReceipt": "Sales receipt", "RefundReceipt": "Refund receipt",
    "JournalEntry": "Journal entry", "Purchase": "Expense",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Preflight:
    """What stands in the way of a plan, and the entries of others that a person has to look at."""

    findings: tuple[Finding, ...]
    questions: tuple[Question, ...]
    closed_through: str = ""
    """The last closed day of QuickBooks' books (ISO 8601)."""

    @property
    def blocking(self) -> list[Finding]:
        """Everything that keeps the plan from being posted."""
        asked = [finding_of(question) for question in self.questions]
        return [finding for finding in (*self.findings, *asked) if finding.blocks]


def check(company: Company, made: Plan) -> Preflight:
    """Ask QuickBooks; reads only. `Unreachable` when it does not answer. Needs the lines: only in the worker's program."""
    books = books_of(company)
    with company.state.read() as connection:
        s = settlements.current(connection, made.settlement_id)
    wanted = guard.wanted_of(company, s)
    about, documents = books.company(), guard.foreign_documents(company, books, made.documents, wanted)
    findings = (*accrued.findings(company, s, made), *_of_documents(company, books, about, made, documents))
    asked = guard.questions(company, wanted, documents)
    closed = about.close_date.isoformat() if about.close_date else ""
    return Preflight((*findings, *_lost_links(company, made, asked)), tuple(asked), closed)


def check_documents(company: Company, made: Plan) -> Preflight:
    """The same for documents of no payout (an accrual), where there is nothing that somebody else may have booked."""
    books = books_of(company)
    about, documents = books.company(), guard.numbered_documents(company, books, made.documents)
    closed = about.close_date.isoformat() if about.close_date else ""
    return Preflight(tuple(_of_documents(company, books, about, made, documents)), (), closed)


def _of_documents(company: Company, books: Books, about: About, made: Plan, documents: Documents) -> Iterator[Finding]:
    """What is asked of any document."""
    yield from _locked(company, made)
    yield from _closed_books(about, made)
    yield from _own_numbers(about, made)
    yield from _currency(about, made)
    yield from _references(books, about, made, _sold_into(company))
    yield from preflight_tax.findings(books, about, made, _names)
    yield from _numbers_taken(made, documents)


def require_clear(company: Company, made: Plan) -> None:
    """`NotReady` with the first thing in the way, and how many more there are."""
    require_none(check(company, made).blocking)


def require_none(blocking: Sequence[Finding]) -> None:
    """`NotReady` with the first of these, and how many more there are."""
    if blocking:
        first, more = blocking[0], len(blocking) - 1
        also = f" ({more} more: see the dry run)" if more else ""
        raise NotReady(f"{first.what}{also}", where=first.where, next=first.next)


def checks(company: Company, made: Plan) -> list[dict[str, Any]]:
    """The same for a page and for the command line, a check each; without QuickBooks, one that says so."""
    try:
        found = check(company, made)
    except Unreachable as error:
        return [_shape(Finding("not-checked", error.where, f"QuickBooks was not asked: {error.what}", error.next), made.currency)]
    listed = [_shape(finding, made.currency) for finding in found.findings]
    for one in listed:
        if one["code"] == CLOSED:
            one["closed_through"] = found.closed_through
    return listed + [_shape(finding_of(question), made.currency, question) for question in found.questions]


def foreign_entries(company: Company, settlement_id: str) -> list[dict[str, Any]]:
    """The entries of somebody else that may be the payout, as checks. No plan is needed, so this can be asked of any imported
    payout. `Unreachable` when QuickBooks does not answer."""
    books = books_of(company)
    with company.state.read() as connection:
        s = settlements.current(connection, settlement_id)
    wanted = guard.wanted_of(company, s)
    asked = guard.questions(company, wanted, guard.foreign_documents(company, books, (), wanted))
    return [_shape(finding_of(question), s.currency, question) for question in asked]


def finding_of(question: Question) -> Finding:
    """An entry of somebody else as a finding. It blocks while nobody has said what it is, and when it is the payout."""
    entry, answered = question.entry, question.answered
    what = f"{_called(entry.entity, entry.number or entry.quickbooks_id)} of {entry.date} was not made here. {' '.join(entry.reasons)}"
    is_payout = not question.open and answered is not None and answered.answer == "this-payout"
    if question.other:
        said = f"It is payout {question.other}."
    elif question.open:
        said = "Say whether it is this payout or something else (Post › Batches); nothing is posted until then."
    else:
        said = f"{answered.by if answered else ''}: {answered.because if answered else ''}"
    return Finding("foreign-entry", "QuickBooks", what, said, entry.amount, blocks=question.open or is_payout)


def _shape(finding: Finding, currency: str, question: Question | None = None) -> dict[str, Any]:
    return {
        "code": finding.code, "where": finding.where, "what": finding.what, "next": finding.next, "blocks": finding.blocks,
        "amount": None if finding.amount is None else plain(finding.amount, currency),
        "entry": None if question is None else _entry_shape(question),
    }  # fmt: skip


def _entry_shape(question: Question) -> dict[str, Any]:
    entry = question.entry
    answered = "" if question.open or question.answered is None else question.answered.answer
    return {
        "entity": entry.entity, "quickbooks_id": entry.quickbooks_id, "number": entry.number, "date": entry.date, "memo": entry.memo,
        "reasons": list(entry.reasons), "seen": entry.seen, "answer": answered, "other_payout": question.other,
    }  # fmt: skip


def _locked(company: Company, made: Plan) -> Iterator[Finding]:
    """Whether a document falls into a month that was locked here."""
    with company.state.read() as connection:
        try:
            closes.require_open(connection, {document.date for document in made.documents}, f"payout {made.settlement_id}")
        except NotReady as error:
            yield Finding("month-locked", error.where, error.what, error.next)


def _closed_books(about: About, made: Plan) -> Iterator[Finding]:
    """QuickBooks refuses what is dated in closed books (faults 6200 and 6210, "Account Period Closed")."""
    closed = about.close_date
    late = [d for d in made.documents if closed and d.date <= closed.isoformat()]
    if late and closed:
        yield Finding(
            CLOSED, _names(late),
            f"{len(late):,} of {len(made.documents):,} documents are dated on or before {closed.isoformat()}, the day through which "
            "QuickBooks' books are closed.",
            "Dates are never moved by themselves. Have the period opened in QuickBooks (Account and settings › Advanced › Accounting), or "
            "choose for this payout that they are posted on the first open day (Post › Batches).",
        )  # fmt: skip


def _own_numbers(about: About, made: Plan) -> Iterator[Finding]:
    """Without custom transaction numbers QuickBooks puts its own in the place of ours, and no document is found again."""
    if not about.custom_numbers and any(d.doc_number for d in made.documents):
        yield Finding(
            "numbers-off", "QuickBooks, Account and settings › Sales › Sales form content",
            "Custom transaction numbers are off: QuickBooks would number the documents itself, and none could be found by its order.",
            "Switch custom transaction numbers on there, then make a new dry run.",
        )  # fmt: skip


def _currency(about: About, made: Plan) -> Iterator[Finding]:
    """As QuickBooks is now: multicurrency may have been switched on since its chart was read (it cannot be switched off again)."""
    rate = made.exchange.rate if made.exchange else None
    found = rates.finding(made.settlement_id, Exchange(made.currency, about.home_currency, about.multicurrency, rate))
    if found:
        yield found
    elif about.multicurrency and not (made.exchange and made.exchange.several):
        yield Finding(
            "currency", "QuickBooks", "Multicurrency was switched on in QuickBooks since its chart was read; every document must now say "
            "its currency.", "Examine the company again under Set up › QuickBooks, then make a new dry run.",
        )  # fmt: skip


def _sold_into(company: Company) -> dict[str, str]:
    """Where the sales of each item go (item id -> account id), as QuickBooks was last read and the plan was made."""
    with company.state.read() as connection:
        return {i["id"]: i["income_account_id"] for i in settings.get(connection, "chart").get("items", [])}


def _references(books: Books, about: About, made: Plan, sold_into: Mapping[str, str]) -> Iterator[Finding]:
    """Accounts, items, customers and codes that are gone (fault 2500) or inactive (610), items whose sales go elsewhere by now, and
    what is kept in a currency that the payout's documents cannot have: a customer's must be theirs, an account's theirs or that of
    the books."""
    is_said = about.home_currency != made.currency and not about.multicurrency  # of the whole payout, by `_currency`
    allowed = frozenset() if is_said else frozenset((made.currency, about.home_currency))
    wanted: dict[str, set[str]] = {}
    for document in made.documents:
        for entity, member in references(document.body):
            wanted.setdefault(entity, set()).add(member)
    names = {account.id: account.name for account in made.trial_balance_effect}
    for entity, ids in sorted(wanted.items()):
        found = books.by_ids(entity, sorted(ids))
        for member in sorted(ids):
            name = names.get(member, "") if entity == "Account" else ""
            currencies = allowed & {made.currency} if entity in ("Customer", "Vendor") else allowed
            yield from _standing(entity, member, name, found.get(member), made.currency, currencies)
            if entity == "Item" and member in found:
                yield from _moved(found[member], sold_into.get(member, ""))


def _moved(item: Mapping[str, Any], account_id: str) -> Iterator[Finding]:
    """QuickBooks posts a line to the account that its item has now, not to the one that it had when we read it."""
    if (item.get("IncomeAccountRef") or {}).get("value", "") != account_id:
        name = item.get("FullyQualifiedName") or item.get("Name") or item.get("Id")
        yield Finding(
            "item-account", f"QuickBooks, {WORDS['Item']} {name}", f"The sales of {name} go to another account in QuickBooks by now.",
            "Read the products anew (Review › Products, or Set up › QuickBooks), then make a new dry run.",
        )  # fmt: skip


def _standing(
    entity: str, id: str, name: str, there: Mapping[str, Any] | None, currency: str, currencies: frozenset[str]
) -> Iterator[Finding]:
    name = name or str((there or {}).get("DisplayName") or (there or {}).get("FullyQualifiedName") or (there or {}).get("Name") or id)
    place, mend = f"QuickBooks, {WORDS[entity]} {name}", "Choose another under Review › Mapping or Set up, then make a new dry run."
    if there is None:
        yield Finding(f"{entity.lower()}-gone", place, f"The {WORDS[entity]} {name} is not in QuickBooks any more.", mend)
    elif there.get("Active", True) is not True:
        yield Finding(f"{entity.lower()}-inactive", place, f"The {WORDS[entity]} {name} is inactive in QuickBooks.",
                      f"Make it active there. Or: {mend[0].lower()}{mend[1:]}")  # fmt: skip
    elif currencies and (own := (there.get("CurrencyRef") or {}).get("value", currency)) not in currencies:
        also = f"Each currency has a {WORDS[entity]} of its own (Set up › Settings)." if entity in ("Customer", "Vendor") else mend
        yield Finding("currency", place, f"The {WORDS[entity]} {name} is kept in {own}, the payout is in {currency}.", also)


def references(value: Any, party: str = "Customer") -> Iterator[tuple[str, str]]:
    """The members of lists that a document's body refers to, as (entity, id). TAX and NON, the words of companies in the United
    States, are no members. `party` is the kind of an `EntityRef` that does not say it itself.

    >>> sorted(references({"CustomerRef": {"value": "7"}, "Line": [{"ItemRef": {"value": "3"}, "TaxCodeRef": {"value": "NON"}}]}))
    [('Customer', '7'), ('Item', '3')]
    """
    if isinstance(value, Mapping):
        for name, of in value.items():
            if name == "EntityRef":
                yield str(of.get("type") or value.get("Type") or party), str(of["value"])
            elif name in REFERENCES:
                if str(of["value"]) not in ("TAX", "NON"):
                    yield REFERENCES[name], str(of["value"])
            else:
                yield from references(of, party)
    elif isinstance(value, list):
        for one in value:
            yield from references(one, party)


def _numbers_taken(made: Plan, documents: Documents) -> Iterator[Finding]:
    """QuickBooks does not tell capitals apart in numbers (fault 6140 for one that is taken)."""
    by_number = {(entity, str(found.get("DocNumber", "")).casefold()) for (entity, _), found in documents.items()}
    taken = [d for d in made.documents if d.doc_number and (d.entity, d.doc_number.casefold()) in by_number]
    if taken:
        yield Finding(
            "numbers-taken", _names(taken),
            f"{len(taken):,} of {len(made.documents):,} documents would have a number that is on a document in QuickBooks not made here.",
            "If those are the same orders, exclude them under Review › Integration transactions, or say that they are this payout; "
            "otherwise give them other numbers in QuickBooks.",
        )  # fmt: skip


def _lost_links(company: Company, made: Plan, asked: Sequence[Question]) -> Iterator[Finding]:
    """An entry that was said to be the payout, and is not to be found any more: nobody has the payout in the books now."""
    there = {question.entry.place for question in asked}
    for place, answered in guard.answers_of(company, made.settlement_id).items():
        if answered.answer == "this-payout" and place not in there:
            yield Finding(
                "elsewhere-lost", f"QuickBooks, {answered.entity} {answered.quickbooks_id}",
                f"What stands for this payout is not in QuickBooks any more, or was changed beyond recognition: {answered.shown}",
                "Look in QuickBooks; then take the answer back (Post › Batches), so that the payout can be posted from here.",
            )  # fmt: skip


def _names(documents: Iterable[Document]) -> str:
    """The documents by name, the first few of them."""
    each = list(dict.fromkeys(f"{_called(d.entity, d.doc_number)} of {d.date}" for d in documents))
    more = f" and {len(each) - NAMED:,} more" if len(each) > NAMED else ""
    return ", ".join(each[:NAMED]) + more


def _called(entity: str, number: str) -> str:
    return f"{WORDS.get(entity, entity)} {number}".strip()
