"""Tax on receipts and purchases of companies that have tax codes; a United States company here collects none.

Tax is computed for each code on the sum of its lines, half up to the cent (Intuit: "Sales tax calculation"). Tax that
is included in the amounts, and tax on other documents, is not computed here and is refused rather than guessed.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from workbench.money import HUNDREDTH, ZERO
from workbench.practice import faults
from workbench.practice.draft import Draft, amount
from workbench.practice.references import references
from workbench.practice.wire import Body, decode

CALCULATIONS = ("TaxExcluded", "TaxInclusive", "NotApplicable")
TAXED = ("SalesReceipt", "RefundReceipt", "Purchase")
TAXED_LINES = ("SalesItemLineDetail", "AccountBasedExpenseLineDetail")


def check_tax_codes(draft: Draft) -> None:
    """6100 for a United States code other than TAX and NON; 6000 for a line without one elsewhere; 6170 for tax details
    together with NotApplicable (documented; the 6000 text was seen in production)."""
    if draft.company.seed.is_us:
        _check_words(draft)
        return
    calculation = draft.body.get("GlobalTaxCalculation", "TaxExcluded")
    if calculation not in CALCULATIONS:
        raise faults.invalid("GlobalTaxCalculation", f"is one of {', '.join(CALCULATIONS)}")
    if calculation == "NotApplicable":
        if draft.body.get("TxnTaxDetail"):
            raise faults.FaultError("6170", "Invalid tax detail", "TxnTaxDetail is not allowed with NotApplicable")
        return
    if draft.kind in TAXED:
        _check_every_line(draft)
    if any(_taxes_cannot_be_computed(draft, calculation)):
        raise faults.business("The practice company computes tax only on receipts and purchases with TaxExcluded")


def _check_words(draft: Draft) -> None:
    for field, _, reference in references(draft.kind, draft.body):
        if field == "TaxCodeRef" and isinstance(reference, dict) and reference.get("value") not in ("TAX", "NON"):
            raise faults.FaultError("6100", "Invalid Tax Code", "The tax code must be TAX or NON", "TaxCodeRef")
    given = (draft.body.get("TxnTaxDetail") or {}).get("TotalTax", 0)
    if amount(given, "TxnTaxDetail.TotalTax"):
        raise faults.business("Sales tax is not set up in this company", "TxnTaxDetail")


def _check_every_line(draft: Draft) -> None:
    for line in draft.body["Line"]:
        detail_type = line.get("DetailType", "")
        if detail_type in TAXED_LINES and not line[detail_type].get("TaxCodeRef"):
            raise faults.business("Make sure all your transactions have a GST/HST rate before you save.", "TaxCodeRef")


def _taxes_cannot_be_computed(draft: Draft, calculation: str) -> list[bool]:
    computed = draft.kind in TAXED and calculation == "TaxExcluded"
    used = [reference for field, _, reference in references(draft.kind, draft.body) if field == "TaxCodeRef"]
    return [not computed and _rate(draft, reference) != 0 for reference in used if isinstance(reference, dict)]


def _rate(draft: Draft, reference: Body) -> Decimal:
    """Percent of a tax code: the rate of the same name that the seed made with it."""
    code = draft.company.member("TaxCode", reference["value"])
    rates = draft.company.books.execute(
        "SELECT body FROM entity WHERE realm = ? AND kind = 'TaxRate' AND name = ?",
        (draft.company.realm, f"{code['Name']} (sales)"),
    ).fetchone()
    return Decimal(decode(rates[0])["RateValue"])


def total_tax(draft: Draft) -> Decimal:
    """The document's tax: as stated in TxnTaxDetail.TotalTax, else computed; 0.00 where no tax applies."""
    seed, body = draft.company.seed, draft.body
    if seed.is_us or draft.kind not in TAXED or body.get("GlobalTaxCalculation") == "NotApplicable":
        return ZERO
    stated = (body.get("TxnTaxDetail") or {}).get("TotalTax")
    if stated is not None:
        return amount(stated, "TxnTaxDetail.TotalTax")
    bases: dict[Decimal, Decimal] = {}
    for line in body["Line"]:
        code = line.get(line.get("DetailType", ""), {}).get("TaxCodeRef")
        if code:
            rate = _rate(draft, code)
            bases[rate] = bases.get(rate, ZERO) + amount(line["Amount"], "Line.Amount")
    taxes = [(base * rate / 100).quantize(HUNDREDTH, ROUND_HALF_UP) for rate, base in bases.items()]
    return sum(taxes, ZERO)
