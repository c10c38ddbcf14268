"""Who stands for a month: two people, one content, a lock, and a reason for reopening."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import NotReady, Refused, WorkbenchError
from workbench.reconcile.sign_off import ACTS, Act, Event, Standing, require_may, standing


def event(act: str, by: str = "ana", content: str = "one", because: str = "") -> Event:
    return Event("2026-01", act, by, "2026-02-03T09:00:00+00:00", content, because)


def test_the_preparer_does_not_approve_and_another_person_does() -> None:
    now = standing([event("prepared")], "one")
    with pytest.raises(Refused, match="ana prepared the month"):
        require_may("approved", now, "2026-01", "ana", "")
    require_may("approved", now, "2026-01", "bo", "")


def test_doing_without_a_second_person_and_reopening_want_a_reason() -> None:
    with pytest.raises(Refused, match="needs a reason"):
        require_may("waived", standing([event("prepared")], "one"), "2026-01", "ana", " ")
    locked = standing([event("prepared"), event("approved", "bo"), event("locked", "bo")], "one")
    with pytest.raises(Refused, match="needs a reason"):
        require_may("reopened", locked, "2026-01", "bo", "")
    require_may("reopened", locked, "2026-01", "bo", "a late settlement")


def test_a_signature_falls_when_a_figure_changes_and_the_lock_stays() -> None:
    acts = [event("prepared"), event("approved", "bo"), event("locked", "bo")]
    now = standing(acts, "another")
    assert (now.prepared, now.approved) == (None, None)
    assert [e.act for e in now.fallen] == ["prepared", "approved"]
    assert now.changed_under_lock


def test_nothing_is_signed_under_a_lock_and_a_reopened_month_begins_anew() -> None:
    acts = [event("prepared"), event("approved", "bo"), event("locked", "bo")]
    with pytest.raises(Refused, match="is locked"):
        require_may("prepared", standing(acts, "one"), "2026-01", "ana", "")
    assert standing([*acts, event("reopened", because="late")], "one") == Standing()


@given(st.lists(st.tuples(st.sampled_from(ACTS), st.sampled_from(["ana", "bo"]), st.sampled_from(["one", "two"])), max_size=12))
def test_no_history_locks_a_month_that_nobody_else_approved_or_waived(tries: list[tuple[Act, str, str]]) -> None:
    """Whatever is tried in whatever order, what stands was allowed: a lock has an approval of another person, or a waiver."""
    acts: list[Event] = []
    for act, by, content in tries:
        now = standing(acts, content)
        try:
            require_may(act, now, "2026-01", by, "because")
        except WorkbenchError:
            continue
        if act == "locked":
            assert now.approved is not None
            assert now.prepared is not None
            assert now.approved.act == "waived" or now.approved.by != now.prepared.by
            assert now.approved.content == content
        acts.append(event(act, by, content))


def test_a_month_is_not_approved_before_it_is_prepared_nor_locked_before_it_is_approved() -> None:
    with pytest.raises(NotReady, match="prepared"):
        require_may("approved", Standing(), "2026-01", "bo", "")
    with pytest.raises(NotReady, match="approved"):
        require_may("locked", standing([event("prepared")], "one"), "2026-01", "bo", "")
