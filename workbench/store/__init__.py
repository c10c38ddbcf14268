"""The books on disk: small mutable state in SQLite, settlement lines in DuckDB, raw files by hash.

Why two stores, and the rule that joins them (lines exist for readers only once the state has published their
`load_id`), is argued in `docs/decisions/0003-two-stores.md`.
"""
