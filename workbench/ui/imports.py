"""Imports on a page: what became of each file, the files in the books, versions that wait for a decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.jobs.settlements import imports
from workbench.jobs.settlements.versions import Waiting
from workbench.store import settlements
from workbench.store.company import Company
from workbench.ui import figures, gate

STATUS = {
    "imported": "Imported",
    "already-imported": "Already in the books",
    "new-version": "New version, waits",
    "refused": "Refused",
}
VERSION = {
    "current": "In use", "waiting": "Waits for a decision", "superseded": "Replaced", "declined": "Declined",
    "cross-check": "Cross-checks the report in use",
}  # fmt: skip
FORMAT = {
    "settlement-v2": "Settlement V2", "settlement-v1": "Settlement V1", "settlement-xml": "Settlement XML",
    "transactions": "Transactions", "deferred": "Deferred transactions",
}  # fmt: skip


def results(files: Sequence[Mapping[str, Any]]) -> None:
    """A row per file, then every finding in words: refused files first."""
    st.dataframe(
        figures.table(
            [
                [f["file"], STATUS.get(f["status"], f["status"]), FORMAT.get(f["format"], ""), f.get("settlement_id") or _counted(f),
                 ", ".join(f.get("marketplaces", ())), f.get("lines"), _money(f, "total"), _money(f, "difference"),
                 f.get("currency", ""), f.get("unmapped") or None]
                for f in files
            ],
            file=figures.TEXT, status=figures.TEXT, format=figures.TEXT, settlement=figures.TEXT, marketplaces=figures.TEXT,
            lines=figures.COUNT, total=figures.MONEY, difference=figures.MONEY, currency=figures.TEXT, unmapped=figures.COUNT,
        ),
        column_config={
            "file": st.column_config.TextColumn("File", width=220), "status": st.column_config.TextColumn("Result", width=130),
            "format": st.column_config.TextColumn("Report", width=120), "settlement": st.column_config.TextColumn("Settlement", width=100),
            "marketplaces": st.column_config.TextColumn("Marketplaces", width=130),
            "lines": st.column_config.NumberColumn("Lines", width=64),
            "total": figures.money_column("Amazon's total"),
            "difference": figures.money_column("Difference", "The sum of the lines less Amazon's total", 84),
            "currency": st.column_config.TextColumn("", width=44),
            "unmapped": st.column_config.NumberColumn("Without account", width=110, help="Lines that wait for an account"),
        },
        hide_index=True, placeholder="", height=figures.height(len(files)), alt="What became of each file",
    )  # fmt: skip
    _settlements([(f, s) for f in files for s in f.get("settlements", ())])
    findings = [(f["file"], finding) for f in sorted(files, key=lambda f: f["status"] != "refused") for finding in f["findings"]]
    if findings:
        _findings(findings)


def _counted(file: Mapping[str, Any]) -> str:
    settlements = file.get("settlements", ())
    return f"{len(settlements)} settlements" if settlements else ""


def _settlements(found: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> None:
    """The settlements that lie in reports of transactions, each with the transfer that paid it."""
    if not found:
        return
    st.subheader("Settlements in the transaction reports", anchor=False)
    st.caption("A settlement becomes a payout when its released rows come to the transfer that paid it, to the cent.")
    st.dataframe(
        figures.table(
            [
                [f["file"], s["settlement_id"], s["account_type"], s["lines"], Decimal(s["net"]), _optional(s["paid"]),
                 _optional(s["difference"]), s["currency"], s["why"]]
                for f, s in found
            ],
            file=figures.TEXT, settlement=figures.TEXT, account_type=figures.TEXT, lines=figures.COUNT, net=figures.MONEY,
            paid=figures.MONEY, difference=figures.MONEY, currency=figures.TEXT, why=figures.TEXT,
        ),
        column_config={
            "file": st.column_config.TextColumn("File", width=130), "settlement": st.column_config.TextColumn("Settlement", width=100),
            "account_type": st.column_config.TextColumn("Account", width=116), "lines": st.column_config.NumberColumn("Rows", width=56),
            "net": figures.money_column("Net of its rows", "Of this file alone: released rows, transfers left out"),
            "paid": figures.money_column("Transfer", "The transfer that paid it, where a report in the books has it"),
            "difference": figures.money_column("Difference", "Over all reports in the books", width=84),
            "currency": st.column_config.TextColumn("", width=44), "why": st.column_config.TextColumn("Why", width=420),
        },
        hide_index=True, placeholder="", height=figures.height(len(found), 20), alt="Settlements in the transaction reports",
    )  # fmt: skip


def _optional(amount: str | None) -> Decimal | None:
    return None if amount is None else Decimal(amount)


def _findings(found: Sequence[tuple[str, Mapping[str, Any]]]) -> None:
    st.subheader("What to know about them", anchor=False)
    st.dataframe(
        figures.table(
            [
                [file, finding["where"], finding["what"], finding["next"], Decimal(finding["amount"]) if "amount" in finding else None,
                 "Yes" if finding["blocks"] else "No"]
                for file, finding in found
            ],
            file=figures.TEXT, where=figures.TEXT, what=figures.TEXT, next=figures.TEXT, amount=figures.MONEY, blocks=figures.TEXT,
        ),
        column_config={
            "file": st.column_config.TextColumn("File", width=170), "where": st.column_config.TextColumn("Where", width=130),
            "what": st.column_config.TextColumn("What", width=340), "next": st.column_config.TextColumn("What to do", width=320),
            "amount": figures.money_column("Amount", width=80),
            "blocks": st.column_config.TextColumn("Stops posting", width=90),
        },
        hide_index=True, placeholder="", row_height=64, height=min(64 * len(found) + 34, 480), alt="Findings",
    )  # fmt: skip


def _money(file: Mapping[str, Any], name: str) -> Decimal | None:
    return Decimal(file[name]) if name in file else None


def waiting(company: Company, one: Waiting) -> None:
    """One version that waits: what it changes, and Take or Decline."""
    new, now = one.new, one.now
    st.text(f"Settlement {new.settlement_id} came again as {new.file_name} ({figures.moment(new.at)}). The books use version "
            f"{now.version}, from {now.file_name}.")  # fmt: skip
    currency = now.currency if now.currency == new.currency else f"{now.currency} / {new.currency}"
    rows: list[list[Any]] = [["Payout", "", now.line_count, new.line_count, now.total, new.total, new.total - now.total]]
    rows += [
        [c.words, c.marketplace, c.lines_now or None, c.lines_new or None, c.amount_now, c.amount_new, c.amount_new - c.amount_now]
        for c in one.changes
    ]
    st.dataframe(
        figures.table(
            rows, what=figures.TEXT, marketplace=figures.TEXT, lines_now=figures.COUNT, lines_new=figures.COUNT, now=figures.MONEY,
            new=figures.MONEY, difference=figures.MONEY,
        ),
        column_config={
            "what": st.column_config.TextColumn("What differs", width=280),
            "marketplace": st.column_config.TextColumn("Marketplace", width=120),
            "lines_now": st.column_config.NumberColumn("Lines now", width=84), "lines_new": st.column_config.NumberColumn("New", width=64),
            "now": figures.money_column(f"In the books ({currency})", width=150), "new": figures.money_column("New version", width=110),
            "difference": figures.money_column("Difference", width=100),
        },
        hide_index=True, placeholder="", width="content", height=figures.height(len(rows), 12),
        alt=f"Differences of settlement {new.settlement_id}",
    )  # fmt: skip
    if not one.changes:
        st.caption("The same lines and sums by kind of line: the files differ in order, ids or layout only.")
    with st.container(horizontal=True):
        take = st.button("Take the new version", type="primary", key=f"take_{new.load_id}")
        decline = st.button("Decline it", key=f"decline_{new.load_id}", help="The books stay as they are; the file is kept")
    if take or decline:
        try:
            imports.decide_version(company, new.load_id, take, gate.user())
        except WorkbenchError as error:
            gate.show_error(error)
            return
        st.rerun()


def files(company: Company) -> None:
    """Every file that was taken into the books, newest first, with its hash."""
    with company.state.read() as connection:
        loads = settlements.published_loads(connection)
    if not loads:
        st.text("No file was imported yet.")
        return
    loads.sort(key=lambda s: s.at, reverse=True)
    st.dataframe(
        figures.table(
            [
                [s.file_name, s.settlement_id, s.version, VERSION.get(s.state, s.state), f"{s.day(s.start)} – {s.day(s.end)}", s.line_count,
                 s.total, s.currency, figures.moment(s.at), s.sha256]
                for s in loads
            ],
            file=figures.TEXT, settlement=figures.TEXT, version=figures.COUNT, state=figures.TEXT, period=figures.TEXT,
            lines=figures.COUNT, total=figures.MONEY, currency=figures.TEXT, at=figures.TEXT, sha=figures.TEXT,
        ),
        column_config={
            "file": st.column_config.TextColumn("File", width=240), "settlement": st.column_config.TextColumn("Settlement", width=100),
            "version": st.column_config.NumberColumn("Version", width=64), "state": st.column_config.TextColumn("State", width=130),
            "period": st.column_config.TextColumn("Period", width=180), "lines": st.column_config.NumberColumn("Lines", width=70),
            "total": figures.money_column("Total"), "currency": st.column_config.TextColumn("", width=44),
            "at": st.column_config.TextColumn("Imported", width=140), "sha": st.column_config.TextColumn("SHA-256", width=470),
        },
        hide_index=True, height=figures.height(len(loads)), alt="Files in the books",
    )  # fmt: skip
