"""Pre-flight, the tax codes: Amazon's tax is lines on accounts of their own, and QuickBooks' tax engine must add nothing to them.

Documents say that no tax applies (`GlobalTaxCalculation` NotApplicable), and Intuit does not say what becomes of a rate that
a line's code has nevertheless. A code whose rates would come to so much as a cent is therefore refused before anything is
sent, with what it would add.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from workbench.errors import Finding
from workbench.money import HUNDREDTH, ZERO, exact, total
from workbench.posting.document import Document
from workbench.posting.plan import Plan
from workbench.quickbooks.chart import Company as About
from workbench.quickbooks.client import Books
from workbench.quickbooks.tax_codes import TaxCode

AMERICAN = ("TAX", "NON")
"""The words of companies in the United States; elsewhere a code is a member of a list."""

NEED_CODES = ("SalesItemLineDetail", "AccountBasedExpenseLineDetail")
"""Lines that QuickBooks wants a code on in Canada."""

MEND = "Choose the tax code of each category under Review › Mapping, then make a new dry run."

Coded = tuple[Document, str, Decimal, bool]
"""A line that bears a tax code: its document, the code, its amount (+ as the document's total counts it), whether it is a sale."""


def findings(books: Books, about: About, made: Plan, names: Callable[[Iterable[Document]], str]) -> Iterator[Finding]:
    """A company in the United States knows TAX and NON alone (fault 6100); one in Canada that charges sales tax wants a code on
    every line of a receipt (fault 6000, seen in production); and no code may add tax. `names` names documents in words."""
    coded = list(_coded(made.documents))
    if about.country in ("US", "USA"):
        strange = [document for document, code, *_ in coded if code not in AMERICAN]
        if strange:
            yield Finding("tax-code", names(strange), "A company in the United States takes only TAX and NON as tax codes.", MEND)
        return
    if about.country in ("CA", "CAN"):
        bare = [document for document in made.documents if _lacks_code(document)]
        if bare and any(code.active for code in books.tax_codes()):
            yield Finding("tax-code-missing", names(bare), "QuickBooks wants a tax code on every line of a receipt in Canada.", MEND)
    for code in books.taxes_of(sorted({code for _, code, *_ in coded})).values():
        yield from _adding(code, [line for line in coded if line[1] == code.id], names)


def _adding(code: TaxCode, lines: Sequence[Coded], names: Callable[[Iterable[Document]], str]) -> Iterator[Finding]:
    """What a code would add, a document at a time: QuickBooks rounds each rate on the sum of a document's lines."""
    taxes: dict[str, tuple[Document, Decimal]] = {}
    for document, _, amount, is_sale in lines:
        for rate, percent in code.on_sales if is_sale else code.on_purchases:
            key = f"{document.key} {rate}"
            taxes[key] = (document, taxes.get(key, (document, ZERO))[1] + amount * percent / 100)
    rounded = [(document, tax.quantize(HUNDREDTH, ROUND_HALF_UP)) for document, tax in taxes.values()]
    touched = [document for document, tax in rounded if tax]
    if touched:
        added = exact(total(abs(tax) for _, tax in rounded))
        count = len({document.key for document in touched})
        documents = "1 document" if count == 1 else f"{count:,} documents"
        yield Finding(
            "tax-code-adds", names(touched),
            f"The tax code {code.name} has a rate of {_rate_words(code)}: on {documents} QuickBooks' own tax would add {added} to what "
            "Amazon paid, and the payout would not tie out.",
            f"Amazon's lines of tax go to accounts of their own and need no rate. {MEND.replace('the tax code', 'a code without a rate')}",
            added,
        )  # fmt: skip


def _rate_words(code: TaxCode) -> str:
    """Its rates as a person reads them, each percent once."""
    percents = [percent for _, percent in code.on_sales or code.on_purchases if percent]
    return " and ".join(f"{percent.normalize():f} %" for percent in percents)


def _coded(documents: Iterable[Document]) -> Iterator[Coded]:
    for document in documents:
        for line in document.body.get("Line", []):
            detail = line.get(line.get("DetailType", ""), {})
            code = str((detail.get("TaxCodeRef") or {}).get("value", ""))
            if code:
                yield document, code, _signed(line, detail), _is_sale(line, detail)


def _signed(line: Mapping[str, Any], detail: Mapping[str, Any]) -> Decimal:
    """A journal entry's debits and credits count against each other."""
    return exact(-line["Amount"] if detail.get("PostingType") == "Credit" else line["Amount"])


def _is_sale(line: Mapping[str, Any], detail: Mapping[str, Any]) -> bool:
    return line["DetailType"] == "SalesItemLineDetail" or detail.get("TaxApplicableOn") == "Sales"


def _lacks_code(document: Document) -> bool:
    lines = [line for line in document.body.get("Line", []) if line.get("DetailType") in NEED_CODES]
    return any(not line[line["DetailType"]].get("TaxCodeRef") for line in lines)
