"""Settlements into the books: files imported, lines loaded, the chain they make."""
