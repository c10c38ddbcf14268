"""What a settlement is made of: kinds of line, and what each means."""
