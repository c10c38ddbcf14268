"""Choices that are kept in the address, so that a link or a reload shows the same thing."""

from __future__ import annotations

from collections.abc import Callable, Collection

import streamlit as st


def kept(name: str, key: str, options: Collection[str], default: str = "") -> Callable[[], None]:
    """Set the widget `key` from the parameter `name` of the address before it is drawn; returns its `on_change`.

    A value that is not on offer counts as the default, and the default leaves no trace in the address.
    """
    asked = st.query_params.get(name, default)
    st.session_state[key] = asked if asked in options else default

    def keep() -> None:
        chosen = st.session_state[key]
        if chosen and chosen != default:
            st.query_params[name] = chosen
        else:
            st.query_params.pop(name, None)

    return keep
