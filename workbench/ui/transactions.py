"""The included transactions of a payout on a page: their table, the drawer with the details of one, the drawer to exclude."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.jobs import review
from workbench.jobs.quickbooks import options
from workbench.mapping.mapping import Target
from workbench.store import jobs
from workbench.store.company import Company
from workbench.store.decisions import Decision
from workbench.store.lines import Transaction
from workbench.store.settlements import Kind, Settlement
from workbench.ui import figures, gate, missing_details, vocabulary

PAGE = 100
"""Transactions on a page of the table."""

EXCLUDING = "excluding_jobs"
ACTED = "transactions_acted"
"""Counts decisions made on this page: part of the table's key, because row selections are positions and rows move."""

_FIGURES = ("gross", "shipping", "discounts", "tax", "fees", "net")
_HEAD = ("action", "order", "kind", "posted")
_ORDER = {
    "for-review": (*_HEAD, "skus", "quantity", *_FIGURES, "last"),
    "categorized": (*_HEAD, "skus", "quantity", *_FIGURES),
    "excluded": (*_HEAD, "net", "last", "skus", "quantity", *_FIGURES[:-1]),
}
_LACKS = {"account": "Account", "customer": "Customer", "product": "Product"}


def table_of(
    rows: Sequence[Transaction], needs: Sequence[Sequence[str]], decided: dict[str, Decision], status: str, settlement: Settlement, key: str
) -> Any:
    """Draw the transactions of one tab; the state of the table, in which `selection.rows` are positions in `rows`."""
    shown: list[list[Any]] = []
    for t, lacking in zip(rows, needs, strict=True):
        action = {"for-review": "Review" if lacking else "Confirm", "categorized": "Reopen", "excluded": "Reopen"}[status]
        decision = decided.get(t.key, Decision(status))
        last = {
            "for-review": ", ".join(_LACKS.get(name, name) for name in lacking),
            "categorized": "",
            "excluded": f"{decision.account or 'no account yet'} · {decision.because} · {decision.by}",
        }[status]
        shown.append([
            action, t.order_id, vocabulary.word(vocabulary.KIND, t.kind), figures.day(t.posted), t.skus, t.quantity,
            *(getattr(t, name) for name in _FIGURES), last,
        ])  # fmt: skip
    columns = {
        "action": figures.TEXT, "order": figures.TEXT, "kind": figures.TEXT, "posted": figures.DAY, "skus": figures.TEXT,
        "quantity": figures.COUNT, **dict.fromkeys(_FIGURES, figures.MONEY), "last": figures.TEXT,
    }  # fmt: skip
    return st.dataframe(
        figures.table(shown, **columns), key=key, on_select="rerun", selection_mode="multi-row", hide_index=True,
        height=figures.height(len(rows), 16),
        column_config=_columns(status, settlement.currency, f"{key}_action"),
        column_order=_ORDER[status],
        alt=f"{vocabulary.TRANSACTION[status]} transactions of payout {settlement.settlement_id}",
    )  # fmt: skip


def _columns(status: str, currency: str, action_key: str) -> dict[str, Any]:
    last = {"for-review": "Missing", "excluded": "Explained by", "categorized": ""}[status]
    return {
        "action": st.column_config.ButtonColumn("Action", key=action_key, width=84),
        "order": st.column_config.TextColumn("Order", width=156),
        "kind": st.column_config.TextColumn("Kind", width=72),
        "posted": figures.day_column("Posted"),
        "skus": st.column_config.TextColumn("SKUs", width=96),
        "quantity": st.column_config.NumberColumn("Qty", width=44),
        "last": st.column_config.TextColumn(last, width=90 if status == "for-review" else 260),
        **{name: figures.money_column(name.capitalize(), f"In {currency}, + to the seller", 82) for name in _FIGURES},
    }


def description(transaction: Transaction, lines: Sequence[Mapping[str, Any]]) -> str:
    """What the transaction is and how the buyer paid (S52): Amazon's reports tell cash on delivery, and no other means of payment."""
    cash = any(str(line["amount_description"]).upper().startswith("COD") for line in lines)
    how = "cash on delivery" if cash else "through Amazon, which does not say whether by card, gift card or else"
    return {"sale": f"Payment received {how}.", "refund": "Refund to the buyer through Amazon."}.get(
        transaction.kind, f"{vocabulary.word(vocabulary.KIND, transaction.kind)}, paid by Amazon."
    )


