"""Tax on receipts and purchases of companies that have tax codes; a United States company here collects none.

Tax is computed for each rate on the sum of its lines, half up to the cent (Intuit: "Sales tax calculation"). Tax that
is included in the amounts, and tax on other documents, is not computed here and is refused rather than guessed.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from workbench.money import HUNDREDTH, ZERO
from workbench.practice import faults
from workbench.practice.draft import Draft, amount
from workbench.practice.references import references
from workbench.practice.wire import Body

CALCULATIONS = ("TaxExcluded", "TaxInclusive", "NotApplicable")
TAXED = ("SalesReceipt", "RefundReceipt", "Purchase")
TAXED_LINES = ("SalesItemLineDetail", "AccountBasedExpenseLineDetail")


def check_tax_codes(draft: Draft) -> None:
    """6100 for a United States code other than TAX and NON. Elsewhere: 2020 for a receipt or purchase without
    GlobalTaxCalculation (documented as required; the code is assumed), 6000 for a line without a tax code (the text was
    seen in production) and 6170 for tax details together with NotApplicable (documented).

    Canadian lines need their code with NotApplicable too (assumed; switch codes_with_not_applicable).
    """
    if draft.company.seed.is_us:
        _check_words(draft)
        return
    calculation = _calculation(draft)
    if calculation == "NotApplicable":
        if draft.body.get("TxnTaxDetail"):
            raise faults.FaultError("6170", "Invalid tax detail", "TxnTaxDetail is not allowed with NotApplicable")
        if draft.kind in TAXED and draft.company.seed.lines_need_codes and draft.company.switches.codes_with_not_applicable:
            _check_every_line(draft)
        return
    if draft.kind in TAXED:
        _check_every_line(draft)
    if any(_taxes_cannot_be_computed(draft, calculation)):
        raise faults.business("The practice company computes tax only on receipts and purchases with TaxExcluded")


def _calculation(draft: Draft) -> str:
    stated = draft.body.get("GlobalTaxCalculation")
    if stated is None and draft.kind in TAXED and draft.company.switches.require_tax_calculation:
        raise faults.missing("GlobalTaxCalculation")
    if stated is not None and stated not in CALCULATIONS:
        raise faults.invalid("GlobalTaxCalculation", f"is one of {', '.join(CALCULATIONS)}")
    return stated or "TaxExcluded"


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
    return [not computed and _is_taxed(draft, reference) for reference in used if isinstance(reference, dict)]


def _is_taxed(draft: Draft, reference: Body) -> bool:
    return any(percent for _, percent in _rates(draft, reference))


def _rates(draft: Draft, reference: Body) -> list[tuple[str, Decimal]]:
    """Id and percent of the rates a tax code is made of."""
    code = draft.company.member("TaxCode", reference["value"])
    rates = [part["TaxRateRef"]["value"] for part in code["SalesTaxRateList"]["TaxRateDetail"]]
    return [(rate, Decimal(draft.company.member("TaxRate", rate)["RateValue"])) for rate in rates]


def total_tax(draft: Draft) -> Decimal:
    """The document's tax: as stated in TxnTaxDetail.TotalTax, else computed; 0.00 where no tax applies.

    With the switch tax_of_its_own it is so many percent of the lines, so that a client can show that it notices.
    """
    seed, body = draft.company.seed, draft.body
    own = draft.company.switches.tax_of_its_own
    if own and draft.kind in TAXED and not seed.is_us:
        lines = sum((amount(line["Amount"], "Line.Amount") for line in body["Line"]), ZERO)
        return (lines * own / 100).quantize(HUNDREDTH, ROUND_HALF_UP)
    if seed.is_us or draft.kind not in TAXED or body.get("GlobalTaxCalculation") == "NotApplicable":
        return ZERO
    stated = (body.get("TxnTaxDetail") or {}).get("TotalTax")
    if stated is not None:
        return amount(stated, "TxnTaxDetail.TotalTax")
    taxes: dict[str, Decimal] = {}
    for line in body["Line"]:
        code = line.get(line.get("DetailType", ""), {}).get("TaxCodeRef")
        for rate, percent in _rates(draft, code) if code else []:
            taxes[rate] = taxes.get(rate, ZERO) + amount(line["Amount"], "Line.Amount") * percent / 100
    return sum((tax.quantize(HUNDREDTH, ROUND_HALF_UP) for tax in taxes.values()), ZERO)
