"""What a trouble of a call does to it: a refusal instead of the call, or an answer that does not come across whole."""

from __future__ import annotations

import threading
from dataclasses import replace

from workbench.practice.amazon import refusals
from workbench.practice.amazon.call import Answer
from workbench.practice.amazon.refusals import Refusal
from workbench.practice.amazon.troubles import Trouble

ELSEWHERE = "http://127.0.0.1:9/"
"""Where a redirection leads: a port that nobody listens at."""


def refused(trouble: Trouble) -> Refusal | None:
    """What is answered instead; the call is then not carried out. None for a trouble that leaves the call alone."""
    html = {
        "429-html": (429, "429 Too Many Requests"),
        "503-html": (503, "503 Service Temporarily Unavailable"),
        "504-html": (504, "504 Gateway Time-out"),
        "400-html": (400, "400 Bad Request"),
        "200-html": (200, "Sign in"),
    }
    if trouble.kind in html:
        return refusals.page(*html[trouble.kind])
    others = {
        "429": refusals.throttled(),
        "429-empty": Refusal(429, ""),
        "500": refusals.broken(),
        "503": refusals.unavailable(),
        "forbidden": refusals.forbidden(),
        "denied": refusals.denied(),
        "token-expired": refusals.denied(refusals.EXPIRED),
        "empty-json": Refusal(200, "{}"),
        "empty": Refusal(200, ""),
        "redirect": Refusal(302, "", headers={"Location": ELSEWHERE}),
    }
    return others.get(trouble.kind)


def marred(trouble: Trouble, answer: Answer) -> Answer | None:
    """The answer as it comes across; None when nothing does. A slow one is held up here."""
    if trouble.kind == "drop":
        return None
    if trouble.kind == "slow":
        threading.Event().wait(trouble.milliseconds / 1000)
    half = len(answer.content) // 2
    if trouble.kind == "reset":
        return replace(answer, sent=half)
    if trouble.kind == "cut-json":
        return replace(answer, content=answer.content[:half])
    return answer
