"""JSON with exact money."""

from __future__ import annotations

import doctest
import json
from decimal import Decimal
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.practice import query, wire
from workbench.practice.wire import Encoded, decode, encode

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.decimals(allow_nan=False, allow_infinity=False, places=2),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(JSON)
def test_what_is_written_is_read_again(value: Any) -> None:
    assert decode(encode(value)) == value


@given(st.text())
def test_text_is_written_as_the_standard_library_writes_it(text: str) -> None:
    assert encode(text) == json.dumps(text)


def test_a_hundredth_stays_one() -> None:
    assert decode("[0.1, 0.2, 123456789012.34]") == [Decimal("0.1"), Decimal("0.2"), Decimal("123456789012.34")]
    assert encode([Decimal("0.10"), Decimal("1E+2"), Encoded("{}")]) == "[0.10,100,{}]"


def test_what_has_no_form_is_refused() -> None:
    with pytest.raises(ValueError, match="NaN is not JSON"):
        decode("NaN")
    with pytest.raises(TypeError, match="set has no JSON form"):
        encode({1})


@pytest.mark.parametrize("module", [wire, query])
def test_the_examples_are_true(module: ModuleType) -> None:
    assert doctest.testmod(module).failed == 0
