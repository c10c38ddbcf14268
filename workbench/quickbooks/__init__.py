"""The client face of QuickBooks Online: one small door to a company's books, the same for practice, sandbox and production.

    with connect(profile) as books:
        books.company(), books.accounts()                 reads: values, or an error in words
        books.send("SalesReceipt", body, request_id)      writes: an Answer, never an exception for what QuickBooks did

Start with `client`; `answers` says what a write can come to, `classify` how that is decided.
"""

from workbench.quickbooks.answers import Accepted, Answer, Document, NotSent, Rejected, Throttled, Unknown
from workbench.quickbooks.chart import Account, Company, Item, Named
from workbench.quickbooks.client import Books, connect
from workbench.quickbooks.pace import Pace
from workbench.quickbooks.profile import Application, Profile
from workbench.quickbooks.tokens import InMemory, Lifetime, Tokens

__all__ = [
    "Accepted",
    "Account",
    "Answer",
    "Application",
    "Books",
    "Company",
    "Document",
    "InMemory",
    "Item",
    "Lifetime",
    "Named",
    "NotSent",
    "Pace",
    "Profile",
    "Rejected",
    "Throttled",
    "Tokens",
    "Unknown",
    "connect",
]
