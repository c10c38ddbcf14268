"""References between entities: found wherever they stand in a body, checked, and completed with the name."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.practice import faults
from workbench.practice.company import Company
from workbench.practice.draft import Draft
from workbench.practice.entities import KINDS
from workbench.practice.wire import Body

REFERRED = {
    "AccountRef": "Account",
    "ClassRef": "Class",
    "CustomerRef": "Customer",
    "DepartmentRef": "Department",
    "DepositToAccountRef": "Account",
    "DiscountAccountRef": "Account",
    "ExpenseAccountRef": "Account",
    "FromAccountRef": "Account",
    "IncomeAccountRef": "Account",
    "ItemRef": "Item",
    "PaymentMethodRef": "PaymentMethod",
    "TaxCodeRef": "TaxCode",
    "ToAccountRef": "Account",
}
"""Field -> the kind of entity it refers to."""


def references(kind: str, body: Body) -> Iterator[tuple[str, str, object]]:
    """Field, kind referred to and reference, for every reference in the body, at any depth."""
    for field, value in body.items():
        if field in REFERRED:
            yield field, REFERRED[field], value
        elif field == "ParentRef":
            yield field, kind, value
        elif field == "EntityRef" and isinstance(value, dict):
            yield field, str(value.get("type", "Vendor")), value
        elif field == "Entity" and isinstance(value, dict):
            yield _party(value)
        elif isinstance(value, dict):
            yield from references(kind, value)
        elif isinstance(value, list):
            for item in value:
                if isinstance(item, dict):
                    yield from references(kind, item)


def _party(entity: Body) -> tuple[str, str, object]:
    """A line's other party: nested with a Type in a journal entry, flat with a type in a deposit."""
    if "EntityRef" in entity:
        return "Entity.EntityRef", str(entity.get("Type", "")), entity["EntityRef"]
    return "Entity", str(entity.get("type", "")), entity


def check_references(draft: Draft) -> None:
    """2500 for a reference to nothing, 610 for one to something inactive (documented); fills in names."""
    for field, kind, reference in references(draft.kind, draft.body):
        if not isinstance(reference, dict) or reference.get("value") in (None, ""):
            raise faults.missing(f"{field}.value")
        if field == "TaxCodeRef" and draft.company.seed.is_us:
            continue  # the words TAX and NON, which the tax rule looks at
        reference["value"] = str(reference["value"])
        found = _member(draft.company, kind.capitalize(), reference["value"])
        if found is None:
            detail = f"Invalid Reference Id : {field} element id {reference['value']} not found"
            raise faults.FaultError("2500", "Invalid Reference Id", detail, field)
        if not found["Active"]:
            raise faults.gone(f"Something you're trying to use has been made inactive: {field} {reference['value']}.")
        reference["name"] = found["FullyQualifiedName"]


def _member(company: Company, kind: str, id: str) -> Body | None:
    known = {name.capitalize(): name for name in KINDS}  # PaymentMethod and paymentmethod alike
    return company.find_member(known[kind], id) if kind in known else None
