"""Clicks on a table: any cell of a row counts as the row, not its check box alone."""

from __future__ import annotations

from typing import Any, Literal

import streamlit as st

ROW: list[Literal["single-row", "single-cell"]] = ["single-row", "single-cell"]
"""The selection modes of a table whose rows are opened by a click."""


def clicked(key: str) -> int | None:
    """The position of the row that was clicked in table `key`; None when a selection was taken back."""
    selection: Any = st.session_state[key]["selection"]
    if selection["cells"]:
        return int(selection["cells"][0][0])
    return int(selection["rows"][0]) if selection["rows"] else None


def select(key: str, row: int | None) -> None:
    """Mark this row of table `key`, or none. Only before the table is drawn, or in a callback."""
    wanted = [] if row is None else [row]
    now: Any = st.session_state.get(key)
    if now is None or list(now["selection"]["rows"]) != wanted or now["selection"]["cells"]:
        st.session_state[key] = {"selection": {"rows": wanted, "columns": [], "cells": []}}
