"""From lines to documents: our own balanced entries first, then the QuickBooks documents that carry them. No I/O here."""
