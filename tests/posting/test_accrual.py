"""The two journal entries of a month's end: exact, balanced, and nothing together."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import NotReady
from workbench.money import from_cents
from workbench.posting.accounts import Account, Accounts
from workbench.posting.accrual import Portion, accrual
from workbench.posting.entry import EntryLine
from workbench.posting.plan import Plan

HELD = Account("Amazon Deferred Transactions", "1", "Other Current Asset")
SALES, FEES, TAX = Account("Amazon Sales", "2", "Income"), Account("Amazon Seller Fees", "3", "Expense"), Account("Tax", "4", "Liability")
UNDEPOSITED = Account("Payments to deposit", "9", "Other Current Asset", "UndepositedFunds")
ACCOUNTS = Accounts(
    by_id={a.id: a for a in (HELD, SALES, FEES, TAX, UNDEPOSITED)}, by_key={"DEFERRED": "1"}, items={}, undeposited_id="9", deposit_id="8",
    customer_id="7", country="US",
)  # fmt: skip


def plan_of(*lines: EntryLine, revision: int = 1, taken: frozenset[tuple[str, str]] = frozenset()) -> Plan:
    return accrual(
        "deferral-2026-09-US", "2026-09", "US", "USD", [Portion("deferred by Amazon", HELD, lines)], ACCOUNTS, mapping_version=1,
        revision=revision, taken_numbers=taken,
    )  # fmt: skip


SOLD = (EntryLine(SALES, Decimal("-100.00"), "Item price"), EntryLine(FEES, Decimal("15.01"), "Referral fee"))


def test_the_asset_is_debited_on_the_last_day_and_credited_on_the_first() -> None:
    made = plan_of(*SOLD)
    entry, back = made.documents
    assert (entry.doc_number, entry.date) == ("AMZH-2026-09-US", "2026-09-30")
    assert (back.doc_number, back.date) == ("AMZH-2026-09-US-R", "2026-10-01")
    assert dict(entry.effects) == {HELD: Decimal("84.99"), SALES: Decimal("-100.00"), FEES: Decimal("15.01")}
    assert dict(back.effects) == {account: -debit for account, debit in entry.effects}
    assert made.total == Decimal("84.99")
    assert [line["JournalEntryLineDetail"]["PostingType"] for line in entry.body["Line"]] == ["Debit", "Credit", "Debit"]


def test_what_is_posted_anew_has_names_of_its_own() -> None:
    first, second = plan_of(*SOLD), plan_of(*SOLD, revision=2, taken=frozenset({("JournalEntry", "AMZH-2026-09-US")}))
    assert not {d.key for d in first.documents} & {d.key for d in second.documents}
    assert second.documents[0].doc_number == "AMZH-2026-09-US-2"


def test_nothing_is_not_posted() -> None:
    with pytest.raises(NotReady, match="nothing to accrue"):
        plan_of()


_LINES = st.lists(
    st.builds(EntryLine, st.sampled_from((SALES, FEES, TAX)), st.integers(-10_000_000, 10_000_000).map(from_cents), st.just("words")),
    min_size=1, max_size=12,
)  # fmt: skip


@given(_LINES)
def test_entry_and_reversal_balance_and_come_to_nothing_on_every_account(lines: list[EntryLine]) -> None:
    try:
        made = plan_of(*lines)
    except NotReady:
        assert not any(sum((line.debit for line in lines if line.account == a), Decimal(0)) for a in (SALES, FEES, TAX))
        return
    for document in made.documents:
        assert sum(debit for _, debit in document.effects) == 0
    assert set(made.trial_balance_effect.values()) == {Decimal("0.00")}
