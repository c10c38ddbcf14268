"""The proof that posting is exactly once: the real poster, outbox and client, run against every failure we can name.

What stands in for QuickBooks here is a small honest ledger behind the client's own wire (`ledger`, `wire`), so that a run
takes milliseconds; `model` and the kills use the practice company. `python -m tests.proof` measures and writes
docs/scoreboard.md.
"""
