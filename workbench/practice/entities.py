"""What the practice QuickBooks keeps: the kinds of entity, their fields, and which fields a query may filter on.

A field that is not listed is refused (fault 2010), as QuickBooks refuses a misspelled property.
"""

from __future__ import annotations

from dataclasses import dataclass

COMMON = frozenset({"Id", "SyncToken", "sparse", "domain", "MetaData", "status"})
TRANSACTION = COMMON | {
    "TxnDate", "PrivateNote", "CurrencyRef", "ExchangeRate", "HomeTotalAmt", "DepartmentRef", "ClassRef", "Line", "TotalAmt",
    "TxnTaxDetail", "GlobalTaxCalculation", "LinkedTxn", "CustomField", "TransactionLocationType",
}  # fmt: skip
RECEIPT = TRANSACTION | {
    "DocNumber", "CustomerRef", "DepositToAccountRef", "PaymentMethodRef", "PaymentRefNum", "CustomerMemo", "BillAddr",
    "ShipAddr", "ShipDate", "BillEmail", "EmailStatus", "PrintStatus", "Balance", "ApplyTaxAfterDiscount",
    "TrackingNum", "ShipMethodRef", "TxnSource",
}  # fmt: skip
NAME = COMMON | {"Active", "FullyQualifiedName"}
PERSON = NAME | {
    "DisplayName", "CompanyName", "GivenName", "MiddleName", "FamilyName", "Title", "Suffix", "PrintOnCheckName",
    "PrimaryEmailAddr", "PrimaryPhone", "BillAddr", "ShipAddr", "Notes", "CurrencyRef", "Taxable", "Balance",
    "WebAddr", "AcctNum",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of entity; `name_field` is the field that must be unique in its list, empty for transactions."""

    name: str
    fields: frozenset[str]
    name_field: str = ""
    numbered: bool = False
    writable: bool = True

    @property
    def is_transaction(self) -> bool:
        """Whether it posts to accounts."""
        return not self.name_field


PURCHASE = TRANSACTION | {
    "DocNumber", "PaymentType", "AccountRef", "EntityRef", "Credit", "PaymentMethodRef", "PaymentRefNum", "RemitToAddr",
    "PrintStatus", "TxnSource",
}  # fmt: skip
ACCOUNT = NAME | {
    "Name", "AccountType", "AccountSubType", "AcctNum", "Description", "ParentRef", "SubAccount", "Classification",
    "CurrencyRef", "CurrentBalance", "CurrentBalanceWithSubAccounts", "TaxCodeRef",
}  # fmt: skip
ITEM = NAME | {
    "Name", "Type", "Sku", "Description", "IncomeAccountRef", "ExpenseAccountRef", "UnitPrice", "PurchaseCost",
    "PurchaseDesc", "Taxable", "TrackQtyOnHand", "SalesTaxCodeRef", "SalesTaxIncluded", "PurchaseTaxCodeRef",
    "ClassRef",
}  # fmt: skip
ATTACHABLE = COMMON | {
    "FileName", "ContentType", "Size", "AttachableRef", "Note", "Category", "Tag", "CustomField", "Lat", "Long", "PlaceName",
}  # fmt: skip

KINDS = {
    kind.name: kind
    for kind in (
        Kind("SalesReceipt", RECEIPT, numbered=True),
        Kind("RefundReceipt", RECEIPT, numbered=True),
        Kind("Purchase", PURCHASE, numbered=True),
        Kind("JournalEntry", TRANSACTION | {"DocNumber", "Adjustment"}, numbered=True),
        # Intuit's Deposit and Transfer have no DocNumber.
        Kind("Deposit", TRANSACTION | {"DepositToAccountRef", "TxnSource"}),
        Kind("Transfer", TRANSACTION | {"FromAccountRef", "ToAccountRef", "Amount"}),
        Kind("Account", ACCOUNT, "Name"),
        Kind("Item", ITEM, "Name"),
        Kind("Customer", PERSON, "DisplayName"),
        Kind("Vendor", PERSON | {"Vendor1099"}, "DisplayName"),
        Kind("Class", NAME | {"Name", "ParentRef", "SubClass"}, "Name"),
        Kind("Department", NAME | {"Name", "ParentRef", "SubDepartment"}, "Name"),
        Kind("PaymentMethod", NAME | {"Name", "Type"}, "Name"),
        Kind("TaxCode", NAME, "Name", writable=False),
        Kind("TaxRate", NAME, "Name", writable=False),
        Kind("TaxAgency", NAME, "DisplayName", writable=False),
        # Made by an upload only.
        Kind("Attachable", ATTACHABLE, "FileName", writable=False),
    )
}

BY_PATH = {name.lower(): kind for name, kind in KINDS.items()}
"""Kinds by the word in the address: /salesreceipt/22."""

FILTERS = {
    "id": "id",
    "metadata.lastupdatedtime": "updated",
    "metadata.createtime": "created",
}
TRANSACTION_FILTERS = FILTERS | {
    "docnumber": "doc_number",
    "txndate": "txn_date",
    "totalamt": "cents",
    "customerref": "json_extract(body, '$.CustomerRef.value')",
    "deposittoaccountref": "json_extract(body, '$.DepositToAccountRef.value')",
}
NAME_FILTERS = FILTERS | {
    "name": "name",
    "displayname": "name",
    "active": "active",
    "fullyqualifiedname": "json_extract(body, '$.FullyQualifiedName')",
    "accounttype": "json_extract(body, '$.AccountType')",
    "accountsubtype": "json_extract(body, '$.AccountSubType')",
    "classification": "json_extract(body, '$.Classification')",
    "acctnum": "json_extract(body, '$.AcctNum')",
    "type": "json_extract(body, '$.Type')",
    "sku": "json_extract(body, '$.Sku')",
    "filename": "name",
    "attachableref.entityref.value": "json_extract(body, '$.AttachableRef[0].EntityRef.value')",
}


def filters(kind: Kind) -> dict[str, str]:
    """Lower-case property -> SQL expression, for what a query on this kind may filter and order by.

    PrivateNote is not among them: QuickBooks refuses to query by it.
    """
    return TRANSACTION_FILTERS if kind.is_transaction else NAME_FILTERS
