"""The company that springs into being when its realm is first used, chosen by the realm's prefix."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from workbench.practice.charts import ENGLISH, FRENCH, Chart
from workbench.practice.wire import Body


@dataclass(frozen=True, slots=True)
class Tax:
    """A tax code, and the rates it is made of: (name, percent)."""

    code: str
    description: str
    rates: tuple[tuple[str, str], ...]

    @classmethod
    def single(cls, code: str, description: str, percent: str) -> Tax:
        """A code of one rate, which is called after it."""
        return cls(code, description, ((f"{code} (sales)", percent),))


@dataclass(frozen=True, slots=True)
class Seed:
    """A country's company. `taxes` is empty where lines carry the words TAX and NON; `lines_need_codes` where every line
    of a receipt or purchase names a tax code, whatever the document says of its tax."""

    country: str
    country_name: str
    currency: str
    currency_name: str
    agency: str = ""
    taxes: tuple[Tax, ...] = ()
    lines_need_codes: bool = False
    language: str = "en"
    chart: Chart = ENGLISH

    @property
    def is_us(self) -> bool:
        """Whether tax codes are the words TAX and NON."""
        return self.country == "US"


CANADA = Seed(
    "CA",
    "Canada",
    "CAD",
    "Canadian Dollar",
    "Canada Revenue Agency",
    (
        Tax.single("Out of Scope", "No tax", "0"),
        Tax.single("Zero-rated", "Zero-rated supplies", "0"),
        Tax.single("Exempt", "Exempt supplies", "0"),
        Tax.single("GST", "Goods and services tax", "5"),
        Tax.single("HST ON", "Harmonized sales tax, Ontario", "13"),
        Tax("GST/QST QC", "Goods and services tax, Quebec sales tax", (("GST/QST QC (GST)", "5"), ("GST/QST QC (QST)", "9.975"))),
    ),
    lines_need_codes=True,
)
FRENCH_CANADA = Seed(
    "CA",
    "Canada",
    "CAD",
    "Dollar canadien",
    "Agence du revenu du Canada",
    (
        Tax.single("Hors champ", "Sans taxe", "0"),
        Tax.single("Détaxé", "Fournitures détaxées", "0"),
        Tax.single("Exonéré", "Fournitures exonérées", "0"),
        Tax.single("TPS", "Taxe sur les produits et services", "5"),
        Tax.single("TVH ON", "Taxe de vente harmonisée, Ontario", "13"),
        Tax("TPS/TVQ QC", "Taxes fédérale et provinciale, Québec", (("TPS/TVQ QC (TPS)", "5"), ("TPS/TVQ QC (TVQ)", "9.975"))),
    ),
    lines_need_codes=True,
    language="fr",
    chart=FRENCH,
)
SEEDS = {
    "us": Seed("US", "United States", "USD", "United States Dollar"),
    "ca": CANADA,
    "fr-ca": FRENCH_CANADA,
    "eu": Seed(
        "DE",
        "Germany",
        "EUR",
        "Euro",
        "Finanzamt",
        (
            Tax.single("No VAT", "Outside the scope", "0"),
            Tax.single("7.0% R", "Reduced rate", "7"),
            Tax.single("19.0% S", "Standard rate", "19"),
        ),
    ),
    "uk": Seed(
        "GB",
        "United Kingdom",
        "GBP",
        "British Pound Sterling",
        "HM Revenue & Customs (VAT)",
        (
            Tax.single("No VAT", "Outside the scope", "0"),
            Tax.single("0.0% Z", "Zero-rated", "0"),
            Tax.single("20.0% S", "Standard rate", "20"),
        ),
    ),
}
"""Prefix of the realm -> seed. The names of the Canadian codes are assumed; their rates are the law's."""


def seed_for(realm: str) -> Seed | None:
    """The seed named by the realm's prefix, as in "us-demo" or "fr-ca-demo"; None for an unknown one."""
    found = [seed for prefix, seed in SEEDS.items() if realm.startswith(f"{prefix}-") and realm != f"{prefix}-"]
    return found[0] if found else None


def first_entities(seed: Seed) -> list[tuple[str, Body]]:
    """Kind and body of what the company starts with, in the order of their ids; no customers, vendors or items."""
    found = seed.chart.first_accounts(taxed=bool(seed.taxes)) + seed.chart.first_names()
    if seed.taxes:
        found.append(("TaxAgency", {"DisplayName": seed.agency}))
    for tax in seed.taxes:
        rates: list[tuple[str, Body]] = [("TaxRate", {"Name": name, "RateValue": Decimal(percent)}) for name, percent in tax.rates]
        # Ids are given in order from 1, so the code can name its rates before they are kept.
        details = [{"TaxRateRef": {"value": str(len(found) + number)}, "TaxOrder": 0} for number, _ in enumerate(rates, start=1)]
        code: Body = {"Name": tax.code, "Description": tax.description, "TaxGroup": True}
        code["Taxable"] = any(percent != "0" for _, percent in tax.rates)
        code["SalesTaxRateList"] = {"TaxRateDetail": details}
        found += [*rates, ("TaxCode", code)]
    return found


def company_info(realm: str, seed: Seed) -> Body:
    """CompanyInfo of the practice company; its name says that it is one."""
    address: Body = {"Line1": "1 Practice Street", "City": "Practice", "Country": seed.country_name}
    return {
        "Id": "1",
        "SyncToken": "0",
        "domain": "QBO",
        "sparse": False,
        "CompanyName": f"Practice company {realm}",
        "LegalName": f"Practice company {realm}",
        "CompanyAddr": address,
        "Country": seed.country,
        "SupportedLanguages": seed.language,
        "FiscalYearStartMonth": "January",
        "NameValue": [{"Name": "Practice", "Value": "true"}],
    }


def preferences(seed: Seed, *, custom_txn_numbers: bool, book_close_date: str | None, multicurrency: bool = False) -> Body:
    """Preferences of the practice company; BookCloseDate is absent while the books are open."""
    accounting: Body = {
        "TrackDepartments": True,
        "DepartmentTerminology": "Location",
        "ClassTrackingPerTxn": False,
        "ClassTrackingPerTxnLine": True,
        "FirstMonthOfFiscalYear": "January",
        "CustomerTerminology": "Customers",
    }
    if book_close_date:
        accounting["BookCloseDate"] = book_close_date
    return {
        "Id": "1",
        "SyncToken": "0",
        "domain": "QBO",
        "sparse": False,
        "AccountingInfoPrefs": accounting,
        "SalesFormsPrefs": {"CustomTxnNumbers": custom_txn_numbers, "AllowDeposit": True, "AllowDiscount": True},
        "CurrencyPrefs": {"MultiCurrencyEnabled": multicurrency, "HomeCurrency": {"value": seed.currency}},
        "TaxPrefs": {"UsingSalesTax": bool(seed.taxes), "PartnerTaxEnabled": False},
    }
