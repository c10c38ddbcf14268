"""What pages ask, in books of several large payouts: `python -m bench.pages LINES LOADS`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from bench.measure import median_ms
from workbench.jobs import review, setup, worker
from workbench.practice.seller import large_settlement
from workbench.store.company import Company, home
from workbench.store.lines import Filter


def fill(company: Company, lines: int, loads: int) -> list[str]:
    """Import so many settlements of so many lines; returns their numbers."""
    numbers = []
    for n in range(loads):
        file = home() / f"settlement-{n}.txt"
        number = f"2990000{n:04d}"
        large_settlement(file, lines, seed=n, settlement_id=number)
        archived = (company.archive.keep(file), file.name)
        worker.result_of(worker.ask_and_wait(company, "import", "bench", lambda _job: None, files=[archived]))
        Path(file).unlink()
        numbers.append(number)
    return numbers


def measured(company: Company, number: str) -> dict[str, float]:
    """Milliseconds of each question, the bare count first."""
    load = review.payout(company, number).settlement.load_id
    count = "SELECT count(*), sum(amount) FROM lake.line WHERE load_id = ?"
    included = review.payout(company, number).settlement.sales.count
    return {
        "bare count": median_ms(lambda: company.lines.cursor().execute(count, [load]).fetchall()),
        "list of payouts": median_ms(lambda: review.payouts(company)),
        "one payout: figures, findings, other funds": median_ms(
            lambda: (review.payout(company, number), review.findings(company, number), review.adjustments(company, number))
        ),
        "counts by status": median_ms(lambda: review.status_counts(company, number)),
        "first page of transactions": median_ms(lambda: review.transactions(company, number, Filter())),
        "last page of transactions": median_ms(lambda: review.transactions(company, number, Filter(offset=max(0, included - 100)))),
        "a search": median_ms(lambda: review.transactions(company, number, Filter(search="111-0000012"))),
    }


def main(lines: int, loads: int) -> dict[str, Any]:
    """Fill the books and ask."""
    company = setup.open_company("bench", create=True)
    try:
        numbers = fill(company, lines, loads)
        return {"lines": lines * loads, "ms": measured(company, numbers[len(numbers) // 2])}
    finally:
        company.close()


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]))))
