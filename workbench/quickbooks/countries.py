"""Countries: one code for a country, whichever of Intuit's it comes in.

Since 2025-10-31 CompanyInfo names a country with three letters (blogs.intuit.com, 2025-08-13), before with two; the
workbench goes by two. Those are listed that QuickBooks Online is sold for or that Amazon has a store in.
"""

from __future__ import annotations

TWO_LETTERS = {
    "ARE": "AE", "AUS": "AU", "AUT": "AT", "BEL": "BE", "BRA": "BR", "CAN": "CA", "CHE": "CH", "DEU": "DE", "DNK": "DK", "EGY": "EG",
    "ESP": "ES", "FIN": "FI", "FRA": "FR", "GBR": "GB", "HKG": "HK", "IND": "IN", "IRL": "IE", "ITA": "IT", "JPN": "JP", "LUX": "LU",
    "MEX": "MX", "MYS": "MY", "NLD": "NL", "NOR": "NO", "NZL": "NZ", "PHL": "PH", "POL": "PL", "PRT": "PT", "SAU": "SA", "SGP": "SG",
    "SWE": "SE", "THA": "TH", "TUR": "TR", "USA": "US", "ZAF": "ZA",
}  # fmt: skip


def two_letters(country: str) -> str:
    """The country's code of ISO 3166 in two letters; one that is not listed is left as it came.

    >>> two_letters("USA"), two_letters("CA"), two_letters("ATA")
    ('US', 'CA', 'ATA')
    """
    return TWO_LETTERS.get(country.upper(), country)
