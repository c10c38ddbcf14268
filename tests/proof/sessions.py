"""Many at once: sessions that press Post on the same batch at the same moment, and threads that meet an expired sign-in."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")


def at_once(times: int, act: Callable[[], T]) -> list[T | Exception]:
    """What `act` returned or raised in each of so many threads, all let go at one barrier."""
    barrier, found = threading.Barrier(times), list[Any]()

    def one() -> None:
        barrier.wait()
        try:
            found.append(act())
        except Exception as error:  # it is what came of it
            found.append(error)

    threads = [threading.Thread(target=one) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found
