"""A question of consent while its answer is waited for: sealed in the books, and good for one answer.

The user consents on the other side's own page, which sends the browser back to an address with the answer in its query.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from workbench.errors import NotReady, Refused
from workbench.store import secrets
from workbench.store.company import Company


@dataclass(frozen=True, slots=True)
class PendingConsent:
    """Under `name` the question lies sealed; `nobody`, `where` and `again` are the words when there is none.

    A new question takes the place of one that was never answered. Its members are texts; `state` is the one that the
    other side gives back.
    """

    name: str
    nobody: str
    where: str
    again: str

    def keep(self, company: Company, question: Mapping[str, str]) -> None:
        """Seal the question until its answer comes."""
        with company.state.write() as connection:
            secrets.seal(connection, self.name, json.dumps(dict(question)))

    def take(self, company: Company, returned: Mapping[str, str]) -> dict[str, str]:
        """The question, which is then no longer pending; an answer to another question leaves it alone. `Refused` when none is."""
        with company.state.write() as connection:
            try:
                kept: dict[str, str] = json.loads(secrets.unseal(connection, self.name))
            except NotReady:
                raise Refused(self.nobody, where=self.where, next=self.again) from None
            if returned.get("state") == kept["state"]:
                secrets.forget(connection, self.name)
        return kept


def parameters(address: str) -> dict[str, str]:
    """The parameters of an address that was pasted.

    >>> parameters(" https://x/quickbooks?state=1&code=a%2Fb&realmId=9 ")
    {'state': '1', 'code': 'a/b', 'realmId': '9'}
    """
    return dict(parse_qsl(urlsplit(address.strip()).query))
