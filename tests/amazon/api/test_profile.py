"""Secrets go to Amazon or to the practice Amazon, and a profile that mixes the two is refused."""

from __future__ import annotations

import dataclasses

import pytest

from workbench.amazon.api.profile import Profile
from workbench.errors import Refused

REAL = Profile.amazon("Northwind", "DE", client_id="id", client_secret="s3cret", refresh_token="Atzr|x")
PRACTICE = Profile.practice("Northwind", "DE", "http://127.0.0.1:8701/")


def test_a_real_seller_is_reached_at_amazons_addresses_of_its_region() -> None:
    assert REAL.endpoint == "https://sellingpartnerapi-eu.amazon.com"
    assert REAL.token_url == "https://api.amazon.com/auth/o2/token"
    assert REAL.consent_url == "https://sellercentral-europe.amazon.com/apps/authorize/consent"
    assert REAL.marketplace == "A1PA6795UKMFR9"
    assert (REAL.is_practice, REAL.paced) == (False, True)


def test_the_practice_amazon_differs_by_values_only() -> None:
    assert PRACTICE.endpoint == "http://127.0.0.1:8701"
    assert PRACTICE.token_url == "http://127.0.0.1:8701/auth/o2/token"
    assert (PRACTICE.is_practice, PRACTICE.paced) == (True, False)


def test_no_secret_is_printed() -> None:
    assert "s3cret" not in repr(REAL)
    assert "Atzr" not in repr(REAL)


@pytest.mark.parametrize("member", ["endpoint", "token_url", "consent_url"])
@pytest.mark.parametrize("url", ["http://127.0.0.1:8701/x", "https://amazon.com.evil.example/x", "https://sellingpartnerapi-na.amazon.com"])
def test_a_real_seller_cannot_be_sent_elsewhere(member: str, url: str) -> None:
    with pytest.raises(Refused, match="not Amazon's addresses"):
        dataclasses.replace(REAL, **{member: url})


@pytest.mark.parametrize("address", ["http://10.0.0.7:80", "https://sellingpartnerapi-eu.amazon.com", "file:///etc", ""])
def test_the_practice_amazon_runs_on_this_machine_only(address: str) -> None:
    with pytest.raises(Refused):
        Profile.practice("Northwind", "DE", address)


def test_documents_come_from_amazons_storage_or_the_practice_amazon() -> None:
    assert REAL.trusts_storage("https://tortuga-prod-eu.s3-eu-west-1.amazonaws.com/x?X-Amz-Signature=1")
    assert not REAL.trusts_storage("http://tortuga-prod-eu.s3-eu-west-1.amazonaws.com/x")
    assert not REAL.trusts_storage("https://127.0.0.1/x")
    assert PRACTICE.trusts_storage("http://127.0.0.1:8701/_s3/key?x=1")
    assert not PRACTICE.trusts_storage("http://127.0.0.1:9/_s3/key")
    assert not PRACTICE.trusts_storage("https://tortuga-prod-eu.s3-eu-west-1.amazonaws.com/x")
