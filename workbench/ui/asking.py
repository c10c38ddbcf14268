"""Asking Amazon or Intuit from a page: secrets that are typed once, the page at work meanwhile, the outcome in words.

A question is short and not a job: the answer decides whether anything is stored at all.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.ui import gate

_ROUND = "asking_round"
_TYPED = "asking_typed_"
_ERROR = "asking_error"
_DONE = "asking_done"


def secret(label: str, name: str, help: str = "") -> str:
    """A field for a secret. Once the question it belongs to was asked, the field is a new, empty one."""
    return st.text_input(label, type="password", key=_key(name), autocomplete="off", help=help or None)


def pasted(label: str, name: str, placeholder: str) -> str:
    """A field for something that is good for one use: it is shown as it is typed, and forgotten as a secret is."""
    return st.text_input(label, key=_key(name), autocomplete="off", placeholder=placeholder)


def ask(at_work: str, question: Callable[[], object], done: str) -> None:
    """Ask, showing the words `at_work`; then run the page again, which says `done`, or what went wrong."""
    _forget_typed()
    try:
        with st.spinner(at_work, show_time=True):
            question()
    except WorkbenchError as error:
        st.session_state[_ERROR] = error
    else:
        st.session_state[_DONE] = done
    st.rerun()


def remember(error: WorkbenchError) -> None:
    """Keep an error of a callback for the run of the page that follows it."""
    st.session_state[_ERROR] = error


def outcome() -> None:
    """What became of the last question: drawn once, at the head of the page."""
    if error := st.session_state.pop(_ERROR, None):
        gate.show_error(error)
    if done := st.session_state.pop(_DONE, None):
        st.toast(done)


def _key(name: str) -> str:
    """The key of a field that is typed into once; it has the number of questions asked so far, so the next field is another."""
    return f"{_TYPED}{st.session_state.setdefault(_ROUND, 0)}_{name}"


def _forget_typed() -> None:
    for key in [str(key) for key in st.session_state if str(key).startswith(_TYPED)]:
        del st.session_state[key]
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
