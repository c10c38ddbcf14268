"""The barriers of the posting protocol, each with a way to switch it off in the real code, to see that the proof can fail.

What has a barrier switched off must be caught: a document that is there twice, is missing, or is there unknown to us.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from typing import Any
from unittest.mock import patch

import requests

from tests.proof import simulation
from tests.proof.simulation import Run
from tests.proof.workplace import Workplace
from workbench.jobs.post.poster import Poster
from workbench.quickbooks.answers import Answer, Rejected, Unknown
from workbench.quickbooks.client import Books
from workbench.quickbooks.session import QuickBooksSession
from workbench.store import outbox
from workbench.store.outbox_values import Envelope, Posting


@contextmanager
def _replaced(*changes: tuple[object, str, Any]) -> Iterator[None]:
    with ExitStack() as stack:
        for where, name, what in changes:
            stack.enter_context(patch.object(where, name, what))
        yield


def written_ahead() -> Any:
    """What is sent is not on disk before it leaves: a program that dies knows nothing of its envelopes."""
    honest = Workplace.post

    def post(self: Workplace) -> str:
        outcome = honest(self)
        if outcome == "killed":
            with closing(sqlite3.connect(self.state.path)) as connection, connection:
                connection.execute("update posting set state = 'planned', envelope_id = '', item = '' where state = 'sending'")
                connection.execute("delete from envelope where state in ('frozen', 'sent')")
        return outcome

    return _replaced((Workplace, "post", post))


def looked_for() -> Any:
    """Nothing is looked for before it is sent, nor before it is sent again."""

    def look(self: Poster, envelope: Envelope) -> list[Posting]:
        with self.state.read() as connection:
            return [p for p in outbox.in_envelope(connection, envelope.envelope_id) if p.state == "sending"]

    return _replaced((Poster, "_look", look))


def waited_out() -> Any:
    """After an answer was lost the next look is at once, while the request may still land."""
    return _replaced((Poster, "_wait_out", lambda self, envelope: None))


def same_request_id() -> Any:
    """Every sending has a request id of its own."""
    count = iter(range(10**9))
    one, many = Books.send, Books.send_batch

    def send(self: Books, entity: str, body: bytes, request_id: str) -> Answer:
        return one(self, entity, body, f"{request_id[:26]}{next(count)}")

    def send_batch(self: Books, body: bytes, request_id: str) -> dict[str, Answer]:
        return many(self, body, f"{request_id[:26]}{next(count)}")

    return _replaced((Books, "send", send), (Books, "send_batch", send_batch))


def unknown_is_no_refusal() -> Any:
    """An answer that cannot be read is taken for a refusal."""
    honest = Poster._send

    def send(self: Poster, envelope: Envelope, missing: Sequence[Posting]) -> dict[str, Answer]:
        answers = honest(self, envelope, missing)
        return {key: Rejected("2010", "failed", "") if isinstance(one, Unknown) else one for key, one in answers.items()}

    return _replaced((Poster, "_send", send))


def unknown_is_no_success() -> Any:
    """An answer that cannot be read is taken for a success."""
    honest = Poster._record

    def record(self: Poster, envelope: Envelope, sent: Sequence[Posting], answers: dict[str, Answer]) -> None:
        believed = [p for p in sent if isinstance(answers[p.posting_key], Unknown)]
        with self.state.write() as connection:
            outbox.record(connection, self.by, [(p.posting_key, "posted", "0", "") for p in believed])
        honest(self, envelope, [p for p in sent if p not in believed], answers)

    return _replaced((Poster, "_record", record))


def renewed_with_the_same_id() -> Any:
    """After the sign-in was renewed the same bytes go under a request id of their own."""
    honest = QuickBooksSession._send

    def send(self: QuickBooksSession, method: str, url: str, options: dict[str, Any]) -> requests.Response:
        if options["headers"]["Authorization"] != "Bearer token-0" and "requestid" in options["params"]:
            options = {**options, "params": {**options["params"], "requestid": options["params"]["requestid"][:30] + "again"}}
        return honest(self, method, url, options)

    return _replaced((QuickBooksSession, "_send", send))


def once(seed: int) -> Run:
    """A run in which nothing but the workbench keeps a document single."""
    return simulation.run(seed, strict=False)


def unseen(seed: int) -> Run:
    """A run in which a query shows a document much too late, so that only the request id keeps it single."""
    return simulation.run(seed, strict=False, world=simulation.UNSEEN)


BARRIERS: dict[str, tuple[Callable[[], Any], Callable[[int], Run], int]] = {
    "written ahead": (written_ahead, once, 134),
    "looked for before sending": (looked_for, once, 0),
    "waited out before looking": (waited_out, once, 103),
    "the same request id again": (same_request_id, unseen, 0),
    "unknown is not refused": (unknown_is_no_refusal, once, 56),
    "unknown is not posted": (unknown_is_no_success, once, 3),
    "the same request id after renewing": (renewed_with_the_same_id, once, 30),
}
"""How each is switched off, in which runs it is missed, and a seed near which it was, so that a test need not look for long."""


def caught_after(name: str, first: int | None = None, within: int = 1000) -> int:
    """With that barrier switched off, how many runs it takes until a duplicate, a loss or a phantom is seen; 0 for never."""
    off, run, near = BARRIERS[name]
    first = near if first is None else first
    with off():
        for seed in range(first, first + within):
            v = run(seed).verdict
            if v.duplicates or v.lost or v.phantoms:
                return seed - first + 1
    return 0
