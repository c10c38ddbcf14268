"""Amazon's reports: recognised, checked line by line and made ready to be stored, or refused whole, in words.

recognise            which report are these bytes?
clean_copy           the archived bytes as plain UTF-8 rows of equal width (encoding, columns)
xml_reader           the elements of an archived XML file, and nothing else that XML can do
cells, checks        what may stand in a cell, and which rows are wrong
scratch              the locked-down DuckDB in which a file is looked at
settlement_table     the one road from a settlement report of any format to a SettlementFile
settlement_v2        the settlement report of today
settlement_v1, _xml  its older formats (settlement_names: their lines under the names of today; xml_events: XML's elements)
transactions         the reports of transactions, released and deferred
"""
