"""Amazon: its sellers connected, and what it has for them brought into the books."""
