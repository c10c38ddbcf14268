"""Who may sign in: the application's id and secret, and which sellers' authorisations still hold."""

from __future__ import annotations

from dataclasses import dataclass, field

from workbench.practice.wire import Body

PRACTICE = "practice"
"""The application's id and, until it is rotated, its secret."""


@dataclass(slots=True)
class Access:
    """The application and its authorisations. A seller's access tokens of an earlier round are no longer accepted."""

    client_id: str = PRACTICE
    secret: str = PRACTICE
    revoked: set[str] = field(default_factory=set)
    rounds: dict[str, int] = field(default_factory=dict)

    def is_revoked(self, seller: str) -> bool:
        """Whether the seller has withdrawn the authorisation."""
        return seller in self.revoked

    def round(self, seller: str) -> int:
        """Which generation of access tokens is accepted."""
        return self.rounds.get(seller, 0)

    def invalidate(self, seller: str) -> None:
        """No access token given so far is accepted any more; the refresh token is."""
        self.rounds[seller] = self.round(seller) + 1

    def as_json(self) -> Body:
        """For the state's file."""
        return {"secret": self.secret, "revoked": sorted(self.revoked), "rounds": self.rounds}

    @classmethod
    def from_json(cls, kept: Body) -> Access:
        """From the state's file."""
        return cls(secret=kept["secret"], revoked=set(kept["revoked"]), rounds=dict(kept["rounds"]))
