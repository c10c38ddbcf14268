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
    close_password: bool = True
    """On: a write in closed books is 6210; off: 6200."""

    # Request ids: documented as "the same response as for the original request"; how long is not documented.
    request_ids: str = "forever"
    """"forever", or "off": a repeated request id is carried out again, as some reports say."""
    replay_faults: bool = True
    """Assumed: a refusal is replayed too."""

    # Assumed rules.
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
        return replace(self, **changes)

    def as_json(self) -> Body:
        """Name -> value."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


CHOICES = {
    "request_ids": ("forever", "off"),
    "linked_amounts": ("strict", "lenient"),
    "deposit_line_accounts": ("documented", "any"),
}
