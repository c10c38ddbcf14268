"""The words that pages show for the states of payouts, batches and documents, and what to do about each."""

from __future__ import annotations

PAYOUT = {
    "for-review": "For review",
    "ready": "Ready",
    "posting": "Posting",
    "posted": "Posted",
    "attention": "Needs attention",
    "reconciled": "Reconciled",
    "elsewhere": "Posted elsewhere",
}
TRANSACTION = {"for-review": "For review", "categorized": "Categorized", "excluded": "Excluded"}
POSTING_MAKES = {
    "for-review": dict.fromkeys(
        ("order", "expenses", "daily", "summary"),
        "Nothing is posted of these until they are confirmed; the payout waits for the last of them.",
    ),
    "categorized": {
        "order": "Posting makes a sales receipt of each sale and a refund receipt of each refund, held in Payments to deposit; "
        "their fees go into one journal entry a month.",
        "expenses": "Posting makes a sales receipt of each sale, a refund receipt of each refund and an expense of the fees of each, held "
        "in Payments to deposit.",
        "daily": "Posting makes one sales receipt of a day's sales and one refund receipt of its refunds, held in Payments to deposit; "
        "their fees go into one journal entry a month.",
        "summary": "Posting sums them by account into one journal entry a month.",
    },
    "excluded": dict.fromkeys(
        ("order", "expenses", "daily", "summary"),
        "No receipt is made of these. Each amount goes to the account named beside it, so that the deposit still equals what Amazon paid.",
    ),
}
NOTHING_HERE = {
    "for-review": "Nothing waits for review in this payout.",
    "categorized": "Nothing is confirmed yet in this payout.",
    "excluded": "Nothing is excluded. A transaction is only ever excluded by a person.",
}
KIND = {"sale": "Sale", "refund": "Refund", "liquidation": "Liquidation"}
MODE = {"order": "Per order", "daily": "Daily", "summary": "Monthly summary"}
FEES_AS = {"journal": "One journal entry a month", "expense": "One expense for each sale and refund"}
SIDE = {"sales": "Sale", "refunds": "Refund"}
MODE_MEANS = {
    "order": "One sales receipt per sale and one refund receipt per refund; Amazon's fees in one journal entry a month; "
    "one deposit for the payout.",
    "expenses": "One sales receipt per sale and one refund receipt per refund, each with an expense for its fees; one deposit for the "
    "payout. That is about twice the documents, and twice the time. Payments to deposit still comes to 0.00, but QuickBooks' Bank deposit "
    "page goes on listing every expense, because its API lets no deposit link one. Fees that Amazon gave back stay in a journal entry.",
    "daily": "One sales receipt and one refund receipt a day, with a line per product; Amazon's fees in one journal entry a month; "
    "one deposit for the payout.",
    "summary": "One journal entry a month with a line per account; one deposit for the payout.",
}
BATCH = {
    "posting": "Posting",
    "posted": "Posted",
    "attention": "Needs attention",
    "undoing": "Being undone",
    "undone": "Undone",
}
ENTITY = {
    "SalesReceipt": "Sales receipt",
    "RefundReceipt": "Refund receipt",
    "JournalEntry": "Journal entry",
    "Deposit": "Deposit",
    "Purchase": "Expense",
}
POSTING = {
    "planned": "To be sent",
    "sending": "On its way",
    "posted": "Posted",
    "rejected": "Refused",
    "unknown": "No answer",
    "quarantined": "Set aside",
    "undone": "Undone",
}
FOUND = {"same": "As posted", "changed": "Changed in QuickBooks", "deleted": "Deleted in QuickBooks"}
REMEDY = {
    "rejected": "QuickBooks refused the document and holds nothing of it. Mend the cause it names, then resume: the same document is "
    "looked for in QuickBooks and sent again.",
    "unknown": "No answer arrived, and QuickBooks does not show the document. Nothing is lost or doubled: resume, and it is looked for "
    "before it is sent again.",
    "quarantined": "QuickBooks holds a document with this number or reference whose content is not ours. Open it in QuickBooks and "
    "correct or renumber it there; it is never overwritten from here.",
    "sending": "The document was sent and its answer is awaited. If nothing is running, resume: it is looked for before anything is sent.",
}
SECTION = {"included": "Included transactions", "adjustment": "Adjustments", "balance": "Balance movements"}
STANDING = {"waiting": "Waits for a choice", "suggested": "Suggested", "automatic": "Automatic", "chosen": "Chosen"}


def way(mode: str, fees_as: str) -> str:
    """How a payout is posted, as `MODE_MEANS` and `POSTING_MAKES` name it: the mode, or per order with fees as expenses.

    >>> way("order", "expense"), way("summary", "expense")
    ('expenses', 'summary')
    """
    return "expenses" if (mode, fees_as) == ("order", "expense") else mode


def word(words: dict[str, str], value: str) -> str:
    """The word for a state; an unknown state is shown as it is rather than hidden.

    >>> word(PAYOUT, "for-review"), word(PAYOUT, "new-state")
    ('For review', 'new-state')
    """
    return words.get(value, value)
