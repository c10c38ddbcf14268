"""JSON with exact money: numbers are read as Decimal and written as plain numbers, never through a binary fraction."""

from __future__ import annotations

import json
from decimal import Decimal
from json.encoder import encode_basestring_ascii
from typing import Any

Body = dict[str, Any]
"""A JSON object, as QuickBooks sends and takes them."""


class Encoded(str):
    """Text that is JSON already and is written as it stands: bodies are encoded once, when they are stored."""

    __slots__ = ()


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def decode(text: str | bytes) -> Any:
    """The value of a JSON text, fractions as `Decimal`; `ValueError` when it is not JSON.

    >>> decode('{"Amount": 19.99}')
    {'Amount': Decimal('19.99')}
    """
    return json.loads(text, parse_float=Decimal, parse_constant=_refuse_constant)


def encode(value: Any) -> str:
    """The JSON text of dicts, lists, strings, whole numbers, booleans, None, Decimals and `Encoded` pieces.

    The standard library can write a Decimal only as a string or as a binary fraction; this writes the digits.

    >>> encode({"Amount": Decimal("0.10"), "Line": [Encoded('{"Id":"1"}')]})
    '{"Amount":0.10,"Line":[{"Id":"1"}]}'
    """
    if isinstance(value, str):
        return value if isinstance(value, Encoded) else encode_basestring_ascii(value)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, (int, Decimal)):
        return format(value, "f") if isinstance(value, Decimal) else str(value)
    if isinstance(value, dict):
        return "{" + ",".join([f"{encode_basestring_ascii(key)}:{encode(item)}" for key, item in value.items()]) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join([encode(item) for item in value]) + "]"
    raise TypeError(f"{type(value).__name__} has no JSON form here")
