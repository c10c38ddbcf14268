"""What the steps of a sync share: the company, the seller, its open Amazon, and how to tell how far it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from workbench.amazon.api import seller as amazon
from workbench.errors import Finding
from workbench.jobs.amazon.access import Time
from workbench.store.company import Company
from workbench.store.sellers import Seller


@dataclass(slots=True)
class Run:
    """One sync under way. `tell(done, of, words)` says how far it is; `findings` collects what a person should know."""

    company: Company
    seller: Seller
    amazon: amazon.Seller
    time: Time
    by: str
    tell: Callable[[int, int, str], None]
    findings: list[Finding] = field(default_factory=list)

    def find(self, code: str, where: str, what: str, then: str) -> None:
        """Note something that a person should know and that stands in nobody's way."""
        self.findings.append(Finding(code, where, what, then, blocks=False))
