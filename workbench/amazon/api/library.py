"""Library: python-amazon-sp-api, made strict.

Its clients are subclassed where they were too kind (junk marketplace parameters, wrong answers as empty ones, floats) and
where they are behind: Amazon's balances, summaries, payouts and expected payouts of July 2026. Only questions pass;
`initiate_payout`, which the library also offers, moves money.

We lean on private names of 2.1.35: `_request`, `_check_response`, `_transport`. A test fails when one of them moves.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from workbench.amazon.api import answers
from workbench.amazon.api.answers import Answer
from workbench.amazon.api.environment import (
    Client,
    FinancesV0,
    FinancesV20240601,
    FinancesV20240619,
    FromCodeCredentialProvider,
    Reports,
    Sellers,
    hidden,
    sp_endpoint,
)
from workbench.amazon.api.faults import SignInRefused, TokenRefused
from workbench.amazon.api.operations import Api, Operation
from workbench.amazon.api.profile import Profile
from workbench.amazon.api.signin import SignIn
from workbench.amazon.api.transport import TRUSTING_NOBODY, Reply, Transport
from workbench.errors import Refused


class Strict(Client):  # type: ignore[misc]
    """A client of the library that answers a document or raises in words, and sends what it is given and no more."""

    def __init__(self, profile: Profile, signin: SignIn, transport: Transport) -> None:
        self._transport: Any
        place = SimpleNamespace(endpoint=profile.endpoint, marketplace_id=profile.marketplace, region=profile.region)
        credentials = {"lwa_app_id": profile.client_id, "lwa_client_secret": profile.client_secret}
        with hidden():
            super().__init__(
                place, credentials=credentials, credential_providers=[FromCodeCredentialProvider],
                auth_token_client_class=lambda **_: signin, verify=TRUSTING_NOBODY,
            )  # fmt: skip
        self._transport.close()
        self._transport = transport

    def _request(self, path: str, *, data: Any = None, params: dict[str, Any] | None = None, **_options: Any) -> Answer:
        """One question, asked once more with a new token when the token was refused."""
        if data or (params or {}).get("method", "GET") != "GET":
            raise Refused("The workbench changes nothing at Amazon.", where=f"Amazon {path}")
        headers = self.headers
        try:
            return self._ask(path, params, headers)
        except TokenRefused:
            self._auth.renew(headers["x-amz-access-token"])
        try:
            return self._ask(path, params, self.headers)
        except TokenRefused as again:
            raise SignInRefused(
                "Amazon does not accept the sign-in, even a renewed one.",
                where="Amazon sign-in",
                next="Connect the seller anew from Set-up.",
            ) from again

    def _ask(self, path: str, params: dict[str, Any] | None, headers: dict[str, str]) -> Answer:
        # a copy, because the library takes `method` out of the parameters
        return cast(Answer, super()._request(path, params=dict(params or {}), headers=headers, add_marketplace=False))

    def _check_response(self, res: Reply, *_: Any, **__: Any) -> Answer:
        return answers.read(res)


class StrictReports(Strict, Reports):  # type: ignore[misc]
    """Reports 2021-06-30. Documents are fetched by `download`, never by the library."""


class StrictGroups(Strict, FinancesV0):  # type: ignore[misc]
    """Finances v0, for financial event groups; its event lists are deprecated until 2027-08-27 and not used."""


class StrictFinances(Strict, FinancesV20240619):  # type: ignore[misc]
    """Finances 2024-06-19, with the operations of July 2026."""

    @sp_endpoint("/finances/2024-06-19/balances")  # type: ignore[untyped-decorator]
    def list_balances(self, **kwargs: Any) -> Answer:
        """listBalances: asOfDate, balanceType, accountType, marketplaceIds, nextToken."""
        return self._request(kwargs.pop("path"), params=kwargs)

    @sp_endpoint("/finances/2024-06-19/summary")  # type: ignore[untyped-decorator]
    def list_summary(self, **kwargs: Any) -> Answer:
        """listSummary: relatedIdentifierName and -Value, or periodStart and periodEnd; nextToken."""
        return self._request(kwargs.pop("path"), params=kwargs)


class StrictTransfers(Strict, FinancesV20240601):  # type: ignore[misc]
    """Transfers 2024-06-01, with the operations of July 2026."""

    @sp_endpoint("/finances/transfers/2024-06-01/payouts")  # type: ignore[untyped-decorator]
    def list_payouts(self, **kwargs: Any) -> Answer:
        """listPayouts: createdAfter, createdBefore, payoutId, accountType, marketplaceIds, nextToken."""
        return self._request(kwargs.pop("path"), params=kwargs)

    @sp_endpoint("/finances/transfers/2024-06-01/payouts/expected")  # type: ignore[untyped-decorator]
    def list_expected_payouts(self, **kwargs: Any) -> Answer:
        """listExpectedPayouts: accountType, marketplaceIds, nextToken."""
        return self._request(kwargs.pop("path"), params=kwargs)


class StrictSellers(Strict, Sellers):  # type: ignore[misc]
    """Sellers v1, for the marketplaces of a seller."""


class Clients:
    """One client for each of Amazon's APIs, over the same connections and the same sign-in."""

    def __init__(self, profile: Profile, signin: SignIn, transport: Transport) -> None:
        kinds: dict[Api, type[Strict]] = {
            "reports": StrictReports, "groups": StrictGroups, "finances": StrictFinances, "transfers": StrictTransfers,
            "sellers": StrictSellers,
        }  # fmt: skip
        self._clients = {api: kind(profile, signin, transport) for api, kind in kinds.items()}

    def ask(self, operation: Operation, *path: str, **parameters: str) -> Answer:
        """The document that answers the operation, or a fault in words."""
        return cast(Answer, getattr(self._clients[operation.api], operation.method)(*path, **parameters))
