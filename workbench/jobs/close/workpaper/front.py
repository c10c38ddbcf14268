"""The first sheets: whose figures these are and of when, the month's checks, who signed, which files it all came from."""

from __future__ import annotations

from collections.abc import Iterator

from workbench import __version__
from workbench.jobs.close import closing, variance
from workbench.jobs.close.workpaper import lines
from workbench.jobs.close.workpaper.gathered import Gathered
from workbench.jobs.close.workpaper.sample import seed
from workbench.reports import reconciliation
from workbench.reports.section import Cell, Section


def cover(g: Gathered) -> Section:
    """Whose figures, of when, made by which version."""
    return reconciliation.cover(g.currency, _cover_rows(g), g.settings["connection"] == "practice")


def month_checks(g: Gathered) -> Section:
    """The month's checks as they stand."""
    return reconciliation.month_checks(g.currency, _check_rows(g))


def signatures(g: Gathered) -> Section:
    """Who stood for the month."""
    return reconciliation.signatures(g.currency, _signature_rows(g))


def sources(g: Gathered) -> Section:
    """The file of each payout, with its hash."""
    return reconciliation.sources(g.currency, _source_rows(g), g.amazon_total)


def _cover_rows(g: Gathered) -> Iterator[tuple[str, str]]:
    practice = g.settings["connection"] == "practice"
    posted = sorted({p.batch.mapping_version for p in g.payouts if p.batch})
    at, words = g.as_of
    yield "Company", g.company.name
    yield "QuickBooks company", f"{g.settings['chart'].get('company', 'not connected yet')}{' (practice company)' if practice else ''}"
    yield "QuickBooks company id", str(g.settings["realm"])
    if g.now:
        yield "Month", f"{g.month} (payouts that touch it)"
    else:
        yield "Month", f"{g.month} (payouts deposited in it)" if g.month else "not bounded"
    yield "Payouts", ", ".join(p.settlement.settlement_id for p in g.payouts)
    yield "Marketplaces", ", ".join(sorted({name for p in g.payouts for name in p.settlement.marketplaces}))
    yield "Currency", g.currency
    yield "Time zone", ", ".join(sorted({p.settlement.time_zone for p in g.payouts}))
    yield "Basis", "the day on which Amazon posted a line, in the time zone above"
    yield "Mapping version", ", ".join(f"{version} (as posted)" for version in posted) or f"{g.newest_mapping} (newest)"
    yield "Figures as of", f"{at:%Y-%m-%d %H:%M:%S} UTC ({words})"
    if g.now:
        yield "Figures signed", g.now.content
        yield "Seed of the sample", seed(g)
        if not lines.are_in_the_workbook(g):
            many = f"more than {lines.LARGEST:,} lines: they are in lines-{g.month}-{g.currency}.csv of the package alone"
            yield "Settlement lines", f"{many}, and what adds them up stands here as figures"
    yield "Made by", f"Tieout {__version__}"


def _check_rows(g: Gathered) -> Iterator[tuple[Cell, ...]]:
    for check in g.now.checks if g.now else ():
        words, where = closing.WORDS[check.name]
        yield words, "yes" if check.done else "no", check.figure, "; ".join(check.left), where


def _signature_rows(g: Gathered) -> Iterator[tuple[Cell, ...]]:
    for event in g.now.events if g.now else ():
        holds = "" if g.now and event.content == g.now.content else " (figures changed since)"
        yield event.at, closing.DID[event.act] + holds, event.by, event.because, event.content


def _source_rows(g: Gathered) -> Iterator[tuple[Cell, ...]]:
    for p in g.payouts:
        s = p.settlement
        days = [s.day(moment) for moment in (s.start, s.end, s.deposit_date)]
        read_at = variance.read_back_at(g.company, s.settlement_id)
        yield s.settlement_id, *days, s.file_name, s.sha256, s.line_count, s.total, read_at or "not read back"
