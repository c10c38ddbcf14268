"""One error of each kind is planted in a month that is ready to be locked; the check that should catch it does, and no other
says anything but what follows from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.bank.statements import PLAIN as COLUMNS
from tests.bank.statements import csv_of
from tests.jobs.conftest import Desk
from tests.pages.conftest import DEMO
from workbench.errors import NotReady
from workbench.jobs import asked, review, worker
from workbench.jobs.bank import bank_matching
from workbench.jobs.close import closing
from workbench.mapping.mapping import Choice, subject_of
from workbench.practice.seller import SettlementText
from workbench.store import mappings, outbox

MONTH = "2026-09"
TOUCHING = [DEMO[name] for name in (
    "us-2026-08-19-to-2026-09-02.txt", "us-2026-09-02-to-2026-09-16.txt", "us-2026-09-16-to-2026-09-30.txt",
    "us-2026-09-30-to-2026-10-14.txt",
)]  # fmt: skip
SECOND = TOUCHING[1]


def look(desk: Desk) -> closing.Close:
    return closing.close(desk.company, closing.read(desk.company), MONTH)


def left(desk: Desk) -> dict[str, tuple[str, ...]]:
    return {check.name: check.left for check in look(desk).checks if not check.done}


def read_back(desk: Desk) -> None:
    asked.ask_variance(desk.company, look(desk).payouts_to_read, MONTH, "ana")
    worker.run_waiting(desk.company)


def bank(desk: Desk, wrong: Decimal = Decimal("0.00")) -> None:
    """A statement with what Amazon sent, the second payout so much off, and every match confirmed that is offered."""
    rows = []
    for payout in review.payouts(desk.company):
        s = payout.settlement
        if s.total > 0:
            day = date.fromisoformat(s.deposit_day) + timedelta(days=2)
            amount = s.total + wrong if s.settlement_id == SECOND.settlement_id else s.total
            rows.append((day.isoformat(), "AMZN EDI PYMT", str(amount)))
    kept = desk.company.archive.keep_bytes(csv_of(*sorted(rows)))
    worker.result_of(desk.do("bank-import", files=[(kept, "bank.csv")], account="", layout=COLUMNS.as_json()))
    bank_matching.confirm(desk.company, bank_matching.at_bank(desk.company).options, "ana")


def worked(desk: Desk, files: Sequence[SettlementText], wrong: Decimal = Decimal("0.00")) -> None:
    """Everything that is done before a month is signed."""
    for made in files:
        payout = desk.ready(made)
        worker.result_of(desk.do("post", payout=payout, mode="summary"))
    bank(desk, wrong)
    read_back(desk)


@pytest.fixture
def closed(desk: Desk) -> Desk:
    """September, prepared and approved."""
    worked(desk, TOUCHING)
    closing.act(desk.company, MONTH, "prepared", "ana")
    closing.act(desk.company, MONTH, "approved", "bo")
    assert set(left(desk)) == {"locked"}
    return desk


def test_without_an_error_the_month_is_locked(closed: Desk) -> None:
    closing.act(closed.company, MONTH, "locked", "bo")
    assert left(closed) == {}


def test_a_missing_settlement(desk: Desk) -> None:
    worked(desk, [made for made in TOUCHING if made is not SECOND])
    found = left(desk)
    assert set(found) == {"reports", "pairs", "reviewed", "locked"}
    assert "do not meet" in found["reports"][0]
    with pytest.raises(NotReady, match="reports"):
        closing.act(desk.company, MONTH, "locked", "bo")


def test_an_entry_edited_in_quickbooks(closed: Desk) -> None:
    with closed.company.state.read() as connection:
        entry = next(p for p in outbox.postings(connection, f"{SECOND.settlement_id}-1") if p.entity == "Deposit")
    closed.ask_practice("edit", {"realm": closed.realm, "entity": "Deposit", "id": entry.quickbooks_id, "delete": True})
    read_back(closed)
    found = left(closed)
    assert {"read-back", "reviewed"} <= set(found)
    assert f"Payout {SECOND.settlement_id}: QuickBooks differs by 2681.83 USD" in found["read-back"]
    assert "fell" in found["reviewed"][0]


def test_a_wrong_amount_at_the_bank(desk: Desk) -> None:
    worked(desk, TOUCHING, wrong=Decimal("0.01"))
    found = left(desk)
    assert set(found) == {"bank", "reviewed", "locked"}
    assert found["bank"] == (f"Payout {SECOND.settlement_id}: no bank line was matched",)


def change_mapping(desk: Desk) -> None:
    """One kind of line of the second payout goes to another account from now on."""
    settlement = review.payout(desk.company, SECOND.settlement_id).settlement
    kind = next(k for k in review.kinds_with_targets(desk.company, settlement) if k.amount_description == "Commission")
    account = "Amazon Other Fees & Adjustments"
    choice = Choice("kind", subject_of(*kind.names[:3]), account_id=review.account_id_of(desk.company, account), account=account)
    with desk.company.state.write() as connection:
        mappings.save(connection, "cy", "from now on", [choice])


def test_a_mapping_changed_late(closed: Desk) -> None:
    change_mapping(closed)
    found = left(closed)
    assert set(found) == {"reviewed", "locked"}
    assert all("fell" in words for words in found["reviewed"])


def test_a_mapping_changed_after_the_month_was_locked_is_of_no_concern_to_it(closed: Desk) -> None:
    closing.act(closed.company, MONTH, "locked", "bo")
    change_mapping(closed)
    assert left(closed) == {}


def take_in(desk: Desk, *swaps: tuple[bytes, bytes]) -> str:
    """Import the second settlement once more, with some amounts changed; what became of it."""
    data = SECOND.data
    for old, new in swaps:
        assert old in data, old
        data = data.replace(old, new, 1)
    files = [(desk.company.archive.keep_bytes(data), SECOND.name)]
    (file,) = worker.result_of(desk.do("import", files=files))["files"]
    return str(file["status"])


def test_a_changed_line(closed: Desk) -> None:
    """A cent more on one line is refused; two lines that make up for each other are another version, which somebody must look at."""
    one, two = (b"\t0.06\t", b"\t0.07\t"), (b"\t-0.10\t", b"\t-0.11\t")
    assert take_in(closed, one) == "refused"
    assert set(left(closed)) == {"locked"}
    assert take_in(closed, one, two) == "new-version"
    assert {"exceptions", "reviewed"} <= set(left(closed))
