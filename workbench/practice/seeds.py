"""The company that springs into being when its realm is first used, chosen by the realm's prefix."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.practice.accounts import UNDEPOSITED
from workbench.practice.wire import Body


@dataclass(frozen=True, slots=True)
class Seed:
    """A country's company: `taxes` are (code, description, rate in percent), empty where lines carry TAX or NON."""

    country: str
    country_name: str
    currency: str
    currency_name: str
    agency: str = ""
    taxes: tuple[tuple[str, str, str], ...] = ()

    @property
    def is_us(self) -> bool:
        """Whether tax codes are the words TAX and NON."""
        return self.country == "US"


SEEDS = {
    "us": Seed("US", "United States", "USD", "United States Dollar"),
    "ca": Seed(
        "CA",
        "Canada",
        "CAD",
        "Canadian Dollar",
        "Canada Revenue Agency",
        (
            ("Out of Scope", "No tax", "0"),
            ("Zero-rated", "Zero-rated supplies", "0"),
            ("Exempt", "Exempt supplies", "0"),
            ("GST", "Goods and services tax", "5"),
            ("HST ON", "Harmonized sales tax, Ontario", "13"),
        ),
    ),
    "eu": Seed(
        "DE",
        "Germany",
        "EUR",
        "Euro",
        "Finanzamt",
        (("No VAT", "Outside the scope", "0"), ("7.0% R", "Reduced rate", "7"), ("19.0% S", "Standard rate", "19")),
    ),
    "uk": Seed(
        "GB",
        "United Kingdom",
        "GBP",
        "British Pound Sterling",
        "HM Revenue & Customs (VAT)",
        (("No VAT", "Outside the scope", "0"), ("0.0% Z", "Zero-rated", "0"), ("20.0% S", "Standard rate", "20")),
    ),
}

TAX_PAYABLE = "GlobalTaxPayable"
"""The subtype of the account that receives the tax of receipts where companies have tax codes."""

CHART: tuple[tuple[str, str, str], ...] = (
    ("Business Checking", "Bank", "Checking"),
    ("Payments to deposit", "Other Current Asset", UNDEPOSITED),
    ("Amazon Card", "Credit Card", "CreditCard"),
    ("Accounts Receivable (A/R)", "Accounts Receivable", "AccountsReceivable"),
    ("Accounts Payable (A/P)", "Accounts Payable", "AccountsPayable"),
    ("Opening Balance Equity", "Equity", "OpeningBalanceEquity"),
    ("Retained Earnings", "Equity", "RetainedEarnings"),
    ("Sales", "Income", "SalesOfProductIncome"),
    ("Services", "Income", "ServiceFeeIncome"),
    ("Discounts given", "Income", "DiscountsRefundsGiven"),
    ("Cost of Goods Sold", "Cost of Goods Sold", "SuppliesMaterialsCogs"),
    ("Office Expenses", "Expense", "OfficeGeneralAdministrativeExpenses"),
    ("Bank Charges", "Expense", "BankCharges"),
)
"""Name, type and subtype of the accounts every practice company starts with."""


def seed_for(realm: str) -> Seed | None:
    """The seed named by the realm's prefix, as in "us-demo"; None for an unknown one."""
    prefix, dash, rest = realm.partition("-")
    return SEEDS.get(prefix) if dash and rest else None


def first_entities(seed: Seed) -> list[tuple[str, Body]]:
    """Kind and body of what the company starts with, in the order of their ids; no customers, vendors or items."""
    accounts: list[tuple[str, Body]] = [
        ("Account", {"Name": name, "AccountType": kind, "AccountSubType": subtype}) for name, kind, subtype in CHART
    ]
    names: list[tuple[str, Body]] = [
        ("Class", {"Name": "Online"}),
        ("Class", {"Name": "Wholesale"}),
        ("Department", {"Name": "Main"}),
        ("Department", {"Name": "Second location"}),
        ("PaymentMethod", {"Name": "Cash", "Type": "NON_CREDIT_CARD"}),
        ("PaymentMethod", {"Name": "Check", "Type": "NON_CREDIT_CARD"}),
        ("PaymentMethod", {"Name": "Credit Card", "Type": "CREDIT_CARD"}),
    ]
    if not seed.taxes:
        return accounts + names
    payable: Body = {"Name": "Sales tax payable", "AccountType": "Other Current Liability"}
    payable["AccountSubType"] = TAX_PAYABLE
    taxes: list[tuple[str, Body]] = [("TaxAgency", {"DisplayName": seed.agency})]
    for code, description, percent in seed.taxes:
        taxes.append(("TaxRate", {"Name": f"{code} (sales)", "RateValue": int(percent)}))
        taxes.append(("TaxCode", {"Name": code, "Description": description, "Taxable": percent != "0"}))
    return [*accounts, ("Account", payable), *names, *taxes]


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
        "SupportedLanguages": "en",
        "FiscalYearStartMonth": "January",
        "NameValue": [{"Name": "Practice", "Value": "true"}],
    }


def preferences(seed: Seed, *, custom_txn_numbers: bool, book_close_date: str | None) -> Body:
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
        "CurrencyPrefs": {"MultiCurrencyEnabled": False, "HomeCurrency": {"value": seed.currency}},
        "TaxPrefs": {"UsingSalesTax": bool(seed.taxes), "PartnerTaxEnabled": False},
    }
