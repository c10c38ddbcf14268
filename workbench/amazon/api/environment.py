"""Environment: the names of python-amazon-sp-api that we use, imported free of the environment's say.

The library reads AWS_ENV when it is imported, and SP_API_DEFAULT_MARKETPLACE then and for every client, where it overrules
the marketplace that was given. A seller is what its profile says, so the library does not get to see either.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

HIDDEN = ("AWS_ENV", "SP_API_DEFAULT_MARKETPLACE")

_lock = threading.Lock()


@contextmanager
def hidden() -> Iterator[None]:
    """Without these variables inside the block, with them again after it."""
    with _lock:
        kept = {name: os.environ.pop(name) for name in HIDDEN if name in os.environ}
        try:
            yield
        finally:
            os.environ.update(kept)


with hidden():
    from sp_api.api import Reports, Sellers  # type: ignore[import-untyped]
    from sp_api.api.finances.finances_2024_06_01 import FinancesV20240601  # type: ignore[import-untyped]
    from sp_api.api.finances.finances_2024_06_19 import FinancesV20240619  # type: ignore[import-untyped]
    from sp_api.api.finances.finances_v0 import FinancesV0  # type: ignore[import-untyped]
    from sp_api.auth import AccessTokenClient, AccessTokenResponse  # type: ignore[import-untyped]
    from sp_api.base import Client, sp_endpoint  # type: ignore[import-untyped]
    from sp_api.base.credential_provider import FromCodeCredentialProvider  # type: ignore[import-untyped]

__all__ = [
    "AccessTokenClient",
    "AccessTokenResponse",
    "Client",
    "FinancesV0",
    "FinancesV20240601",
    "FinancesV20240619",
    "FromCodeCredentialProvider",
    "Reports",
    "Sellers",
    "hidden",
    "sp_endpoint",
]
