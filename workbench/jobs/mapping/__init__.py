"""Choosing accounts and products: what a change would move, and the one way to save it."""
