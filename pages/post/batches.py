"""Post › Batches: dry run, confirm and post one payout; every batch there was, and how each stands."""

import streamlit as st

from workbench.jobs import asked, review
from workbench.jobs.post import marketplaces, posting
from workbench.store import jobs, settings
from workbench.ui import batches, figures, gate, payout_choices, payout_picker, preflight, undo, undo_register, vocabulary, waiting

company = gate.company()
st.title("Batches")
everything = review.payouts(company)
with company.state.read() as connection:
    chosen = settings.every(connection)
books = chosen["chart"].get("company", "") or "not read yet"
books = f"{books} (practice company)" if chosen["connection"] == "practice" else books

LISTS = {
    "To post": [p for p in everything if p.status in ("ready", "posting", "attention")],
    "Posted": [p for p in everything if p.batch and p.batch.state == "posted"],
    "All": everything,
}
left, right = st.columns([2, 3], gap="medium")


def take_row(numbers: list[str], key: str) -> None:
    """The selected row's payout becomes the page's, by its number."""
    rows = st.session_state[key]["selection"]["rows"]
    if rows:
        payout_picker.go_to(numbers[rows[0]])


with left:
    shown = st.segmented_control(
        "Show", list(LISTS), default="To post", required=True, key="batches_shown", label_visibility="collapsed",
        format_func=lambda name: f"{name} ({len(LISTS[name])})",
    )  # fmt: skip
    listed = LISTS[shown]
    if listed:
        numbers = [p.settlement.settlement_id for p in listed]
        key = f"batches_{company.name}_{shown}_{'-'.join(numbers[:1])}_{len(numbers)}"
        asked_for = st.query_params.get("payout", "")
        st.dataframe(
            figures.table(
                [
                    [figures.day(p.settlement.day(p.settlement.end)), p.settlement.total, p.settlement.currency,
                     vocabulary.word(vocabulary.PAYOUT, p.status),
                     vocabulary.MODE[p.batch.mode] if p.batch else "", p.settlement.settlement_id, p.batch.by if p.batch else ""]
                    for p in listed
                ],
                end=figures.DAY, total=figures.MONEY, currency=figures.TEXT, status=figures.TEXT, mode=figures.TEXT, payout=figures.TEXT,
                by=figures.TEXT,
            ),
            column_config={
                "end": figures.day_column("Period end"), "total": figures.money_column("Total", width=92),
                "currency": st.column_config.TextColumn("", width=44), "status": st.column_config.TextColumn("Status", width=108),
                "mode": st.column_config.TextColumn("Mode", width=120), "payout": "Payout", "by": "By",
            },
            key=key, on_select=lambda: take_row(numbers, key), selection_mode="single-row", hide_index=True,
            selection_default={"selection": {"rows": [numbers.index(asked_for)] if asked_for in numbers else []}},
            height=figures.height(len(listed), 16), alt="Payouts to post and posted",
        )  # fmt: skip
    else:
        st.info("No payout is ready to post. What stands in the way is said under Close › Payouts."
                if shown == "To post" else "Nothing was posted yet.")  # fmt: skip
    undo_register.show(company)


