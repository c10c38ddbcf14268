"""Amazon's reports: recognised, checked line by line and made ready to be stored, or refused whole, in words.

recognise        which report are these bytes?
clean_copy       the archived bytes as plain UTF-8 rows of equal width (encoding, columns)
cells, checks    what may stand in a cell, and which rows are wrong
scratch          the locked-down DuckDB in which a file is looked at
settlement_v2    the settlement report of today, to a SettlementFile
"""
