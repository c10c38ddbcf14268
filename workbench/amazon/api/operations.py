"""Operations: the questions we ask Amazon, with how often each may be asked and what it needs.

Rates and bursts are Amazon's published defaults, for each application and seller ("Usage plans and rate limits" and the
pages of the operations). Only questions: nothing here changes anything at Amazon.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Literal

FINANCE = "Finance and Accounting"
"""The role that settlement reports, Finances and Transfers ask for ("Role mappings for SP-API operations")."""

Api = Literal["reports", "groups", "finances", "transfers", "sellers"]


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation. `name` is Amazon's and the key of its rate; `words` is what people call the answer; `api` and `method`
    say where the library has it. `rate` is per second; up to `burst` may be asked at once. A list has its `rows` under
    `wrapper` (or at the top), and goes on with a page token, its `page_member`, which with `page_alone` must be the only parameter."""

    name: str
    words: str
    api: Api
    method: str
    rate: Decimal
    burst: int
    role: str = FINANCE
    wrapper: str = ""
    rows: str = ""
    page_member: str = "nextToken"
    page_alone: bool = False

    @property
    def period(self) -> timedelta:
        """How long one more question takes to be allowed, once the burst is spent."""
        return timedelta(microseconds=int(1_000_000 / self.rate))


_SLOW, _FINANCES = Decimal("0.0222"), Decimal("0.5")

LIST_REPORTS = Operation(
    "getReports", "the list of settlement reports", "reports", "get_reports", _SLOW, 10, rows="reports", page_alone=True
)
REPORT = Operation("getReport", "a settlement report", "reports", "get_report", Decimal(2), 15)
DOCUMENT = Operation("getReportDocument", "the document of a settlement report", "reports", "get_report_document", Decimal("0.0167"), 15)
GROUPS = Operation(
    "listFinancialEventGroups", "the settlements with their payouts", "groups", "list_financial_event_groups", _FINANCES, 30,
    wrapper="payload", rows="FinancialEventGroupList", page_member="NextToken",
)  # fmt: skip
TRANSACTIONS = Operation(
    "listTransactions", "the transactions", "finances", "list_transactions", _FINANCES, 10, wrapper="payload", rows="transactions"
)
BALANCES = Operation("listBalances", "the balances", "finances", "list_balances", _FINANCES, 10, rows="balances")
SUMMARY = Operation("listSummary", "the summary of a settlement", "finances", "list_summary", _FINANCES, 10, rows="summaries")
PAYOUTS = Operation("listPayouts", "the payouts", "transfers", "list_payouts", _FINANCES, 10, rows="payouts")
EXPECTED_PAYOUTS = Operation(
    "listExpectedPayouts", "the expected payouts", "transfers", "list_expected_payouts", _FINANCES, 10, rows="expectedPayouts"
)
PARTICIPATIONS = Operation(
    "getMarketplaceParticipations", "the marketplaces of the seller", "sellers", "get_marketplace_participation", Decimal("0.016"), 15,
    role="Selling Partner Insights", rows="payload",
)  # fmt: skip

EVERY = (LIST_REPORTS, REPORT, DOCUMENT, GROUPS, TRANSACTIONS, BALANCES, SUMMARY, PAYOUTS, EXPECTED_PAYOUTS, PARTICIPATIONS)
