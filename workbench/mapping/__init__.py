"""What a line means to the books: which account, chosen by whom, from which version on."""