def _lines(company: Company, settlement: Settlement, transaction: Transaction) -> tuple[list[dict[str, Any]], dict[Kind, Target]]:
    """The transaction's lines in Amazon's file, and where each kind of line goes."""
    kinds = review.kinds_with_targets(company, settlement)
    return company.lines.lines_of(settlement.load_id, kinds, transaction_key=transaction.key), kinds


@st.dialog("Transaction", position="right", width="medium")
def details(company: Company, settlement: Settlement, transaction: Transaction, lacking: Sequence[str], locked: bool) -> None:
    """The drawer of one transaction: its figures, what is missing and where to mend it, its lines in the file."""
    st.text(f"Order {transaction.order_id}, posted {transaction.posted}")
    lines, kinds = _lines(company, settlement, transaction)
    st.caption(description(transaction, lines))
    st.dataframe(
        figures.table([[name.capitalize(), getattr(transaction, name)] for name in _FIGURES], what=figures.TEXT, amount=figures.MONEY),
        column_config={"what": "Figure", "amount": figures.money_column(f"Amount ({settlement.currency})", width=140)},
        hide_index=True, width="content", alt="Figures of this transaction",
    )  # fmt: skip
    targets = {(k.transaction_type, k.amount_type, k.amount_description): target for k, target in kinds.items()}
    rows, seen = [], set()
    for line in lines:
        words = (line["transaction_type"], line["amount_type"], line["amount_description"])
        seen.add(words)
        target = targets.get(words)
        account = target.account if target and target.complete else "waits for a choice"
        rows.append([line["line_no"], line["amount_type"], line["amount_description"], line["sku"], line["amount"], account])
    st.dataframe(
        figures.table(
            rows, line=figures.COUNT, type=figures.TEXT, words=figures.TEXT, sku=figures.TEXT, amount=figures.MONEY, account=figures.TEXT
        ),
        column_config={
            "line": st.column_config.NumberColumn("Line", width=60), "type": "Type", "words": "Amazon's words", "sku": "SKU",
            "amount": figures.money_column("Amount"), "account": st.column_config.TextColumn("Account", width=200),
        },
        hide_index=True, alt="Lines of this transaction in Amazon's file",
    )  # fmt: skip
    if locked or transaction.status != "for-review":
        return
    waiting = [k for k in kinds if not kinds[k].complete and (k.transaction_type, k.amount_type, k.amount_description) in seen]
    entered = missing_details.fields(company, lacking, waiting)
    if st.button("Confirm", type="primary", key="confirm_in_drawer", disabled=not entered.is_whole,
                 help=None if entered.is_whole else "Enter what is missing first"):  # fmt: skip
        try:
            missing_details.save(company, settlement.settlement_id, entered)
            review.confirm(company, settlement.settlement_id, gate.user(), [transaction.key])
        except WorkbenchError as error:
            gate.show_error(error)
            return
        acted()
        st.rerun()


@st.dialog("Exclude from QuickBooks", position="right", width="medium")
def exclude(company: Company, settlement: Settlement, transactions: Sequence[Transaction]) -> None:
    """The drawer that excludes orders: why, and in which account their amount stands instead."""
    orders = sorted({t.order_id for t in transactions})
    amount = figures.with_currency(sum((t.net for t in transactions), Decimal(0)), settlement.currency)
    st.write(f"{len(orders)} {'order' if len(orders) == 1 else 'orders'}, {amount} net. Every transaction of an order in this payout is "
             "excluded with it.")  # fmt: skip
    st.text("\n".join(orders[:10]) + ("\n…" if len(orders) > 10 else ""))
    chart = options.options(company)
    because = st.text_input("Reason", key="exclude_reason", placeholder="For example: already entered by hand")
    account = st.selectbox(
        "Account that explains the amount", list(chart.accounts.values()), index=None, key="exclude_account",
        placeholder="Choose an account",
        help="The deposit must still equal what Amazon paid, so the amount is posted to this account. "
        "Without one the payout cannot be posted.",
    )  # fmt: skip
    if st.button("Exclude", type="primary", disabled=not because.strip(), key="exclude_go"):
        st.session_state[EXCLUDING] = [
            jobs.ask(
                company.state, "exclude", gate.user(), payout=settlement.settlement_id, order=order, because=because.strip(),
                account=account or "",
            )
            for order in orders
        ]  # fmt: skip
        acted()
        st.rerun()


def acted() -> None:
    """A decision was made: selections start anew."""
    st.session_state[ACTED] = st.session_state.get(ACTED, 0) + 1
