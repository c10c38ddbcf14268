"""The settlement lines of the package: one row a line, with what we made of it and where it was booked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from workbench.jobs import review
from workbench.jobs.close.workpaper import accounts
from workbench.jobs.close.workpaper.booked import Booked, booked, words_of
from workbench.jobs.close.workpaper.detail import groups
from workbench.jobs.close.workpaper.gathered import Gathered, account_of
from workbench.jobs.review import Payout
from workbench.mapping.mapping import Target
from workbench.reports import workpaper
from workbench.reports.section import Cell, Section
from workbench.store import line_details
from workbench.store.line_details import LineDetail
from workbench.store.outbox_values import Posting
from workbench.store.settlements import Kind

LARGEST = 50_000
"""Lines that the workbook holds; above it they are in the package's CSV alone, and what adds them up stands as figures."""


def settlement_lines(g: Gathered) -> Section:
    """Every line of the payouts."""
    return workpaper.settlement_lines(g.currency, _rows(g), g.amazon_total)


def are_in_the_workbook(g: Gathered) -> bool:
    """Whether the lines are few enough for a sheet."""
    return sum(p.settlement.line_count for p in g.payouts) <= LARGEST


@dataclass(frozen=True)
class Reading:
    """How the lines of one payout are read: kinds and targets by number, the documents they went to, account ids by name, and the
    kinds that are sold by SKU."""

    g: Gathered
    p: Payout
    documents: Booked
    kinds: dict[int, tuple[Kind, Target]]
    ids: dict[str, str]
    by_sku: frozenset[int]
    known: dict[tuple[int, str, str, str], tuple[str, str, str, Posting | None]] = field(default_factory=dict)

    def placed(self, line: LineDetail) -> tuple[str, str, str, Posting | None]:
        """(section, category, account, document) of a line."""
        place = (line.kind_id, line.sku, line.key, line.posted[:7])
        if place not in self.known:
            if len(self.known) > line_details.PAGE:
                self.known.clear()  # the lines of a transaction stand together: what is further back is not asked again
            self.known[place] = self._placed(line)
        return self.known[place]

    def what(self, line: LineDetail) -> str:
        """What Amazon calls a line."""
        return review.words_of(self.kinds[line.kind_id][0])

    def _placed(self, line: LineDetail) -> tuple[str, str, str, Posting | None]:
        settlement_id = self.p.settlement.settlement_id
        _, target = self.kinds[line.kind_id]
        why = self.g.decided[settlement_id].get(line.key) if line.key else None
        excluded = why is not None and why.status == "excluded"
        sold = self.g.sold[settlement_id]
        product = sold.get((line.kind_id, line.sku if line.kind_id in self.by_sku else ""))
        account = product.account.name if product else account_of(target)
        account_id = target.account_id or self.g.settings.get(f"account:{target.key}", "") or self.ids.get(account, "")
        if why and excluded:
            account, account_id = why.account or "no account yet", why.account_id or self.ids.get(why.account, "")
        section = "excluded" if excluded else target.meaning.section
        document = self.documents.document(line, target.meaning.column == "fees", excluded, account_id)
        return section, target.meaning.category, account, document


def reading(g: Gathered, p: Payout) -> Reading:
    """Of one payout of the report."""
    kinds = {kind.kind_id: (kind, target) for kind, target in g.targets[p.settlement.load_id].items()}
    by_sku = frozenset(kind_id for kind_id, sku in g.sold[p.settlement.settlement_id] if sku)
    ids = {a["name"]: a["id"] for a in g.settings["chart"].get("accounts", [])}
    return Reading(g, p, booked(p.settlement, p.batch, g.documents(p), g.settings["chart"]), kinds, ids, by_sku)


def _rows(g: Gathered) -> Iterator[tuple[Cell, ...]]:
    in_summary = {group: number for number, group in enumerate(groups(g), start=1)}
    in_mapping = accounts.numbers(g)
    for p in g.payouts:
        s, read = p.settlement, reading(g, p)
        for line in line_details.each(g.company.lines, s.load_id, g.targets[s.load_id]):
            kind, _ = read.kinds[line.kind_id]
            section, category, account, document = read.placed(line)
            summary_no = in_summary[s.settlement_id, line.posted[:7], section, category, account]
            yield (s.settlement_id, s.file_name, line.line_no, line.posted, line.order_id, line.adjustment_id, line.sku, line.quantity,
                   kind.transaction_type, kind.amount_type, kind.amount_description, kind.marketplace, section, category, account,
                   in_mapping[s.load_id, kind.kind_id], summary_no, words_of(document), document.quickbooks_id if document else "",
                   p.batch.batch_id if p.batch else "", Decimal(line.amount))  # fmt: skip
