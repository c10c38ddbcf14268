"""The command line: everything the pages do, for scripts (`docs/command-line.md` is the contract).

With `--json`, one JSON document on standard output and nothing else there; progress and warnings on standard error.
Exit code 0: done. 1: done, and findings stand in the way of posting. 2: refused, nothing was stored or sent. 3: partly done;
the same command goes on.
"""

from __future__ import annotations

import json
import os
import sys

import typer

from workbench import redact
from workbench.cli import amazon, backup, bank, close, costs, deferral, housekeeping, payout_choices, posting, quickbooks, reviewing, undo
from workbench.errors import WorkbenchError

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__, rich_markup_mode=None, pretty_exceptions_enable=False)
ROOMS = (reviewing, costs, quickbooks, amazon, posting, payout_choices, undo, bank, close, deferral, backup, housekeeping)
for name, command in (named for room in ROOMS for named in room.COMMANDS.items()):
    app.command(name)(command)


def main() -> None:
    """Run a command; turn whatever goes wrong into words and an exit code."""
    redact.install()
    as_json = "--json" in sys.argv
    try:
        code = app(standalone_mode=False)  # the command's exit code, or None
        sys.exit(code or 0)
    except WorkbenchError as error:
        print(json.dumps(error.as_json(), ensure_ascii=False) if as_json else str(error), file=sys.stdout if as_json else sys.stderr)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        print("Stopped; what was done is kept.", file=sys.stderr)
        sys.exit(3)
    except typer.Abort:
        sys.exit(2)
    except Exception as error:
        if hasattr(error, "format_message"):  # a wrong option, in the parser's own words
            words = WorkbenchError(error.format_message(), where="command line", next="See --help.")
        else:
            words = WorkbenchError(f"An unexpected error ({type(error).__name__}) ended the command.",
                                   next="Nothing half done is visible. Run doctor, and report this.")  # fmt: skip
            if os.environ.get("WORKBENCH_DEBUG"):
                raise
        print(json.dumps(words.as_json()) if as_json else str(words), file=sys.stdout if as_json else sys.stderr)
        sys.exit(2)
