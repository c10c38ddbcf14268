"""QuickBooks: the company connected, its chart and how it stands."""
