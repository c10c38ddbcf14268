"""The state's table of month-end closes: acts on a month, only ever added to. The conventions are those of `schema`."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table, Text

from workbench.store.schema import metadata, one_of

close_act = Table(
    "close_act",
    metadata,
    Column("sequence", Integer, primary_key=True),
    Column("month", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("content", Text, nullable=False),  # the hash of the figures that were signed
    Column("because", Text, nullable=False),
    one_of("act", "prepared", "approved", "waived", "locked", "reopened"),
)
