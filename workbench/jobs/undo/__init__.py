"""After posting: batches undone, and what others changed in QuickBooks."""
