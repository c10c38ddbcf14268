"""The mapping on a page: rows in a data editor, and the choices that a person's edits amount to."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from collections.abc import Mapping as Dictionary
from dataclasses import replace
from typing import Any

import pyarrow as pa
import streamlit as st

from workbench.errors import Refused
from workbench.jobs.mapping.remapping import Moved, Row
from workbench.jobs.quickbooks.options import Options
from workbench.mapping.mapping import Choice
from workbench.money import total
from workbench.ui import figures, vocabulary

_DETAILS = {"tax_code": "Tax code", "class_id": "Class", "location_id": "Location"}


def edited(rows: Sequence[Row], known: Options, accounts: Dictionary[str, str], currencies: Sequence[str], key: str) -> list[Choice]:
    """Draw the editor of these rows; the choices that its edits amount to, not saved yet.

    `accounts` are the accounts (id to name) that these rows may go to. Rows keep their order as long as the version in
    `key` stands: edits are kept by position.
    """
    shown = _details_shown(rows, known)
    suggesting = any(row.standing == "suggested" for row in rows)
    columns = _columns(rows[0].scope, accounts, known, shown, currencies, suggesting)
    st.data_editor(
        _table(rows, currencies), key=key, hide_index=True, num_rows="fixed", height=figures.height(len(rows), 12),
        disabled=[name for name in columns if name not in {"account", "accept", *_DETAILS}], column_config=columns,
        column_order=list(columns), placeholder="",
        alt="Accounts by category" if rows[0].scope == "category" else "Accounts by kind of line",
    )  # fmt: skip
    edits = st.session_state.get(key, {"edited_rows": {}})["edited_rows"]
    return [choice for n, change in edits.items() if (choice := choice_of(rows[int(n)], change, known)) != rows[int(n)].choice]


def choice_of(row: Row, change: Dictionary[str, Any], known: Options) -> Choice:
    """A row's choice after an edit (`{"account": id or None, "accept": bool, "tax_code": id …}`); None takes a value back.

    `Refused` when a suggestion is accepted that QuickBooks has no account for.
    """
    choice = row.choice
    if "account" in change:
        chosen = change["account"] or ""
        choice = replace(choice, account_id=chosen, account=known.accounts.get(chosen, ""))
    elif change.get("accept"):
        if not row.default_account:
            raise Refused("Nothing is suggested for this kind of line.", where=row.words, next="Choose its account instead.")
        account_id = known.account_id(row.default_account)
        if not account_id:
            raise Refused(f"QuickBooks has no account {row.default_account!r}.", where=row.words, next="Read the chart anew under Set up.")
        choice = replace(choice, account_id=account_id, account=known.accounts[account_id])

    def detail(name: str) -> str:
        return (change[name] or "") if name in change else getattr(choice, name)

    return replace(
        choice, category=row.category, tax_code=detail("tax_code"), class_id=detail("class_id"), location_id=detail("location_id")
    )


def effect_words(moved: Sequence[Moved]) -> str:
    """What a change comes to, in a sentence.

    >>> effect_words([])
    'No line in the books changes its account.'
    """
    open_ones = {m.settlement_id for m in moved if not m.posted}
    kept = {m.settlement_id for m in moved if m.posted}
    said = []
    if open_ones:
        lines = sum(m.line_count for m in moved if not m.posted)
        said.append(f"{lines:,} {_lines(lines)} of {len(open_ones)} {_payouts(open_ones)} still to be posted, {_amounts(moved)}.")
    if kept:
        said.append(f"{len(kept)} posted {_payouts(kept)} {'keeps' if len(kept) == 1 else 'keep'} the mapping of the posting.")
    return " ".join(said) or "No line in the books changes its account."


def _amounts(moved: Sequence[Moved]) -> str:
    by_currency = {m.currency: total(n.amount for n in moved if n.currency == m.currency and not n.posted) for m in moved if not m.posted}
    return " and ".join(figures.with_currency(amount, currency) for currency, amount in sorted(by_currency.items()))


def _lines(count: int) -> str:
    return "line" if count == 1 else "lines"


def _payouts(numbers: Collection[str]) -> str:
    return "payout" if len(numbers) == 1 else "payouts"


def moved_table(moved: Sequence[Moved]) -> None:
    """What a change moves, a line per payout and pair of accounts."""
    st.dataframe(
        figures.table(
            [[figures.day(m.end), m.settlement_id, m.before, m.after, m.line_count, m.amount, m.currency] for m in moved],
            end=figures.DAY, payout=figures.TEXT, before=figures.TEXT, after=figures.TEXT, lines=figures.COUNT, amount=figures.MONEY,
            currency=figures.TEXT,
        ),
        column_config={
            "end": figures.day_column("Period end"), "payout": "Payout", "before": st.column_config.TextColumn("From", width=220),
            "after": st.column_config.TextColumn("To", width=220), "lines": st.column_config.NumberColumn("Lines", width=64),
            "amount": figures.money_column("Amount"), "currency": st.column_config.TextColumn("Currency", width=72),
        },
        hide_index=True, height=figures.height(len(moved), 9), alt="What the change moves",
    )  # fmt: skip


def _table(rows: Sequence[Row], currencies: Sequence[str]) -> pa.Table:
    names = {
        "category": figures.TEXT, "words": figures.TEXT, "section": figures.TEXT, "default": figures.TEXT, "accept": figures.YES,
        "account": figures.TEXT, "lines": figures.COUNT, **dict.fromkeys(currencies, figures.MONEY), "standing": figures.TEXT,
        "apart": figures.COUNT, **dict.fromkeys(_DETAILS, figures.TEXT),
    }  # fmt: skip
    return figures.table(
        [
            [
                row.category, row.words, vocabulary.word(vocabulary.SECTION, row.section), row.default_account, False,
                row.choice.account_id or None, row.line_count, *(row.amounts.get(currency) for currency in currencies),
                vocabulary.word(vocabulary.STANDING, row.standing), row.apart or None,
                *(getattr(row.choice, name) or None for name in _DETAILS),
            ]
            for row in rows
        ],
        **names,
    )  # fmt: skip


def _columns(
    scope: str, accounts: Dictionary[str, str], known: Options, shown: Sequence[str], currencies: Sequence[str], suggesting: bool
) -> dict[str, Any]:
    lists = {"tax_code": known.tax_codes, "class_id": known.classes, "location_id": known.locations}
    own = {"category": st.column_config.TextColumn("Category", width=150, pinned=True)} if scope == "category" else {}
    accept = {"accept": st.column_config.CheckboxColumn("Accept", width=80, help="Accept what is suggested")} if suggesting else {}
    apart = {
        "apart": st.column_config.NumberColumn("Apart", width=60, help="Kinds of line of this category with an account of their own")
    } if scope == "category" else {}  # fmt: skip
    return {
        **own,
        "words": st.column_config.TextColumn("Meaning" if own else "Amazon's words", width=230 if own else 330),
        "default": st.column_config.TextColumn("Suggested account" if suggesting else "Default account", width=190),
        **accept,
        "account": _select("Chosen account", accounts, 210, "Empty: the default account"),
        "lines": st.column_config.NumberColumn("Lines", width=58),
        **{currency: figures.money_column(currency, f"Sum of the lines in {currency}", 96) for currency in currencies},
        "standing": st.column_config.TextColumn("Set", width=124),
        "section": st.column_config.TextColumn("Section", width=150),
        **apart,
        **{name: _select(_DETAILS[name], lists[name], 130, "") for name in shown},
    }


def _select(label: str, names: Dictionary[str, str], width: int, help: str) -> Any:
    return st.column_config.SelectboxColumn(
        label, options=list(names), format_func=lambda key: names.get(str(key), str(key)), width=width, help=help or None
    )


def _details_shown(rows: Sequence[Row], known: Options) -> list[str]:
    """Details that QuickBooks has lists for, or that some row uses already."""
    lists = {"tax_code": known.tax_codes, "class_id": known.classes, "location_id": known.locations}
    return [name for name, names in lists.items() if names or any(getattr(row.choice, name) for row in rows)]
