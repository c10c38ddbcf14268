"""The rows of the workpaper's sheets, gathered from the books: what stands on each sheet is in `workbench.reports`, where it
comes from is here. `reporting` says which sheets a report has, and in which order.
"""
