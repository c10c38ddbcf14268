"""The bank: statements, which line is which payout, and what QuickBooks will offer to match."""
