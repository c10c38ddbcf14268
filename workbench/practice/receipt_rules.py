"""What QuickBooks refuses in sales receipts, refund receipts, purchases and transfers."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from workbench.money import HUNDREDTH, total
from workbench.practice import accounts, faults
from workbench.practice.draft import Draft, account, amount, detail, lines, required

TOO_LARGE = Decimal(10) ** 10
"""Quantities and prices have at most ten digits before the point (Intuit: format 10.5)."""

LINE_TYPES = ("SalesItemLineDetail", "DiscountLineDetail")


def receipt_lines(draft: Draft) -> None:
    """2020 without ItemRef or Amount; 2010 for a kind of line that is not kept here (documented)."""
    for line, _ in lines(draft):
        detail_type = required(line, "DetailType", "Line.DetailType")
        if detail_type not in LINE_TYPES:
            raise faults.invalid("Line.DetailType", f"{detail_type} is not kept here")
        part = detail(line, detail_type)
        if detail_type == "SalesItemLineDetail":
            required(part, "ItemRef", "Line.SalesItemLineDetail.ItemRef")
        elif part.get("PercentBased") is not False:
            # 6090 in Intuit's list: neither an amount nor a percentage; percentages are not computed here.
            raise faults.FaultError("6090", "Invalid discount", "PercentBased must be false and Amount given", "Line")
        else:
            required(part, "DiscountAccountRef", "Line.DiscountLineDetail.DiscountAccountRef")


def amount_is_quantity_times_price(draft: Draft) -> None:
    """6070 when Amount is not Qty x UnitPrice, to the cent (documented; the text was seen in production)."""
    for line, value in lines(draft):
        part = line.get("SalesItemLineDetail") or {}
        if part.get("Qty") is None or part.get("UnitPrice") is None:
            continue
        product = _number(part["Qty"], "Qty") * _number(part["UnitPrice"], "UnitPrice")
        if product.quantize(HUNDREDTH, ROUND_HALF_UP) != value:
            detail_text = f"Amount is not equal to UnitPrice * Qty. Supplied value:{value}"
            raise faults.FaultError("6070", "Amount calculation incorrect in the request", detail_text, "Line.Amount")


def _number(value: object, element: str) -> Decimal:
    """A quantity or price, which may be finer than a hundredth."""
    if isinstance(value, bool) or not isinstance(value, (Decimal, int, str)):
        raise faults.invalid(element, f"{value!r} is not a number")
    try:
        number = Decimal(value)
    except InvalidOperation as reason:
        raise faults.invalid(element, f"{value!r} is not a number") from reason
    if not number.is_finite() or abs(number) >= TOO_LARGE:
        raise faults.invalid(element, f"{value!r} is too large")
    return number


def receipt_deposit_account(draft: Draft) -> None:
    """2020 without DepositToAccountRef (documented for refunds; sales receipts default to undeposited funds); 6430 when
    it is neither a bank nor another current asset (assumed)."""
    target = account(draft, draft.body, "DepositToAccountRef")
    if target["AccountType"] not in accounts.DEPOSIT_TARGETS:
        detail_text = f"{target['Name']} is neither a bank nor another current asset"
        raise faults.wrong_account("DepositToAccountRef", detail_text)


def receipt_not_negative(draft: Draft) -> None:
    """6000 when the receipt is below 0.00 (assumed; switch refuse_negative_totals)."""
    if draft.company.switches.refuse_negative_totals and _signed_total(draft) < 0:
        raise faults.business("The transaction amount must be 0 or greater.", "TotalAmt")


def _signed_total(draft: Draft) -> Decimal:
    return total(-value if line["DetailType"] == "DiscountLineDetail" else value for line, value in lines(draft))


def purchase_payment(draft: Draft) -> None:
    """2020 without PaymentType or AccountRef; 6430 when the account does not fit the type of payment (Intuit's
    Finance.xsd: "Check should have bank account, CreditCard should specify credit card account")."""
    kind = required(draft.body, "PaymentType")
    if kind not in ("Cash", "Check", "CreditCard"):
        raise faults.invalid("PaymentType", "is Cash, Check or CreditCard")
    paid_from = account(draft, draft.body, "AccountRef")
    allowed = {"Check": {"Bank"}, "CreditCard": {"Credit Card"}, "Cash": {"Bank", "Other Current Asset"}}[kind]
    if paid_from["AccountType"] not in allowed:
        raise faults.wrong_account("AccountRef", f"{kind} cannot be paid from a {paid_from['AccountType']} account")
    if accounts.is_undeposited(paid_from) and not draft.company.switches.purchase_from_undeposited:
        raise faults.wrong_account("AccountRef", "An expense cannot be paid from payments to deposit")
    if draft.body.get("Credit") is True and kind != "CreditCard":
        raise faults.invalid("Credit", "is only for CreditCard")


def purchase_lines(draft: Draft) -> None:
    """2020 without a line's AccountRef (documented); 2010 for item lines, which are not kept here."""
    for line, _ in lines(draft):
        detail_type = required(line, "DetailType", "Line.DetailType")
        if detail_type != "AccountBasedExpenseLineDetail":
            raise faults.invalid("Line.DetailType", f"{detail_type} is not kept here")
        required(detail(line, detail_type), "AccountRef", "Line.AccountBasedExpenseLineDetail.AccountRef")


def purchase_not_negative(draft: Draft) -> None:
    """6000 when the purchase is below 0.00 (assumed; switch refuse_negative_totals)."""
    if draft.company.switches.refuse_negative_totals and total(value for _, value in lines(draft)) < 0:
        raise faults.business("The transaction amount must be 0 or greater.", "TotalAmt")


def transfer_accounts(draft: Draft) -> None:
    """2020 without accounts or Amount; 6430 unless both are balance sheet accounts (Finance.xsd, Transfer)."""
    for field in ("FromAccountRef", "ToAccountRef"):
        if accounts.classification(account(draft, draft.body, field)) not in accounts.BALANCE_SHEET:
            raise faults.wrong_account(field, "Must be a Balance Sheet account")
    if amount(required(draft.body, "Amount"), "Amount") < 0:
        raise faults.business("The transaction amount must be 0 or greater.", "Amount")
