"""Stand-in until the chart is here."""
import csv
from dataclasses import dataclass
@dataclass(frozen=True, slots=True)
class DefaultAccount:
    key: str; name: str; account_type: str; account_sub_type: str
DEFAULT_CHART={r["key"]:DefaultAccount(r["key"],r["name"],r["account_type"],r["account_sub_type"]) for r in csv.DictReader(__import__("pathlib").Path("/work/shared/vocabulary/default_accounts.csv").read_text().splitlines())}
