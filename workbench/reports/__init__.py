"""Reports on paper: sections of figures in, a workbook or a comma-separated file out. Nothing here reads the books.

`section` says what a report is made of, `reconciliation` which sections the reconciliation has, `workbook` and
`comma_separated` write any sections to a file.
"""
