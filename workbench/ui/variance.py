"""The variance on a page: the chain of figures from Amazon to the bank, and what explains a difference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import streamlit as st

from workbench.jobs.close.variance import PayoutVariance
from workbench.money import total
from workbench.ui import figures

_STEPS = (
    ("amazon_total", "Amazon's total"),
    ("lines", "Sum of the lines"),
    ("entries", "Our entries"),
    ("quickbooks", "QuickBooks, read back"),
    ("bank", "Bank"),
)


def chain(v: PayoutVariance) -> None:
    """The five figures one below the other, each with its difference from the one above it that is known."""
    rows: list[list[object]] = []
    before: Decimal | None = None
    for name, label in _STEPS:
        value: Decimal | None = getattr(v, name)
        difference = None if value is None or before is None else value - before
        rows.append([label, value, difference, _why_empty(name, v) if value is None else ""])
        before = value if value is not None else before
    st.dataframe(
        figures.table(rows, figure=figures.TEXT, amount=figures.MONEY, difference=figures.MONEY, note=figures.TEXT),
        column_config={
            "figure": st.column_config.TextColumn("Figure", width=180), "amount": figures.money_column(f"Amount ({v.currency})", width=140),
            "difference": figures.money_column("Difference", width=110), "note": st.column_config.TextColumn("", width=320),
        },
        hide_index=True, placeholder="", alt="From Amazon's total to the bank",
    )  # fmt: skip


def _why_empty(name: str, v: PayoutVariance) -> str:
    if name == "entries":
        return "not posted yet"
    if name == "quickbooks":
        return "not posted yet" if v.entries is None else "not read back yet"
    return "no bank statement imported"


def metrics(v: PayoutVariance) -> None:
    """Variance, explained, unexplained and Payments to deposit, always all four."""
    explained = total(e.amount for e in v.explained)
    cells = (
        ("Variance", v.variance, "QuickBooks less Amazon"),
        ("Explained", explained, "Differences that have a name"),
        ("Unexplained", v.unexplained, "What is left over; must be 0.00"),
        ("Payments to deposit", v.held, "Left of this payout after its deposit; must be 0.00"),
    )
    for column, (label, value, help_) in zip(st.columns(len(cells)), cells, strict=True):
        column.metric(label, "–" if value is None else figures.with_currency(value, v.currency), help=help_, border=True)


def explanations(v: PayoutVariance) -> None:
    """What was changed in QuickBooks after posting, a line a document."""
    if not v.explained:
        return
    st.subheader("Explained differences")
    st.dataframe(
        figures.table([[e.why, e.amount] for e in v.explained], why=figures.TEXT, amount=figures.MONEY),
        column_config={"why": st.column_config.TextColumn("What happened", width=760), "amount": figures.money_column("Amount", width=130)},
        hide_index=True, alt="Explained differences",
    )  # fmt: skip


def by_account(differences: Mapping[str, Decimal], names: Mapping[str, str], currency: str) -> None:
    """Accounts whose movement in QuickBooks is not what was posted."""
    st.subheader("Differences by account")
    if not differences:
        st.text("None: QuickBooks holds what was posted, account by account.")
        return
    st.dataframe(
        figures.table(
            sorted((names.get(account, account), gap) for account, gap in differences.items()), account=figures.TEXT, gap=figures.MONEY
        ),
        column_config={
            "account": st.column_config.TextColumn("Account", width=300),
            "gap": figures.money_column(f"QuickBooks less posted ({currency})", "Debits positive", 220),
        },
        hide_index=True, width="content", alt="Differences by account",
    )  # fmt: skip


def payouts_table(rows: Sequence[tuple[PayoutVariance, str]]) -> None:
    """The payouts of a month with their figures, and a total per currency; `rows` pair each with its read-back time."""

    def cells(label: str, currency: str, part: Sequence[PayoutVariance], at: str) -> list[object]:
        return [
            label, currency, *(_sum(part, name) for name, _ in _STEPS), _sum(part, "variance"),
            total(e.amount for v in part for e in v.explained), _sum(part, "unexplained"), _sum(part, "held"), at,
        ]  # fmt: skip

    shown = [cells(v.settlement_id, v.currency, [v], figures.moment(at)) for v, at in rows]
    for currency in sorted({v.currency for v, _ in rows}):
        part = [v for v, _ in rows if v.currency == currency]
        shown.append(cells("Total", currency, part, ""))
    money = [name for name, _ in _STEPS] + ["variance", "explained", "unexplained", "held"]
    labels = {"amazon_total": "Amazon", "lines": "Lines", "entries": "Entries", "quickbooks": "QuickBooks", "bank": "Bank",
              "variance": "Variance", "explained": "Explained", "unexplained": "Unexplained", "held": "To deposit"}  # fmt: skip
    helps = {"held": "Left in Payments to deposit after the deposit; must be 0.00", "bank": "No bank statement imported"}
    st.dataframe(
        figures.table(
            shown, payout=figures.TEXT, currency=figures.TEXT, **dict.fromkeys(money, figures.MONEY), at=figures.TEXT
        ),
        column_config={
            "payout": st.column_config.TextColumn("Payout", width=110), "currency": st.column_config.TextColumn("", width=44),
            **{name: figures.money_column(labels[name], helps.get(name, ""), 96) for name in money},
            "at": st.column_config.TextColumn("Read back", width=150),
        },
        hide_index=True, placeholder="", alt="Variance of the month's payouts",
    )  # fmt: skip


def _sum(part: Sequence[PayoutVariance], name: str) -> Decimal | None:
    """The sum over the payouts; nothing while one of them has no figure: half a sum would be taken for the whole."""
    values = [getattr(v, name) for v in part]
    return None if any(value is None for value in values) else total(values)
