"""The duplicate scan (A11): a copy that somebody made by hand is found by its mark or its number, once; clean books have none."""

from __future__ import annotations

from typing import Any

import pytest

from tests.jobs.conftest import Desk
from tests.jobs.test_undo_drift import BATCH, look, one_of, posted
from workbench.jobs import review
from workbench.jobs.quickbooks.session import books_of
from workbench.posting.document import decode, encode
from workbench.quickbooks.answers import Accepted
from workbench.store import audit

__all__ = ["posted"]
ENTITIES = ("SalesReceipt", "JournalEntry")


def plant(desk: Desk, entity: str, **changes: Any) -> str:
    """A document as somebody would make it in QuickBooks: a copy of ours with changes. Its id."""
    made = books_of(desk.company).send(entity, encode({**decode(one_of(desk, entity).plan), **changes}), f"by-hand-{entity}-{len(changes)}")
    assert isinstance(made, Accepted), made
    return made.id


@pytest.mark.parametrize("entity", ENTITIES)
@pytest.mark.parametrize("anew", [False, True], ids=["told of changes", "every document"])
def test_a_copy_with_our_mark_is_found_once_and_its_batch_needs_attention(posted: Desk, entity: str, anew: bool) -> None:
    plant(posted, entity, DocNumber="COPY-1", TxnDate="2026-09-09")
    if anew:
        _forget_looks(posted)
    (found,) = look(posted)["drift"]
    assert (found["what"], found["batch"], found["document"].split(" (")[0]) == ("copied", BATCH, f"{entity} COPY-1")
    assert found["effect"]
    payout = review.payout(posted.company, BATCH.removesuffix("-1"))
    assert payout.status == "attention"
    assert payout.batch is not None
    assert "bears our mark or number" in payout.batch.message
    assert look(posted)["drift"] == []


def test_a_document_with_our_number_is_found_although_it_bears_another_note(posted: Desk) -> None:
    posted.ask_practice("rules", {"realm": posted.realm, "warn_duplicate_numbers": False})
    plant(posted, "SalesReceipt", PrivateNote="typed in")
    assert [d["what"] for d in look(posted)["drift"]] == ["copied"]


def test_what_somebody_else_posts_is_no_copy(posted: Desk) -> None:
    plant(posted, "SalesReceipt", DocNumber="OTHER-1", PrivateNote="typed in")
    assert look(posted)["drift"] == []


def _forget_looks(desk: Desk) -> None:
    """As after a month without a look: change data capture does not reach so far back."""
    with desk.company.state.write() as connection:
        assert audit.lines(connection, "drift looked for")
        connection.exec_driver_sql("update audit set what = 'drift looked for long ago' where what = 'drift looked for'")
