"""The gate: every page's first line. It opens the company that is asked for and starts its worker, once per program.

A page never posts and never writes lines: it records decisions in the state and queues jobs.
"""

from __future__ import annotations

import contextlib
import gc
import os
import re

import streamlit as st

from workbench import redact
from workbench.errors import WorkbenchError
from workbench.jobs import setup, worker
from workbench.store.company import Company, names


@st.cache_resource(show_spinner=False)
def _opened(name: str) -> Company:
    redact.install()  # here too: `streamlit run app.py` is an entry without a lifespan
    company = setup.open_company(name)
    setup.ask_to_connect(company)
    worker.start(company)
    worker.Thread(company).start()
    _freeze_once()
    return company


@st.cache_resource(show_spinner=False)
def _freeze_once() -> None:
    """What was imported at start-up is not garbage: leaving it out of every collection makes each run three times faster."""
    gc.collect()
    gc.freeze()


def company() -> Company:
    """The company of this session (`?company=…`), open, with its worker running; stops the page with words otherwise."""
    known = names()
    if not known:
        st.info("There are no books yet. Run `make demo` for the demo company, or import a file with the command line.")
        st.stop()
    asked = st.session_state.get("company") or st.query_params.get("company") or ("demo" if "demo" in known else known[0])
    name = asked if asked in known else known[0]
    st.session_state["company"] = name
    try:
        return _opened(name)
    except WorkbenchError as error:
        show_error(error)
        st.stop()


def companies() -> list[Company]:
    """All companies whose books can be opened, by name; what is wrong with another is said on its own pages."""
    found = []
    for name in names():
        with contextlib.suppress(WorkbenchError):
            found.append(_opened(name))
    return found


def open_all() -> None:
    """Open every company and start its worker: queued work goes on before anybody looks (the production entry does this)."""
    for name in names():
        _opened(name)


def user() -> str:
    """Who is at the keyboard, for the audit log."""
    return os.environ.get("WORKBENCH_USER") or os.environ.get("USER") or "local user"


def show_error(error: WorkbenchError) -> None:
    """An error in words: what, where, and what to do next. Never a traceback."""
    place = f"**{plain(error.where)}**: " if error.where else ""
    st.error(f"{place}{plain(error.what)} {plain(error.next)}".strip())


def plain(text: str) -> str:
    r"""Text of a file or of QuickBooks, so that a page shows it as it is and never reads it as markup.

    >>> plain("![x](http://a) *b*")
    '\\!\\[x\\]\\(http\\://a\\) \\*b\\*'
    """
    return re.sub(r"([\\`*_{}\[\]()#+!|<>$~:])", r"\\\1", text)
