"""Rates: every decimal that was given goes out, and home amounts are rounded once."""

from __future__ import annotations

import json
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.posting import small
from tests.posting.small import Line
from workbench.posting.document import decode, encode
from workbench.posting.exchange import Exchange, at_home, checked_rate, stamped
from workbench.posting.plan import MODES, plan

RATES = st.decimals(Decimal("0.000001"), Decimal(99999), allow_nan=False, allow_infinity=False, places=6).filter(lambda rate: rate != 1)
SALE = small.settlement(Line("price", "19.90", "A"), Line("commission", "-2.99", "A"), Line("storage", "-1.00"))


@given(RATES, st.sampled_from(MODES))
def test_every_document_carries_the_currency_and_exactly_the_rate_that_was_given(rate: Decimal, mode: str) -> None:
    exchange = Exchange("EUR", "USD", True, checked_rate(f"{rate:f}", "EUR", "USD"))
    made = plan(SALE, small.accounts(), mode, exchange=exchange)
    assert made.documents
    for document in made.documents:
        once = encode(document.body)
        assert encode(decode(once)) == once
        read = json.loads(once, parse_float=Decimal, parse_int=Decimal)
        assert (read["CurrencyRef"], read["ExchangeRate"]) == ({"value": "EUR"}, rate)


def test_in_books_of_one_currency_documents_are_as_they_always_were() -> None:
    plain = plan(SALE, small.accounts(), "order")
    same = plan(SALE, small.accounts(), "order", exchange=Exchange("USD", "USD"))
    assert same.content_hash == plain.content_hash
    assert all("CurrencyRef" not in document.body for document in same.documents)


def test_a_foreign_document_without_a_rate_carries_none_and_is_another_plan() -> None:
    documents = plan(SALE, small.accounts(), "order").documents
    assert all("ExchangeRate" not in document.body for document in stamped(documents, Exchange("EUR", "USD", True)))
    rates = [Exchange("EUR", "USD", True, Decimal(text)) for text in ("1.08", "1.09")]
    assert len({plan(SALE, small.accounts(), "order", exchange=one).content_hash for one in rates}) == 2


@given(st.integers(-(10**9), 10**9), RATES)
def test_a_home_amount_is_within_half_a_hundredth_and_the_same_on_both_sides(cents: int, rate: Decimal) -> None:
    amount = Decimal(cents).scaleb(-2)
    assert abs(at_home(amount, rate) - amount * rate) <= Decimal("0.005")
    assert at_home(-amount, rate) == -at_home(amount, rate)
