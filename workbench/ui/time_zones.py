"""The time zones on a page: one for each marketplace in the books, and the settlements that were read with another."""

from __future__ import annotations

from zoneinfo import available_timezones

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.jobs.settlements import zones
from workbench.store import jobs
from workbench.store.company import Company
from workbench.ui import figures, gate, waiting


def editor(company: Company) -> None:
    """A row for each marketplace, its zone to choose; then a button for the settlements that have another one."""
    rows = zones.zones(company)
    if not rows:
        st.text("Each marketplace has its own time zone. They are listed here once a report is in the books.")
        return
    st.caption("A line's day, and so its month, is the day in its marketplace's time zone. Amazon's own reports count days the same way.")
    table = figures.table(
        [[row.marketplace, row.zone, row.settlements, len(row.otherwise) or None] for row in rows],
        marketplace=figures.TEXT, zone=figures.TEXT, settlements=figures.COUNT, otherwise=figures.COUNT,
    )  # fmt: skip
    edited = st.data_editor(
        table,
        column_config={
            "marketplace": st.column_config.TextColumn("Marketplace", width=200),
            "zone": st.column_config.SelectboxColumn("Time zone", options=sorted(available_timezones()), required=True, width=260),
            "settlements": st.column_config.NumberColumn("Settlements", width=100),
            "otherwise": st.column_config.NumberColumn("Read in another zone", width=150),
        },
        disabled=["marketplace", "settlements", "otherwise"], hide_index=True, width="content", placeholder="",
        height=figures.height(len(rows)), key=f"time_zones_{company.name}_{'_'.join(row.zone for row in rows)}",
    )  # fmt: skip
    zone_now = {row.marketplace: row.zone for row in rows}
    chosen = {name: zone for name, zone in zip(edited["marketplace"].to_pylist(), edited["zone"].to_pylist(), strict=True)
              if zone != zone_now[name]}  # fmt: skip
    if st.button("Save time zones", disabled=not chosen, help=None if chosen else "No time zone was changed"):
        try:
            zones.choose(company, gate.user(), chosen)
        except WorkbenchError as error:
            gate.show_error(error)
            return
        st.rerun()
    _read_anew(company, [number for row in rows for number in row.otherwise])


def _read_anew(company: Company, numbers: list[str]) -> None:
    job = jobs.last(company.state, "read-anew")
    if job is not None and (not job.ended or job.state == "failed"):
        waiting.result(company, job.job_id)
    if not numbers:
        return
    count = "1 settlement keeps" if len(numbers) == 1 else f"{len(numbers)} settlements keep"
    st.text(f"{count} the days of another time zone. Reading anew takes the days from the archived report; what is posted stays as it is.")
    running = job is not None and not job.ended
    if st.button(f"Read anew ({len(numbers)})", disabled=running, help="It is at work already" if running else None):
        jobs.ask(company.state, "read-anew", gate.user(), settlements=numbers)
        st.rerun()
