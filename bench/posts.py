"""A payout of many orders: planned, posted, read back, reported; and its bytes sent bare. `python -m bench.posts ORDERS`.

The bare sending goes to a second practice company, so that nothing is there already; the ids of its chart are the same,
because both charts were made alike.
"""

from __future__ import annotations

import io
import json
import sys
from typing import Any

import requests

from bench.measure import cost
from bench.paced import CountedPace, VirtualClock, shortest
from workbench.jobs import practice, review, setup, worker
from workbench.jobs.close import reporting
from workbench.jobs.post import posting
from workbench.jobs.quickbooks import access as quickbooks_access
from workbench.mapping.mapping import Choice, subject_of
from workbench.practice.seller import large_settlement
from workbench.quickbooks.client import Books, connect
from workbench.quickbooks.pace import Pace
from workbench.store import mappings, outbox
from workbench.store.company import Company, home
from workbench.store.jobs import Job

NUMBER = "29900000001"
LINES_AN_ORDER = 7


def do(company: Company, kind: str, **arguments: Any) -> dict[str, Any]:
    """A job, seen through."""

    def silent(_job: Job) -> None:
        return

    return worker.result_of(worker.ask_and_wait(company, kind, "bench", silent, **arguments))


def ready(company: Company, orders: int) -> int:
    """Import, connect, map what waits, confirm; returns how many sales and refunds there are."""
    file = home() / "settlement.txt"
    large_settlement(file, orders * LINES_AN_ORDER, settlement_id=NUMBER)
    do(company, "import", files=[(company.archive.keep(file), file.name)])
    do(company, "connect")
    settlement = review.payout(company, NUMBER).settlement
    account = "Amazon Other Fees & Adjustments"
    subjects = {
        subject_of(k.transaction_type, k.amount_type, k.amount_description)
        for k, target in review.kinds_with_targets(company, settlement).items() if not target.complete
    }  # fmt: skip
    if subjects:
        with company.state.write() as connection:
            mappings.save(connection, "bench", "bench", [Choice("kind", s, account=account) for s in sorted(subjects)])
    review.confirm(company, NUMBER, "bench")
    return settlement.sales.count + settlement.refunds.count


def paced(company: Company, pace: Pace) -> Books:
    """The company's practice QuickBooks at that pace."""
    link = quickbooks_access.link(company)
    return connect(quickbooks_access.profile_of(company, link), tokens=quickbooks_access.tokens_of(company, link), pace=pace)


def sent_bare(company: Company, result: dict[str, Any]) -> int:
    """The bytes of the receipts' envelopes, by `requests` alone, to a company where they are new; returns how many requests."""
    with company.state.read() as connection:
        rows = connection.exec_driver_sql("SELECT body FROM envelope WHERE entity = 'batch'").fetchall()
    other = setup.open_company("bare", create=True)
    do(other, "connect")
    other.close()
    url, session = practice.address(), requests.Session()
    session.trust_env = False
    grant = {"grant_type": "refresh_token", "refresh_token": "practice"}
    token = session.post(f"{url}/oauth2/v1/tokens/bearer", data=grant, auth=("practice", "practice")).json()["access_token"]
    session.headers.update({"Authorization": f"Bearer {token}", "Content-Type": "application/json", "Accept": "application/json"})
    with cost(result, "bare"):
        for n, (body,) in enumerate(rows):
            answer = session.post(f"{url}/v3/company/{setup.realm_for('bare')}/batch?requestid=bench-{n}&minorversion=75", data=body)
            assert answer.status_code == 200 and b'"Fault"' not in answer.content, answer.text[:500]  # noqa: PT018
    session.close()
    return len(rows)


def main(orders: int) -> dict[str, Any]:
    """Every step's cost, and the numbers to divide it by."""
    result: dict[str, Any] = {}
    company = setup.open_company("bench", create=True)
    try:
        result["transactions"] = ready(company, orders)
        with cost(result, "plan"):
            plan = posting.plan_payout(company, NUMBER, "order")
        result["documents"] = len(plan.documents)
        with cost(result, "open"):
            batch = posting.open_batch(company, NUMBER, "order", "bench")
        clock = VirtualClock()
        pace = CountedPace.on(clock.now, clock.sleep)
        with paced(company, pace) as books, cost(result, "post"):
            posting.carry_out(company, batch, "bench", lambda *_: None, lambda: False, books)
        result["pace"] = {"seconds": clock.now().total_seconds(), "shortest": shortest(pace.requests).total_seconds()}
        with cost(result, "read back"):
            posting.read_back(company, batch)
        with cost(result, "report"):
            reporting.write_report(company, [NUMBER], "", "xlsx", io.BytesIO())
        with company.state.read() as connection:
            assert outbox.counts(connection, batch) == {"posted": len(plan.documents)}
        result["requests"] = sent_bare(company, result)
    finally:
        company.close()
    return result


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
