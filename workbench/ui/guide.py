"""Help on a page: the steps from Amazon to the matched bank line, each with the page where it is done, and the handbook's topics."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

HANDBOOK = Path(__file__).parents[2] / "docs" / "handbook.md"


@dataclass(frozen=True, slots=True)
class Step:
    """An instruction, and the page where it is carried out."""

    words: str
    page: str
    label: str


STEPS = {
    "Connect": (
        Step("Connect the QuickBooks company whose books the payouts are posted to.", "pages/setup/quickbooks.py", "QuickBooks"),
        Step("Find the app and connect the Amazon seller: choose the marketplace, log in at Amazon, review the settings, approve.",
             "pages/setup/integrations.py", "Integrations"),
        Step("Press Sync now. The first import takes from ten minutes to three hours and goes on by itself.", "pages/setup/amazon.py",
             "Amazon"),
    ),
    "Step 1: confirm": (
        Step("Confirm the transactions that show Confirm; open those that show Review, enter what is missing, and confirm them. Do this "
             "before you touch the bank's lines.", "pages/review/transactions.py", "Integration transactions"),
        Step("Exclude by hand what was entered in QuickBooks already, and say why.", "pages/review/transactions.py",
             "Integration transactions"),
    ),
    "Step 2: the payout": (
        Step("Choose an account for every line of Funds in this payout that has none.", "pages/close/payouts.py", "Payouts"),
        Step("Post the payout: the dry run shows every document before anything is sent.", "pages/post/batches.py", "Batches"),
        Step("See that Amazon, lines, entries and QuickBooks come to the same figure.", "pages/close/variance.py", "Variance"),
    ),
    "Step 3: the bank": (
        Step("In QuickBooks, match the bank's line with the payout's deposit. Never add it: that books the money twice.",
             "pages/close/bank.py", "Bank"),
    ),
}  # fmt: skip
"""What to do, in order."""


def steps() -> None:
    """The instructions, each with its link."""
    for title, listed in STEPS.items():
        st.subheader(title, anchor=False)
        for step in listed:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.text(step.words, width=760)
                st.page_link(step.page, label=step.label, icon=":material/arrow_forward:", icon_position="right")


def topics(handbook: str) -> dict[str, str]:
    """The handbook's sections by their headings; links between documents are left as words, since nothing is behind them here.

    >>> topics("# Handbook\\n\\n## Exporting\\nSee [the list](x.md).\\n")
    {'Exporting': 'See the list.'}
    """
    parts = re.split(r"^## (.+)$", re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", handbook), flags=re.MULTILINE)
    return {title: text.strip() for title, text in zip(parts[1::2], parts[2::2], strict=True)}


def related() -> None:
    """Related topics: the handbook, section by section."""
    st.subheader("Related topics", anchor=False)
    for title, text in topics(HANDBOOK.read_text("utf-8")).items():
        with st.expander(title):
            st.markdown(text)
    st.caption("When a figure cannot be explained, `python -m workbench doctor` proves the books and says what to send to whoever looks "
               "after this workbench. Nothing is sent to anybody by itself.")  # fmt: skip