def plan() -> None:
    """The chosen payout before it is posted: mode, dry run, and the way to confirm."""
    opening = asked.post(company, settlement.settlement_id)
    if opening is not None and not opening.ended:
        waiting.result(company, opening.job_id)
        return
    payout_choices.rate(company, settlement)
    of_payout = marketplaces.mode_of_payout(company, settlement)
    mode = st.segmented_control(
        "Mode", list(vocabulary.MODE), default=of_payout, required=True, key=f"mode_{settlement.settlement_id}",
        format_func=vocabulary.MODE.get,
    )  # fmt: skip
    st.caption(vocabulary.MODE_MEANS[vocabulary.way(mode, chosen["fees_as"])])
    job = asked.dry_run(company, settlement.settlement_id, mode)
    with st.container(horizontal=True):
        again = st.button("Dry run" if job is None else "Dry run again", type="primary" if job is None else "secondary",
                          help="Shows every document and the effect on the trial balance; nothing is sent")  # fmt: skip
        slot = st.container()
    if again:
        job = jobs.get(company.state, asked.ask_dry_run(company, settlement.settlement_id, mode, gate.user()))
    if opening is not None and opening.state == "failed" and opening.job_id > (job.job_id if job else 0):
        waiting.result_or_words(opening)  # confirmed, and refused before its batch was opened
    if job is None:
        return
    found = waiting.result(company, job.job_id)
    if found is None:
        return
    checks = preflight.current(company, settlement.settlement_id, found)
    if slot.button("Confirm and post…", type="primary", disabled=not preflight.clear(checks)):
        batches.confirm(company, payout, mode, found, books)
    st.text(f"{batches.counted(found['postings'])}. Nothing is sent yet. Dry run of {figures.moment(job.ended_at or job.at)}.")
    preflight.show(company, settlement.settlement_id, checks, settlement.currency)
    payout_choices.closed_books(company, settlement, found, checks)
    without = found.get("without_receipt", [])
    names = ["Effect on the trial balance", f"Documents ({len(found['postings']):,})"]
    effect, documents, *rest = st.tabs([*names, f"Without a receipt ({len(without):,})"] if without else names)
    with effect:
        batches.effect_table(found["trial_balance_effect"], settlement.currency)
        payout_choices.at_home(found)
    with documents:
        batches.planned_documents(found["postings"], settlement.currency, f"{settlement.settlement_id}_{mode}")
    for tab in rest:
        with tab:
            batches.without_receipt(without, settlement.currency, f"{settlement.settlement_id}_{mode}")


def batch() -> None:
    """The chosen payout's batch: how far it is, Stop, Resume, its documents."""
    job = asked.post(company, settlement.settlement_id)
    running = job is not None and not job.ended
    st.text(f"{vocabulary.word(vocabulary.BATCH, payout.batch.state)}, {vocabulary.MODE[payout.batch.mode].lower()}, confirmed "
            f"{figures.moment(payout.batch.at)} by {payout.batch.by}, mapping version {payout.batch.mapping_version}")  # fmt: skip
    if running:
        waiting.result(company, job.job_id)
    elif job is not None and job.state == "failed":
        waiting.result_or_words(job)
    batches.standing(company, payout.batch, running)
    if not running and payout.batch.state in ("posting", "attention"):
        st.caption("Nothing is being sent. Resuming looks in QuickBooks first; what is posted is never sent again.")
        if st.button("Resume", type="primary"):
            asked.ask_post(company, settlement.settlement_id, payout.batch.mode, gate.user())
            st.rerun()
    if not running:
        undo.section(company, payout.batch)
    if payout.batch.state == "posted":
        st.page_link("pages/close/variance.py", label="See how it ties out", query_params={"payout": settlement.settlement_id})
    documents, effect = st.tabs(["Documents", "Effect on the trial balance"], key="batch_tabs", on_change="rerun")
    if documents.open:
        with documents:
            batches.postings_table(company, payout.batch)
    if effect.open:
        with effect:
            batches.effect_table(posting.summary(company, payout.batch.batch_id)["trial_balance_effect"], settlement.currency)


with right:
    by_id = {p.settlement.settlement_id: p for p in everything}
    number = st.query_params.get("payout") or next((p.settlement.settlement_id for p in (listed or everything)), "")
    if number not in by_id:
        st.info("There are no payouts yet." if not everything else "Choose a payout of the list.")
        st.stop()
    payout = by_id[number]
    settlement = payout.settlement
    st.subheader(f"Payout {settlement.settlement_id}")
    period = f"{settlement.day(settlement.start)} to {settlement.day(settlement.end)}"
    st.text(f"{period}, {figures.with_currency(settlement.total, settlement.currency)}, to {books}")
    st.caption(figures.days_in([settlement.time_zone]))
    if payout.batch:
        batch()
    elif payout.status == "ready":
        plan()
    elif payout.status == "elsewhere":
        preflight.elsewhere(company, number)
    else:
        st.warning("This payout cannot be posted yet.")
        for finding in review.findings(company, number)[:20]:
            st.text(f"{finding.where}: {finding.what}\n{finding.next}")
        st.page_link("pages/review/transactions.py", label="Review its transactions", query_params={"payout": number})
        st.page_link("pages/review/mapping.py", label="Open the mapping")
        preflight.look(company, number, settlement.currency)
