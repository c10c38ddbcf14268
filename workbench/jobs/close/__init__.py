"""Closing: the variance, the month and its checks, and what is handed over."""
