"""Deferral on its page: Amazon's figures beside ours, the transactions behind them, what would be posted; and its switches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import streamlit as st

from workbench.jobs.post import accruing
from workbench.jobs.quickbooks.options import Options
from workbench.mapping.chart import DEFAULT_CHART
from workbench.store import jobs, settings
from workbench.store.company import Company
from workbench.store.jobs import Job
from workbench.ui import figures, gate, waiting

PARTS = {"closing": "Held at the end", "opening": "Held at the beginning", "deferred": "Deferred in the month",
         "released": "Released in the month", "open": "Open settlement"}  # fmt: skip
MEANS = (
    "At a month's end, one journal entry puts sales that Amazon holds back into the month in which they were shipped; on the first day of "
    "the next it takes itself back, because the settlements bring the money then."
)


def look(company: Company, month: str) -> Job | None:
    """The newest look at this month."""
    return jobs.last(company.state, "ask", question="deferral", of={"month": month})


def ask(company: Company, month: str) -> int:
    """Have the month worked out."""
    return jobs.ask(company.state, "ask", gate.user(), question="deferral", of={"month": month})


def totals(one: Mapping[str, Any]) -> None:
    """Both parts, each with Amazon's figure; what was not asked stays empty."""
    running = one["open"]
    rows = [
        ("Deferred transactions", *(_money(one[name]) for name in ("opening", "deferred", "released", "closing", "amazon", "difference"))),
        ("Open settlement", None, None, None, *(_money(running[name]) for name in ("total", "amazon", "difference"))),
    ]
    names = ("opening", "deferred", "released", "closing", "amazon", "difference")
    st.dataframe(
        figures.table(rows, part=figures.TEXT, **dict.fromkeys(names, figures.MONEY)),
        column_config={
            "part": st.column_config.TextColumn(f"{one['marketplace']}, {one['currency']}", width=190),
            "opening": figures.money_column("Opening"), "deferred": figures.money_column("Deferred"),
            "released": figures.money_column("Released"), "closing": figures.money_column("Closing"),
            "amazon": figures.money_column("Amazon", f"Amazon's own balance at the end of {one['last_day']}, as the sync keeps it"),
            "difference": figures.money_column("Difference", "Amazon's figure minus ours"),
        },
        hide_index=True, width="content", placeholder="", alt="Deferred transactions and open settlement",
    )  # fmt: skip
    if one["amazon"] is None:
        st.caption("Amazon was not asked for its balance of that day; the next sync after the month's end does.")


def findings(listed: Sequence[Mapping[str, Any]]) -> None:
    """What stands in the way first, then what to know."""
    for finding in sorted(listed, key=lambda one: not one["blocks"]):
        (st.warning if finding["blocks"] else st.info)(gate.plain(f"{finding['what']} {finding['next']}"))


def lines(one: Mapping[str, Any], key: str) -> None:
    """The transactions of one part."""
    part = st.segmented_control("Transactions", list(PARTS), format_func=PARTS.__getitem__, default="closing", required=True,
                                key=f"{key}_part", label_visibility="collapsed")  # fmt: skip
    listed = [line for line in one["lines"] if line["part"] == part]
    if not listed:
        st.text("There are none.")
        return
    rows = [
        (line["order_id"], figures.day(line["posted"]), figures.day(line["released"]), line["reason"], line["what"],
         _money(line["amount"]), ", ".join(f"{kind['kind'].rpartition(' / ')[2]} {kind['amount']}" for kind in line["kinds"]),
         line["settlement"])
        for line in listed
    ]  # fmt: skip
    st.dataframe(
        figures.table(rows, order=figures.TEXT, posted=figures.DAY, released=figures.DAY, reason=figures.TEXT, what=figures.TEXT,
                      amount=figures.MONEY, kinds=figures.TEXT, settlement=figures.TEXT),
        column_config={
            "order": st.column_config.TextColumn("Order", width=170), "posted": figures.day_column("Posted"),
            "released": figures.day_column("Released"), "reason": st.column_config.TextColumn("Reason", width=70),
            "what": st.column_config.TextColumn("What", width=130), "amount": figures.money_column("Amount"),
            "kinds": st.column_config.TextColumn("Made of", width=330),
            "settlement": st.column_config.TextColumn("Settlement", width=110, help="The one that books it, or in which it is"),
        },
        hide_index=True, width="content", placeholder="", height=figures.height(len(rows)), alt=PARTS[part],
    )  # fmt: skip


