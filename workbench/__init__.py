"""Tieout: ties Amazon payouts out to QuickBooks Online, to the cent.

Read `docs/architecture.md` first: it draws the rooms and the one way data walks through them.
"""

__version__ = "0.1.0"
