"""The rules that can be turned: what is assumed rather than known, and settings of the company a person would change.

`POST /_practice/rules` changes them, for one company or for all; they are kept with the books.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from workbench.practice.wire import Body


@dataclass(frozen=True, slots=True)
class Switches:
    """One company's switches; the defaults are the strictest reading of Intuit's pages."""

    # Settings of the company, documented.
    custom_txn_numbers: bool = True
    """Off: our DocNumber is ignored and the next number is given."""
    warn_duplicate_numbers: bool = True
    """Off: a DocNumber may occur twice (the API cannot read this setting)."""
    subscription_ended: bool = False
    """On: every write is refused with 6190."""
    multicurrency: bool = False
    """On: documents say their currency and customers have one; once on it cannot be switched off in QuickBooks."""
    close_password: bool = True
    """On: a write in closed books is 6210; off: 6200."""

    # Request ids: documented as "the same response as for the original request"; how long is not documented.
    request_ids: str = "forever"
    """"forever"; "expire" after request_id_minutes; or "off": a repeated request id is carried out again, as some
    reports say."""
    request_id_minutes: int = 60
    """Minutes on the practice clock after which a request id is forgotten, when request_ids is "expire"."""
    replay_faults: bool = True
    """Assumed: a refusal is replayed too."""

    # Limits: documented figures (developer.intuit.com, "Limits and throttles"); off, so that tests need not wait.
    limits: bool = False
    """On: 500 requests a minute, 10 a second, 40 batches a minute and app and 120 of all apps; more is a 429."""
    payloads_count: bool = False
    """Assumed, and not the likelier reading: every payload of a batch counts as one of the 500."""

    # Assumed rules.
    tax_of_its_own: int = 0
    """Percent of tax that a receipt or purchase gets outside the United States, whatever it and its lines say of tax."""
    require_tax_calculation: bool = True
    """Outside the United States a receipt or purchase without GlobalTaxCalculation is refused with 2020."""
    codes_with_not_applicable: bool = True
    """A Canadian line needs its tax code even when GlobalTaxCalculation is NotApplicable."""
    number_all_kinds: bool = True
    """6140 also on journal entries, refund receipts and purchases, each kind for itself."""
    allow_purchase_link: bool = False
    """A deposit line may link a Purchase; the documented list has none."""
    linked_amounts: str = "strict"
    """"strict": a linked line's Amount must be its source's, signed; "lenient": the source's amount is taken."""
    link_only_undeposited: bool = True
    """A linked transaction, or journal entry line, must be on an undeposited-funds account."""
    refuse_negative_totals: bool = True
    """Receipts and deposits below 0.00 are refused."""
    refuse_zero_deposits: bool = False
    """A deposit of 0.00, used for clearing, is refused."""
    deposit_line_accounts: str = "documented"
    """"documented": the account types Intuit lists; "any": every type."""
    purchase_from_undeposited: bool = True
    """A Cash purchase may be paid from undeposited funds."""
    refuse_par_rate: bool = True
    """A foreign document without a rate, or with 1, is refused; QuickBooks books it at par."""
    deposit_line_undeposited: bool = True
    """A deposit's own line may be on undeposited funds itself; Intuit lists its account type and does not speak of it."""

    def changed(self, changes: Body) -> Switches:
        """These switches with `changes` made; `ValueError`, in words, for a name or value there is not."""
        known = {field.name: field for field in fields(self)}
        for name, value in changes.items():
            if name not in known:
                raise ValueError(f"there is no rule {name!r}; the rules are {', '.join(known)}")
            if type(value) is not type(known[name].default):
                raise ValueError(f"rule {name!r} takes a {type(known[name].default).__name__}")
            if name in CHOICES and value not in CHOICES[name]:
                raise ValueError(f"rule {name!r} is one of {', '.join(CHOICES[name])}")
        if changes.get("request_id_minutes", 0) < 0:
            raise ValueError("rule 'request_id_minutes' is 0 or more")
        return replace(self, **changes)

    def as_json(self) -> Body:
        """Name -> value."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


CHOICES = {
    "request_ids": ("forever", "expire", "off"),
    "linked_amounts": ("strict", "lenient"),
    "deposit_line_accounts": ("documented", "any"),
}
