"""Commands about the connection to Amazon."""

COMMANDS = {}
