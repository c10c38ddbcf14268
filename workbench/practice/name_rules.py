"""What QuickBooks refuses in its lists: accounts, items, customers, vendors, classes, locations."""

from __future__ import annotations

from workbench.practice import accounts, faults
from workbench.practice.draft import Draft, account, required
from workbench.practice.entities import KINDS

PEOPLE = ("Customer", "Vendor", "Employee")
ITEM_TYPES = ("Service", "NonInventory")


def name_present(draft: Draft) -> None:
    """2020 without a name; 2050 beyond 100 characters (500 for a DisplayName) (documented)."""
    field = KINDS[draft.kind].name_field
    name, limit = required(draft.body, field), 500 if field == "DisplayName" else 100
    if not isinstance(name, str):
        raise faults.invalid(field, "is not a text")
    if not isinstance(draft.body.get("Active", True), bool):
        raise faults.invalid("Active", "is true or false")
    if len(name) > limit:
        raise faults.too_long(field, len(name), limit)


def name_is_one_part(draft: Draft) -> None:
    """2040 for a name with a colon, which stands between a parent and its part in full names (the code was seen in production
    for customers, and Intuit's pages forbid it in accounts and items; for the other lists it is assumed)."""
    field = KINDS[draft.kind].name_field
    if ":" in draft.body[field]:
        detail = f"Element contains invalid characters. {draft.body[field]}"
        raise faults.FaultError("2040", "Invalid String. The String may contain unsupported or illegal chars", detail, field)


def name_unique(draft: Draft) -> None:
    """6240 when the name is taken: in its list, or among customers, vendors and employees together (documented)."""
    name = draft.body[KINDS[draft.kind].name_field]
    kinds = PEOPLE if draft.kind in PEOPLE else (draft.kind,)
    own = (draft.kind, draft.before["Id"]) if draft.before else None
    for kind, found in draft.company.ids_by_name(kinds, name):
        same_parent = _parent(draft.company.member(kind, found)) == _parent(draft.body)
        if (kind, found) != own and same_parent:
            detail = f"The name supplied already exists. : Id={found} {kind} is called {name}"
            raise faults.FaultError("6240", "Duplicate Name Exists Error", detail, KINDS[draft.kind].name_field)


def _parent(body: dict[str, object]) -> object:
    parent = body.get("ParentRef")
    return parent.get("value") if isinstance(parent, dict) else None


def account_type(draft: Draft) -> None:
    """2020 without AccountType, 2170 for one there is not (documented)."""
    kind = required(draft.body, "AccountType")
    if not isinstance(kind, str) or kind not in accounts.TYPES:
        detail = f"AccountType {kind} is not one of {', '.join(accounts.TYPES)}"
        raise faults.FaultError("2170", "Invalid Enumeration", detail, "AccountType")


def item_accounts(draft: Draft) -> None:
    """2020 without IncomeAccountRef, 6430 when it is a bank account (documented). Inventory is not kept here."""
    kind = draft.body.setdefault("Type", "Service")
    if kind not in ITEM_TYPES:
        raise faults.unsupported(f"The practice company keeps items of type {' and '.join(ITEM_TYPES)}, not {kind}")
    if account(draft, draft.body, "IncomeAccountRef")["AccountType"] == "Bank":
        raise faults.wrong_account("IncomeAccountRef", "A bank account cannot be an item's income account")
