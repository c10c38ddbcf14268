"""Posting: asked beforehand, planned, carried out, read back."""
