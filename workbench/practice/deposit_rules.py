"""What QuickBooks refuses in deposits: Intuit's pages "Deposit" and "Manage linked transactions", and production."""

from __future__ import annotations

from workbench.money import from_cents, total
from workbench.practice import accounts, faults
from workbench.practice.company import LinkSource
from workbench.practice.draft import Draft, account, amount, detail, lines, required
from workbench.practice.wire import Body

DETAIL = "DepositLineDetail"
LINKABLE = ("Transfer", "Payment", "SalesReceipt", "RefundReceipt", "JournalEntry")


def deposit_account(draft: Draft) -> None:
    """2020 without DepositToAccountRef (documented); 6000 when it is not a bank or other current asset account, or is
    undeposited funds itself (seen in production)."""
    target = account(draft, draft.body, "DepositToAccountRef")
    if target["AccountType"] not in accounts.DEPOSIT_TARGETS or accounts.is_undeposited(target):
        raise faults.business("Select a bank account for this deposit.", "DepositToAccountRef")


def deposit_lines(draft: Draft) -> None:
    """2020 for a line with a DetailType but no AccountRef, linked or not (seen in production), and for a line that is
    neither; 6430 for an account type Intuit does not list (assumed to be refused; switch deposit_line_accounts), and for
    undeposited funds itself where the switch deposit_line_undeposited is off (assumed to be taken)."""
    for line, _ in lines(draft):
        if line.get("LinkedTxn") and not line.get("DetailType") and not line.get(DETAIL):
            continue
        part = detail(line, DETAIL) if line.get(DETAIL) else {}
        target = account(draft, part, "AccountRef", f"Line.{DETAIL}.AccountRef")
        listed = target["AccountType"] in accounts.DEPOSIT_LINE_TYPES
        if not listed and draft.company.switches.deposit_line_accounts == "documented":
            detail_text = f"{target['Name']} is a {target['AccountType']} account"
            raise faults.wrong_account(f"Line.{DETAIL}.AccountRef", detail_text)
        if accounts.is_undeposited(target) and not draft.company.switches.deposit_line_undeposited:
            raise faults.wrong_account(f"Line.{DETAIL}.AccountRef", f"{target['Name']} is where deposits come from")


def linked_lines(draft: Draft) -> None:
    """Every linked line names one linkable transaction that waits in undeposited funds, once, for its amount."""
    seen: set[tuple[str, str]] = set()
    for line, value in lines(draft):
        if not line.get("LinkedTxn"):
            continue
        linked = _single_link(line)
        source = _source(draft, linked)
        _same_currency(draft, linked)
        key = (str(linked["TxnId"]), str(linked["TxnLineId"]))
        _not_deposited(draft, key, repeated=key in seen)
        seen.add(key)
        if draft.company.switches.linked_amounts == "lenient":
            line["Amount"] = from_cents(source.cents)
        elif from_cents(source.cents) != value:
            raise _amount_differs(linked, source)


def _single_link(line: Body) -> Body:
    """The line's LinkedTxn; 2020 without TxnId, TxnType or TxnLineId ("Required for Deposit", documented)."""
    links = line["LinkedTxn"]
    if not isinstance(links, list) or len(links) != 1 or not isinstance(links[0], dict):
        raise faults.invalid("Line.LinkedTxn", "is a list of one linked transaction")
    for field in ("TxnId", "TxnType", "TxnLineId"):
        required(links[0], field, f"LinkedTxn.{field}")
    return dict(links[0])


def _source(draft: Draft, linked: Body) -> LinkSource:
    """What is linked: 620 for a type that cannot be (the code is documented, its use here assumed; switch
    allow_purchase_link), 2500 for no such transaction, 6000 when it does not wait in undeposited funds (assumed)."""
    switches = draft.company.switches
    if linked["TxnType"] not in LINKABLE and not (linked["TxnType"] == "Purchase" and switches.allow_purchase_link):
        raise faults.FaultError("620", "Txn ID Cannot Be Linked", f"{linked['TxnType']} cannot be linked to a Deposit")
    if draft.company.find(str(linked["TxnType"]), str(linked["TxnId"])) is None:
        detail_text = f"Invalid Reference Id : {linked['TxnType']} {linked['TxnId']} not found"
        raise faults.FaultError("2500", "Invalid Reference Id", detail_text, "LinkedTxn.TxnId")
    source = draft.company.link_source(str(linked["TxnId"]), str(linked["TxnLineId"]))
    waits = source is not None and accounts.is_undeposited(draft.company.member("Account", source.account))
    if source is None or (switches.link_only_undeposited and not waits):
        where = f"{linked['TxnType']} {linked['TxnId']} line {linked['TxnLineId']}"
        raise faults.business(f"{where} is not waiting to be deposited.", "LinkedTxn")
    return source


def _same_currency(draft: Draft, linked: Body) -> None:
    """6000 when what is linked is in another currency than the deposit (assumed: undeposited funds go in their own currency)."""
    there = draft.company.find(str(linked["TxnType"]), str(linked["TxnId"])) or {}
    home = draft.company.seed.currency
    own, deposit = (body.get("CurrencyRef", {}).get("value", home) for body in (there, draft.body))
    if own != deposit:
        raise faults.business(f"{linked['TxnType']} {linked['TxnId']} is in {own}, the deposit in {deposit}.", "LinkedTxn")


def _not_deposited(draft: Draft, key: tuple[str, str], *, repeated: bool) -> None:
    """6000 when another deposit, or another line of this one, has it (seen in production)."""
    deposit = draft.company.deposit_of(*key)
    own = draft.before["Id"] if draft.before else None
    if repeated or (deposit is not None and deposit != own):
        raise faults.business(
            f"Transaction cannot be applied to Deposit. Transaction {key[0]} has already been applied to another Deposit",
            "LinkedTxn",
        )


def _amount_differs(linked: Body, source: LinkSource) -> faults.FaultError:
    """6000 when the Amount is not the source's, with its sign (assumed; switch linked_amounts)."""
    stated = f"{linked['TxnType']} {linked['TxnId']} is waiting with {from_cents(source.cents)}"
    return faults.business(f"The amount of a linked line must be that of its transaction: {stated}.", "Line.Amount")


def deposit_total(draft: Draft) -> None:
    """6000 when the deposit is below 0.00 (assumed; switch refuse_negative_totals). A deposit of 0.00 is accepted, as
    the known clearing practice needs it (assumed; switch refuse_zero_deposits)."""
    value = total(amount(line["Amount"], "Line.Amount") for line in draft.body["Line"])
    if value < 0 and draft.company.switches.refuse_negative_totals:
        raise faults.business("The transaction amount must be 0 or greater.", "TotalAmt")
    if value == 0 and draft.company.switches.refuse_zero_deposits:
        raise faults.business("The transaction amount must be greater than 0.", "TotalAmt")
