"""Where a person sees a posted document in QuickBooks itself: its page in the browser."""

from __future__ import annotations

from workbench.jobs import practice
from workbench.jobs.quickbooks import access
from workbench.store.company import Company
from workbench.store.outbox_values import Posting

HOSTS = {"production": "https://app.qbo.intuit.com", "sandbox": "https://app.sandbox.qbo.intuit.com"}
PAGES = {
    "SalesReceipt": "salesreceipt", "RefundReceipt": "refundreceipt", "JournalEntry": "journal", "Deposit": "deposit",
    "Purchase": "expense",
}  # fmt: skip


def address_of(company: Company, posting: Posting) -> str:
    """The document's page; '' while it is not in QuickBooks. A practice company shows its own, read-only."""
    link = access.link(company)
    if not posting.quickbooks_id:
        return ""
    if link.kind == access.PRACTICE:
        return f"{practice.address()}/company/{link.realm}/document/{posting.quickbooks_id}"
    return f"{HOSTS[link.kind]}/app/{PAGES[posting.entity]}?txnId={posting.quickbooks_id}"
