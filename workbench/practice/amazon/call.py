"""One call of an operation: who asks, when, for what; and what is asked of the answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from workbench.practice.amazon import clock, refusals
from workbench.practice.amazon.ledger import Ledger, PaymentAccount
from workbench.practice.amazon.marketplaces import of_region
from workbench.practice.amazon.switches import Switches
from workbench.practice.amazon.troubles import Troubles


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent: status, content, headers. `sent` is how many bytes of it really leave before the line breaks."""

    status: int
    content: bytes = b""
    content_type: str = refusals.JSON
    headers: Mapping[str, str] = field(default_factory=dict)
    sent: int | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """A call that was let in: its seller's ledger, the moment it sees, its query arguments and path words.

    `first` is the number of the first result to show, for a call that goes on with a page token; `token` is that token.
    """

    operation: str
    ledger: Ledger
    now: datetime
    arguments: Mapping[str, str]
    switches: Switches
    troubles: Troubles
    words: tuple[str, ...] = ()
    body: bytes = b""
    address: str = ""
    first: int = 0
    token: str = ""

    def listed(self, name: str) -> tuple[str, ...]:
        """The values of an argument that is a list, joined by commas."""
        return tuple(value for value in self.arguments.get(name, "").split(",") if value)

    def moment(self, name: str) -> datetime | None:
        """The moment an argument names; None when it is absent. Refuses what is no ISO 8601."""
        text = self.arguments.get(name)
        if not text:
            return None
        try:
            return clock.moment(text)
        except ValueError:
            raise refusals.invalid(f"{name} is not in ISO 8601 format", text) from None

    def number(self, name: str, default: int, largest: int) -> int:
        """The whole number from 1 to `largest` an argument names."""
        text = self.arguments.get(name, str(default))
        if not text.isdecimal() or not 1 <= int(text) <= largest:
            raise refusals.invalid(f"{name} must be between 1 and {largest}", text)
        return int(text)

    def accounts(self) -> list[PaymentAccount]:
        """The seller's accounts that marketplaceIds and accountType leave."""
        wanted, account_type = self.listed("marketplaceIds"), self.arguments.get("accountType", "")
        known = {marketplace.id for marketplace in of_region(self.ledger.region)}
        if unknown := set(wanted) - known:
            raise refusals.invalid("Invalid input", f"marketplaceIds: {', '.join(sorted(unknown))}")
        return [
            account
            for account in self.ledger.accounts
            if (not wanted or account.marketplace.id in wanted) and (not account_type or plain(account_type) == plain(account.account_type))
        ]


Handler = Callable[[Call], Answer]


def plain(account_type: str) -> str:
    """An account type however an API spells it: "Standard Orders" and STANDARD_ORDERS are one."""
    return account_type.replace("_", " ").casefold()
