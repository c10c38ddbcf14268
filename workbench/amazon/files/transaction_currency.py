"""The currency of a report of transactions: stated above its header, or else that of the marketplaces in its rows.

Amazon's second line says it in the marketplace's language, as `All amounts in USD, unless specified`. Reports that were
saved anew often lack the lines above the header. A report in two currencies is refused, since its totals add nothing up.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from workbench.amazon.files.refusal import RefusedFile, shown

OF_MARKETPLACE = {
    "amazon.com": "USD", "amazon.ca": "CAD", "amazon.com.mx": "MXN", "amazon.com.br": "BRL",
    "amazon.co.uk": "GBP", "amazon.ie": "EUR", "amazon.de": "EUR", "amazon.fr": "EUR", "amazon.it": "EUR",
    "amazon.es": "EUR", "amazon.nl": "EUR", "amazon.com.be": "EUR", "amazon.se": "SEK", "amazon.pl": "PLN",
    "amazon.com.tr": "TRY", "amazon.ae": "AED", "amazon.sa": "SAR", "amazon.eg": "EGP", "amazon.in": "INR",
    "amazon.co.jp": "JPY", "amazon.com.au": "AUD", "amazon.sg": "SGD", "amazon.co.za": "ZAR",
}  # fmt: skip
"""Amazon's marketplaces and what each pays out in."""

CODES = frozenset(OF_MARKETPLACE.values())
IN_WORDS = (("EUR", re.compile(r"\bEuros?\b")), ("JPY", re.compile("円")))
"""Currencies that Amazon names in words: in Germany and in Japan."""

FROM_AMAZON = (
    "Import the report as Amazon gives it, with the lines above the header (All amounts in …), or leave the column of marketplaces in it."
)


def marketplace_of(text: str) -> str:
    """The marketplace in a cell by Amazon's own name; other texts (`Non-Amazon US`) as they are.

    >>> marketplace_of("amazon.co.uk"), marketplace_of("AMAZON.COM "), marketplace_of("Non-Amazon US")
    ('Amazon.co.uk', 'Amazon.com', 'Non-Amazon US')
    """
    text = text.strip()
    domain = text.lower().removeprefix("www.")
    return domain.replace("amazon", "Amazon", 1) if domain in OF_MARKETPLACE else text


def currency_of(above: str, marketplaces: Mapping[str, int]) -> str:
    """The currency of a report with this text above its header and these marketplaces, each with its first line.

    Raises RefusedFile when there is none or more than one.
    """
    stated = {code for code in re.findall(r"\b[A-Z]{3}\b", above) if code in CODES}
    stated = stated or {code for code, word in IN_WORDS if word.search(above)}
    of_rows = {
        OF_MARKETPLACE[name.lower()]: name
        for name in sorted(marketplaces, key=marketplaces.__getitem__, reverse=True)
        if name.lower() in OF_MARKETPLACE
    }
    found = sorted(stated | of_rows.keys())
    if len(found) == 1:
        return found[0]
    if not found:
        what = "Nothing in the report tells its currency: no line above the header, and no marketplace in a row."
        raise RefusedFile.because("currency", what, next=FROM_AMAZON)
    rows = [f"{shown(name)} in line {marketplaces[name]} is {code}" for code, name in sorted(of_rows.items())]
    above_rows = [f"the lines above the header say {' and '.join(sorted(stated))}"] if stated else []
    what = f"The report is in {len(found)} currencies: {', '.join(above_rows + rows)}. Reports of two marketplaces were joined."
    raise RefusedFile.because("two-currencies", what, next="Download one report for each marketplace and import them singly.")
