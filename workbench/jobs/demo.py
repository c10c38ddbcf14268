"""The demo company: a made-up seller's settlement reports, imported as anybody would, on a practice QuickBooks of its own."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from workbench.errors import Conflict
from workbench.jobs import practice, setup, worker
from workbench.store.company import Company, home
from workbench.store.jobs import Job

NAME = "demo"
EUROPE = "eu-demo"
FILES = Path(__file__).parents[2] / "data" / "demo"


def recreate(by: str, tell: Callable[[Job], None]) -> dict[str, Any]:
    """Throw the demo companies away and make them anew; no other company is touched."""
    for name in (NAME, EUROPE):
        _discard(name)
    return create(by, tell)


def create_if_missing(by: str, tell: Callable[[Job], None]) -> None:
    """What `make run` does: the demo companies, unless they are there with what the user did to them."""
    if not (home() / NAME / "state.db").exists():
        create(by, tell)


def create(by: str, tell: Callable[[Job], None]) -> dict[str, Any]:
    """The US seller's company in dollars, the German marketplace's in euros."""
    made = [_create(NAME, sorted(FILES.glob("us-*.txt")), by, tell), _create(EUROPE, sorted(FILES.glob("de-*.txt")), by, tell)]
    return {"company": NAME, "payouts": made[0], "companies": {NAME: made[0], EUROPE: made[1]}}


def _create(name: str, files: list[Path], by: str, tell: Callable[[Job], None]) -> int:
    company = setup.open_company(name, create=True)
    try:
        archived = [(company.archive.keep(file), file.name) for file in files]
        worker.result_of(worker.ask_and_wait(company, "import", by, tell, files=archived))
        worker.result_of(worker.ask_and_wait(company, "connect", by, tell))
    finally:
        company.close()
    return len(files)


def _discard(name: str) -> None:
    folder = home() / name
    if not folder.exists():
        return
    company = Company(name)
    if not company.claim():
        company.close()
        raise Conflict(f"The company {name} is open in a running workbench.", next="Close it, then run demo again.")
    company.close()
    shutil.rmtree(folder)
    practice.reset(setup.realm_for(name))
