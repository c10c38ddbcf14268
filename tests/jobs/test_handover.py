"""Two programs and one company: one works, the other asks; nobody waits for ever and nothing is done twice."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, run
from tests.jobs.conftest import Desk
from workbench.errors import Refused
from workbench.jobs import setup, worker
from workbench.practice.seller import demo_settlements
from workbench.store import jobs
from workbench.store.company import Company

FIRST = next(s for s in demo_settlements() if s.name.startswith("us-2026-08-05"))


def test_a_command_hands_its_work_to_the_program_that_has_the_books_open(home: Path, tmp_path: Path, desk: Desk) -> None:
    assert worker.start(desk.company)
    thread = worker.Thread(desk.company)
    thread.start()
    try:
        file = tmp_path / FIRST.name
        file.write_bytes(FIRST.data)
        answered = run("import", str(file))["files"][0]
        assert (answered["status"], answered["total"]) == ("imported", "1556.04")
        listed = run("transactions", "--payout", FIRST.settlement_id)["included"]
        assert len(listed) == 104
    finally:
        thread.stop()
        thread.join()


def test_only_one_program_may_open_the_lines(desk: Desk) -> None:
    assert worker.start(desk.company)
    other = Company("demo")
    try:
        assert not other.claim()
        with pytest.raises(Refused, match="Another program has these books open"):
            _ = other.lines
        assert jobs.recent(other.state) == []
    finally:
        other.close()


def test_two_commands_at_once_import_a_file_once(home: Path, tmp_path: Path) -> None:
    file = tmp_path / FIRST.name
    file.write_bytes(FIRST.data)
    setup.open_company("demo", create=True).close()
    both = [
        subprocess.Popen([sys.executable, "-m", "workbench", "import", str(file), "--json"], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    printed = [program.communicate()[0] for program in both]
    assert all('"total": "1556.04"' in text for text in printed)
    assert len(run("payouts")["payouts"]) == 1


def test_a_job_that_was_cut_off_goes_on_with_the_next_worker(desk: Desk) -> None:
    job_id = jobs.ask(desk.company.state, "connect", "tester")
    taken = jobs.take(desk.company.state)
    assert taken is not None
    assert taken.job_id == job_id
    assert worker.start(desk.company)
    worker.run_waiting(desk.company)
    assert jobs.get(desk.company.state, job_id).state == "done"


def test_an_unexpected_error_becomes_words_and_the_worker_lives_on(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_company: Company, _job: jobs.Job) -> dict[str, object]:
        raise ZeroDivisionError("inner detail")

    monkeypatch.setitem(worker.KINDS, "connect", broken)
    job = desk.do("connect")
    assert job.state == "failed"
    assert "inner detail" not in job.message
    assert "Try again" in job.message
    monkeypatch.undo()
    assert desk.do("read-back", payouts=[]).state == "done"


def test_a_report_is_written_while_a_workbench_has_the_books_open(home: Path, tmp_path: Path, desk: Desk) -> None:
    desk.take_in(FIRST)
    thread = worker.Thread(desk.company)
    thread.start()
    try:
        file = tmp_path / "report.csv"
        run("variance", "--payout", FIRST.settlement_id, "--export", str(file))
        assert FIRST.settlement_id in file.read_text(encoding="utf-8-sig")
    finally:
        thread.stop()
        thread.join()
