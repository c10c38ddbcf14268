"""Set up › Help: what to do, step by step, with the page where each step is done; then the handbook."""

import streamlit as st

from workbench.ui import gate, guide

gate.company()
st.title("Help", anchor=False)
guide.steps()
guide.related()
