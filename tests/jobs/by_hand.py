"""A bookkeeper who writes into a desk's practice QuickBooks by hand, through its API, beside what the workbench posts."""

from __future__ import annotations

from decimal import Decimal
from urllib.parse import urlsplit

from tests.jobs.conftest import Desk
from tests.practice.conftest import Bookkeeper
from workbench.jobs import practice


class ByHand(Bookkeeper):
    """Documents as other tools and people make them; each gives back its QuickBooks id."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(urlsplit(practice.address()).port or 0, desk.realm)
        self.bank = self.account("Business Checking")
        self.sales = self.account("Sales")

    def deposit(self, amount: Decimal, day: str, note: str = "", description: str = "Amazon") -> str:
        line = {"DetailType": "DepositLineDetail", "Amount": amount, "Description": description,
                "DepositLineDetail": {"AccountRef": {"value": self.sales}}}  # fmt: skip
        body = {"TxnDate": day, "DepositToAccountRef": {"value": self.bank}, "PrivateNote": note, "Line": [line]}
        return str(self.post("Deposit", body)["Id"])

    def journal(self, amount: Decimal, day: str, number: str = "", note: str = "", account: str = "") -> str:
        """A debit on the bank, or on another account, against sales."""
        lines = [
            {"DetailType": "JournalEntryLineDetail", "Amount": amount,
             "JournalEntryLineDetail": {"PostingType": side, "AccountRef": {"value": of}}}
            for side, of in (("Debit", account or self.bank), ("Credit", self.sales))
        ]  # fmt: skip
        return str(self.post("JournalEntry", {"TxnDate": day, "DocNumber": number, "PrivateNote": note, "Line": lines})["Id"])

    def receipt(self, amount: Decimal, day: str, number: str = "", note: str = "") -> str:
        found = self.query("select * from Item where Name = 'By hand'")
        item = found["Item"][0]["Id"] if found else self.item("By hand", self.sales)
        line = {"DetailType": "SalesItemLineDetail", "Amount": amount, "SalesItemLineDetail": {"ItemRef": {"value": item}}}
        body = {"TxnDate": day, "DocNumber": number, "PrivateNote": note, "Line": [line], "DepositToAccountRef": {"value": self.bank}}
        return str(self.post("SalesReceipt", body)["Id"])

    def put_away(self, entity: str, name: str) -> None:
        """Make a member of a list inactive."""
        field = "DisplayName" if entity == "Customer" else "Name"
        found = self.query(f"select * from {entity} where {field} = '{name}'")[entity][0]
        self.post(entity, {**found, "Active": False})