def to_post(company: Company, one: Mapping[str, Any], month: str) -> None:
    """The accounts of the journal entry, and the button that posts it and its reversal."""
    if one["accounts"]:
        rows = [(row["account"], _money(row["debit"])) for row in one["accounts"]]
        st.dataframe(
            figures.table(rows, account=figures.TEXT, debit=figures.MONEY),
            column_config={"account": st.column_config.TextColumn("Account", width=320), "debit": figures.money_column("Debit")},
            hide_index=True, width="content", height=figures.height(len(rows)), alt="The journal entry",
        )  # fmt: skip
        st.caption(f"Dated {one['last_day']}, and the other way round on the day after.")
    job = jobs.last(company.state, "post-accrual", month=month, country=one["country"])
    if job is not None and not job.ended:
        waiting.result(company, job.job_id)
        return
    if job is not None and job.state == "failed":
        waiting.result_or_words(job)
    if one["batch"] is None and one["content"]:
        if st.button("Post", type="primary", key=f"deferral_post_{one['country']}",
                     help="The entry of the last day and its reversal of the next"):  # fmt: skip
            accruing.ask(company, month, one["country"], one["content"], gate.user())
            ask(company, month)
            st.rerun()
    elif one["batch"]:
        _posted(company, one, month)
    elif not any(finding["blocks"] for finding in one["findings"]):
        st.text("There is nothing to post.")


def _posted(company: Company, one: Mapping[str, Any], month: str) -> None:
    batch = one["batch"]
    read = f", read back with a difference of {batch['difference']}" if batch["difference"] is not None else ""
    st.text(f"Batch {batch['batch']}: {batch['state']}{read}. {batch['message']}".strip())
    if batch["changed"]:
        st.warning("What was posted is no longer what would be posted: a transaction came late, or a settlement is in. Undo it, then post.")
    undo = jobs.last(company.state, "undo", batch=batch["batch"])
    if undo is not None and not undo.ended:
        waiting.result(company, undo.job_id)
        return
    if undo is not None and undo.state == "failed":
        waiting.result_or_words(undo)
    with st.container(horizontal=True):
        if batch["state"] in ("posting", "attention") and st.button("Go on", key=f"deferral_on_{one['country']}"):
            accruing.ask(company, month, one["country"], "", gate.user())
            ask(company, month)
            st.rerun()
        with st.popover("Undo"):
            because = st.text_input("Why", key=f"deferral_because_{one['country']}", help="It stays in the register and in the audit log")
            if st.button("Delete both entries in QuickBooks", disabled=not because.strip(), key=f"deferral_undo_{one['country']}"):
                jobs.ask(company.state, "undo", gate.user(), batch=batch["batch"], because=because.strip(), reverse_on="")
                ask(company, month)
                st.rerun()


def switch(company: Company, now: Mapping[str, Any], known: Options) -> None:
    """Whether a month's end is accrued, and on which accounts."""
    assets = known.of_type("Other Current Asset")
    with st.form("deferral", border=False):
        on = st.checkbox("Recognise deferred transactions at month's end", now["deferral"], key="settings_deferral", help=MEANS)
        running = st.checkbox("Accrue the open settlement", now["accrue_open"], key="settings_accrue_open",
                              help="What Amazon posted by the month's end and no settlement has yet")  # fmt: skip
        left, right = st.columns(2, gap="large")
        with left:
            held = _account("Deferred transactions", "deferred_account", assets, now.get("account:DEFERRED", ""),
                            f"{DEFAULT_CHART['DEFERRED'].name}, unless you choose another")  # fmt: skip
        with right:
            other = _account("Open settlement", "open_account", {"": "The same account", **assets}, now.get("open_account", ""),
                             "Debited for the open settlement")  # fmt: skip
        pressed = st.form_submit_button("Save month's end")
    if pressed and (on or running) and not held:
        st.error("Accruals need an account for deferred transactions. Nothing was saved.")
    elif pressed:
        with company.state.write() as connection:
            settings.put(connection, gate.user(), deferral=on, accrue_open=running, open_account=other,
                         **({"account:DEFERRED": held} if held else {}))  # fmt: skip
        st.toast("Saved")


def _account(label: str, name: str, names: Mapping[str, str], now: str, help: str) -> str:
    ids = list(names)
    return st.selectbox(label, ids, index=ids.index(now) if now in names else None, format_func=lambda key: names.get(key, key), help=help,
                        key=f"settings_{name}", placeholder="Choose one") or ""  # fmt: skip


def _money(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
