"""Holding figures against each other: Amazon, our lines, our entries, QuickBooks as read back, the bank. Changes nothing."""
