"""A bank statement on a page: the file, its account, what its columns mean, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from workbench.bank import cells, layout
from workbench.bank.layout import Layout, Sign
from workbench.errors import WorkbenchError
from workbench.jobs.bank import bank_statements
from workbench.jobs.bank.bank_statements import Looked
from workbench.store import jobs
from workbench.store.company import Company
from workbench.ui import figures, gate, waiting

SIGNS: dict[Sign, str] = {
    "plus-received": "One column; money received has no sign or a plus",
    "minus-received": "One column; money received has a minus",
    "two-columns": "Two columns, received and paid out, both without sign",
    "two-columns-paid-minus": "Two columns; what was paid out has a minus",
}
MARKS = {".": "Point: 1,234.56", ",": "Comma: 1.234,56"}
STATUS = {"imported": "Imported", "already-imported": "Already in the books", "refused": "Refused"}
ROUND = "bank_round"
FIRST = 5
"""Lines shown before the import, as they would be read."""


def upload(company: Company) -> None:
    """The statement's file and account; for a CSV, its columns; then Import, and what became of it."""
    accounts = bank_statements.accounts(company)
    if not accounts:
        st.info("No bank account is known yet. Connect QuickBooks first.")
        st.page_link("pages/setup/quickbooks.py", label="Connect QuickBooks")
        return
    running = next((job for job in jobs.recent(company.state) if job.kind == "bank-import" and not job.ended), None)
    attempt = st.session_state.setdefault(ROUND, 0)
    account = st.selectbox("Bank account", list(accounts), format_func=accounts.__getitem__, key="bank_account", width=320)
    file = st.file_uploader(
        "The bank's statement: CSV, OFX or QFX", key=f"bank_upload_{attempt}", disabled=running is not None, max_upload_size=20,
        help="Any days: lines that are in the books already are told apart and not doubled. Taken whole or refused whole.",
    )  # fmt: skip
    if file is not None:
        _import(company, account, file.name, file.getvalue())
    if running:
        st.session_state[_job(company)] = running.job_id
    if _job(company) in st.session_state and (found := waiting.result(company, st.session_state[_job(company)])):
        results(found["files"])


def _job(company: Company) -> str:
    """Under which name this session remembers its last import."""
    return f"bank_job_{company.name}"


def _import(company: Company, account: str, name: str, data: bytes) -> None:
    """Ask what the columns mean where nobody said so yet, and queue the import."""
    try:
        looked = bank_statements.look(company, data)
    except WorkbenchError as error:
        gate.show_error(error)
        return
    said = looked.layout
    if looked.table and (said is None or st.checkbox("Say anew what the columns mean", key="bank_anew")):
        said = _asked(company, looked)
    if looked.table and not _preview(data, said):
        return
    if st.button("Import", type="primary", key="bank_import"):
        archived = [(company.archive.keep_bytes(data), name)]
        meaning = said.as_json() if said and looked.table else None
        st.session_state[_job(company)] = jobs.ask(
            company.state, "bank-import", gate.user(), files=archived, account=account, layout=meaning
        )
        st.session_state[ROUND] += 1
        st.rerun()


def _asked(company: Company, looked: Looked) -> Layout:
    """The form: what each column means. It begins with what the names suggest."""
    assert looked.table is not None
    begin = looked.layout or bank_statements.proposed(company, looked.table)
    names = list(dict.fromkeys(looked.table.header))
    key = begin.fingerprint
    st.caption("Say once what the columns of this bank mean; files with the same header are then read in the same way.")
    left, middle, right = st.columns(3)
    with left:
        date = _choice("Date", names, begin.date, f"date_{key}")
        written = _choice("Dates are written", list(cells.DATE_FORMATS), begin.date_format, f"written_{key}")
    with middle:
        sign = st.selectbox("Amounts", list(SIGNS), list(SIGNS).index(begin.sign), format_func=SIGNS.__getitem__, key=f"bank_sign_{key}")
        if sign.startswith("two-columns"):
            amount, received = "", _choice("Received", names, begin.received, f"received_{key}")
            paid = _choice("Paid out", names, begin.paid, f"paid_{key}")
        else:
            amount, received, paid = _choice("Amount", names, begin.amount, f"amount_{key}"), "", ""
    with right:
        mark = st.selectbox("Decimal mark", list(MARKS), list(MARKS).index(begin.decimal_mark), format_func=MARKS.__getitem__,
                            key=f"bank_mark_{key}")  # fmt: skip
        currency = st.text_input("Currency", begin.currency, max_chars=3, key=f"bank_currency_{key}").strip().upper()
    description = st.multiselect("Description", names, [n for n in begin.description if n in names], key=f"bank_description_{key}")
    reference = _choice("Reference (if there is one)", ["", *names], begin.reference, f"reference_{key}")
    return Layout(looked.table.header, date, written, tuple(description), reference, sign, amount, received, paid, mark, currency)


def _choice(label: str, names: Sequence[str], now: str, key: str) -> str:
    """One of these names; nothing is chosen where none was known."""
    return st.selectbox(label, names, names.index(now) if now in names else None, key=f"bank_{key}") or ""


def _preview(data: bytes, said: Layout | None) -> bool:
    """The first lines as they would be read; False, and why in words, when the file cannot be read so."""
    try:
        statement = bank_statements.read(data, layout.checked(said) if said else None)
    except WorkbenchError as error:
        gate.show_error(error)
        return False
    lines = statement.lines[:FIRST]
    st.caption(f"The first of {len(statement.lines):,} lines, as they would be read:")
    st.dataframe(
        figures.table([[n.date, n.amount, statement.currency, n.description, n.reference] for n in lines], first_day=figures.DAY,
                      amount=figures.MONEY, currency=figures.TEXT, description=figures.TEXT, reference=figures.TEXT),
        column_config={
            "first_day": figures.day_column("Day"), "amount": figures.money_column("Received (paid out)", width=140),
            "currency": st.column_config.TextColumn("", width=44), "description": st.column_config.TextColumn("Description", width=420),
            "reference": st.column_config.TextColumn("Reference", width=160),
        },
        hide_index=True, width="content", placeholder="", height=figures.height(len(lines)), alt="The first lines of the statement",
    )  # fmt: skip
    return True


def results(files: Sequence[Mapping[str, Any]]) -> None:
    """What became of each file, then every finding in words."""
    for file in files:
        words = gate.plain(f"{file['file']}: {STATUS[file['status']]}.")
        if file["status"] == "imported":
            words += f" {file['lines']:,} lines from {file['first_day']} to {file['last_day']}, {file['new']:,} of them new."
        (st.error if file["status"] == "refused" else st.success)(words)
        if file["findings"]:
            st.dataframe(
                figures.table([[f["where"], f["what"], f["next"]] for f in file["findings"]], where=figures.TEXT, what=figures.TEXT,
                              next=figures.TEXT),
                column_config={
                    "where": st.column_config.TextColumn("Where", width=200), "what": st.column_config.TextColumn("What", width=480),
                    "next": st.column_config.TextColumn("What to do", width=460),
                },
                hide_index=True, row_height=64, height=min(64 * len(file["findings"]) + 34, 480), alt="Findings of the statement",
            )  # fmt: skip
