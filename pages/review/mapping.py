"""Review › Mapping: which account each meaning goes to, what a change would move, and every version there was."""

from collections.abc import Sequence

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.jobs.mapping import remapping
from workbench.jobs.mapping.remapping import Row
from workbench.jobs.quickbooks import options
from workbench.mapping.mapping import Choice
from workbench.store import mappings
from workbench.ui import figures, gate, mapping_editor

company = gate.company()
st.title("Mapping")
use = remapping.in_use(company)
known = options.options(company)
base = st.session_state.setdefault(f"mapping_base_{company.name}", use.version)
with company.state.read() as connection:
    history = mappings.history(connection)

if not use.kinds:
    st.info("There is nothing to map yet. Import a settlement report under Set up › Import.")
    st.stop()
if not known.at:
    st.warning("QuickBooks' chart of accounts was not read yet, so there is nothing to choose from. Until then the default accounts hold.")
    st.page_link("pages/setup/quickbooks.py", label="Connect QuickBooks")
if base != use.version:
    st.warning(f"Somebody saved version {use.version} while you were working on version {base}. Saving is refused until you reload.")
    if st.button("Reload"):
        del st.session_state[f"mapping_base_{company.name}"]
        st.rerun()
newest = f"Version {use.version}, saved {figures.moment(str(history[0]['at']))} by {history[0]['by']}. " if history else ""
st.caption(f"{newest}A change is a new version; payouts that are posted keep the version they were posted with.")

chosen: list[Choice] = []
unfit: list[WorkbenchError] = []


def edit(rows: Sequence[Row], key: str) -> None:
    """One editor; balance movements have their own, because only accounts of the balance sheet are theirs."""
    for balance in (False, True):
        part = [row for row in rows if (row.section == "balance") is balance]
        if not part:
            continue
        if balance:
            st.caption("Balance movements: money Amazon holds back or carries over. Only accounts of the balance sheet.")
        accounts = known.balance_sheet if balance else known.mappable
        try:
            chosen.extend(mapping_editor.edited(part, known, accounts, use.currencies, f"{key}_{balance}_{base}_{company.name}"))
        except WorkbenchError as error:
            unfit.append(error)


if use.waiting:
    st.subheader(f"Waiting for a choice ({len(use.waiting)})")
    st.caption("No rule knows these kinds of line, or an account is only suggested. Their payouts cannot be posted before. "
               "Accept what is suggested, or choose an account.")  # fmt: skip
    edit(use.waiting, "waiting")

by_category, by_kind, versions = st.tabs(["By category", "Single kinds of line", "History"])
with by_category:
    edit(use.categories, "categories")
with by_kind:
    listed = list(dict.fromkeys(row.category for row in use.kinds if row not in use.waiting))
    category = st.selectbox("Category", listed, key="mapping_category")
    st.caption("A kind of line with an account of its own leaves its category's account. Save before choosing another category.")
    edit([row for row in use.kinds if row.category == category and row not in use.waiting], f"kinds_{category}")
with versions:
    if history:
        st.dataframe(
            figures.table(
                [[h["version"], figures.moment(str(h["at"])), h["by"], h["note"], h["scope"], h["subject"], h["account"]] for h in history],
                version=figures.COUNT, at=figures.TEXT, by=figures.TEXT, note=figures.TEXT, scope=figures.TEXT, subject=figures.TEXT,
                account=figures.TEXT,
            ),
            column_config={
                "version": st.column_config.NumberColumn("Version", width=64), "at": "Saved", "by": "By", "note": "Note", "scope": "Level",
                "subject": "Category or kind of line", "account": "Account (empty: default)",
            },
            hide_index=True, alt="Every change of the mapping",
        )  # fmt: skip
    else:
        st.info("Nothing was changed yet: the default accounts hold.")

if not chosen and not unfit:
    st.caption("Change an account above: what it moves is shown here before you save.")
    st.stop()
st.subheader("What this changes")
if not unfit:
    try:
        remapping.check(company, chosen)
    except WorkbenchError as error:
        unfit.append(error)
moved = remapping.effect(company, chosen)
open_ones = [m for m in moved if not m.posted]
if open_ones:
    mapping_editor.moved_table(open_ones)
st.caption(mapping_editor.effect_words(moved))
with st.bottom:
    for error in unfit:
        gate.show_error(error)
    st.text(f"Not saved yet: {mapping_editor.effect_words(moved)}")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        note = st.text_input("Note", key=f"mapping_note_{base}", placeholder="Why, for whoever reads the history",
                             label_visibility="collapsed")  # fmt: skip
        save = st.button("Save as a new version", type="primary", disabled=bool(unfit) or base != use.version)
if save:
    try:
        version = remapping.save(company, gate.user(), note.strip(), chosen, base)
    except WorkbenchError as error:
        gate.show_error(error)
        st.stop()
    st.session_state[f"mapping_base_{company.name}"] = version
    st.toast(f"Saved as version {version}")
    st.rerun()
