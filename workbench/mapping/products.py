"""Products: which item of QuickBooks a SKU of Amazon's is sold as.

A person's choice holds for every payout. Without one, a SKU is matched to the one item that has it as its SKU, else to the
one that has it, or the title that Amazon gives, as its name. What is only close is suggested and waits for a person, and
so does what fits nothing or several items. Nothing here creates an item.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from workbench.mapping.mapping import Mapping as AccountMapping
from workbench.mapping.mapping import Target

SALES = "sales.principal"
PRINCIPAL = frozenset(f"{side}.{what}" for side in ("sales", "refunds") for what in ("principal", "by_column", "by_component"))
"""Categories of the lines that carry the price of a product."""

CLOSE = 60
"""The least score, in per cent, with which an item is suggested."""

CANDIDATES = 20
"""Items that a SKU's score is worked out for: those that share the most pairs of letters with it."""

UNSOLD = frozenset({"Category", "Group", "Bundle"})
"""QuickBooks' types of items that stand on no line by themselves: a category, and a bundle of other items."""

INVENTORY = "Inventory"

Found = Literal["chosen", "default", "sku", "name", "suggested", "several", "lost", "none"]
SETTLED: frozenset[Found] = frozenset({"chosen", "default", "sku", "name"})


@dataclass(frozen=True, slots=True)
class Item:
    """A product or service of QuickBooks that is active. `name` is the full one, with its category before a colon."""

    id: str
    name: str
    sku: str
    type: str
    income_account_id: str

    @property
    def is_sold(self) -> bool:
        """Whether it may stand on the line of a sale: no category, no bundle, and QuickBooks knows where its sales go."""
        return self.type not in UNSOLD and bool(self.income_account_id)

    @property
    def is_stock(self) -> bool:
        """Whether QuickBooks itself moves stock and cost when it is sold."""
        return self.type == INVENTORY


@dataclass(frozen=True, slots=True)
class ProductChoice:
    """A person's choice for a SKU: an item, by id and its name at the time, or the default sales item."""

    use: Literal["item", "default"]
    item_id: str = ""
    item: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """What a SKU is sold as, and how that was found.

    `item_id` is empty for the default sales item and where there is no item. Of what is only `suggested`, `score` says in
    per cent how close it is. `lost`: the item that was chosen is not in QuickBooks any more, or inactive.
    """

    sku: str
    found: Found
    item_id: str = ""
    score: int = 0

    @property
    def is_settled(self) -> bool:
        """Whether payouts with this SKU may be posted."""
        return self.found in SETTLED


class Items:
    """QuickBooks' items, to be looked up by id, SKU and name; those that may not stand on a sale are left out."""

    def __init__(self, items: Iterable[Item]) -> None:
        self.by_id = {item.id: item for item in sorted(items, key=lambda item: item.id) if item.is_sold}
        self._by_sku: dict[str, list[Item]] = defaultdict(list)
        self._by_name: dict[str, list[Item]] = defaultdict(list)
        for item in self.by_id.values():
            if item.sku.strip():
                self._by_sku[fold(item.sku)].append(item)
            for name in {fold(item.name), fold(own_name(item.name))}:
                self._by_name[name].append(item)

    def exact(self, sku: str, titles: Collection[str] = ()) -> Match:
        """The one item with this SKU, else the one with it or with one of the titles as its name."""
        named = {item.id: item for text in (sku, *titles) for item in self._by_name.get(fold(text), ())}
        ways: tuple[tuple[Found, list[Item]], ...] = (("sku", self._by_sku.get(fold(sku), [])), ("name", list(named.values())))
        for found, there in ways:
            if there:
                return Match(sku, found if len(there) == 1 else "several", there[0].id, 100)
        return Match(sku, "none")

    def closest(self, sku: str, titles: Collection[str] = ()) -> Match:
        """The item whose SKU or name is closest to the SKU or to a title, when its score is at least `CLOSE`."""
        best = Match(sku, "none")
        for text in (sku, *titles):
            pairs = pairs_of(text)
            shared = Counter(n for pair in pairs for n in self._holders.get(pair, ()))
            for n, _ in shared.most_common(CANDIDATES):
                item_id, own = self._texts[n]
                score = score_of(pairs, own)
                if score >= CLOSE and score > best.score:
                    best = Match(sku, "suggested", item_id, score)
        return best

    @cached_property
    def _texts(self) -> list[tuple[str, Counter[str]]]:
        """Every SKU and name with its item's id."""
        return [(item.id, pairs_of(text)) for item in self.by_id.values() for text in (item.sku, own_name(item.name)) if fold(text)]

    @cached_property
    def _holders(self) -> dict[str, list[int]]:
        """Positions in `_texts` by pair of letters."""
        found: dict[str, list[int]] = defaultdict(list)
        for n, (_, pairs) in enumerate(self._texts):
            for pair in pairs:
                found[pair].append(n)
        return found


def match(sku: str, titles: Collection[str], items: Items, choices: Mapping[str, ProductChoice], *, suggest: bool = False) -> Match:
    """What this SKU is sold as: what was chosen, else what fits exactly; with `suggest` also what is close."""
    choice = choices.get(sku)
    if choice is not None and choice.use == "default":
        return Match(sku, "default")
    if choice is not None:
        return Match(sku, "chosen" if choice.item_id in items.by_id else "lost", choice.item_id)
    found = items.exact(sku, titles)
    return items.closest(sku, titles) if suggest and found.found == "none" else found


def sales_account(mapping: AccountMapping, accounts: Mapping[str, str]) -> str:
    """Where the mapping sends the price of what is sold: an account's id, or its name while its id is not known.

    `accounts` names the account that plays each part of the default chart (its key -> QuickBooks' id).
    """
    chosen = mapping.choices.get(("category", SALES))
    if chosen is not None and chosen.account:
        return chosen.account_id or chosen.account
    return accounts.get("SALES", "")


def is_principal(target: Target) -> bool:
    """Whether lines with this target carry the price of a product."""
    return target.meaning.category in PRINCIPAL


def sells_into(target: Target, account: str, accounts: Mapping[str, str]) -> bool:
    """Whether lines with this target stand on receipts and go to the sales account."""
    on_receipts = target.meaning.section == "included" and target.meaning.column != "fees"
    return on_receipts and bool(account) and account == (target.account_id or accounts.get(target.key, "") or target.account)


def fold(text: str) -> str:
    """A text as exact matches compare it.

    >>> fold("  NL-Mug-04 ")
    'nl-mug-04'
    """
    return text.strip().casefold()


def own_name(name: str) -> str:
    """An item's name without its categories.

    >>> own_name("Kitchen:Mugs:Blue mug")
    'Blue mug'
    """
    return name.rpartition(":")[2]


def pairs_of(text: str) -> Counter[str]:
    """The pairs of neighbouring letters and digits of a text, each as often as it occurs; other signs do not count.

    >>> sorted(pairs_of("Mug-4").elements())
    ['g4', 'mu', 'ug']
    """
    signs = "".join(sign for sign in text.casefold() if sign.isalnum())
    return Counter(signs[n : n + 2] for n in range(len(signs) - 1)) or Counter({signs: 1} if signs else {})


def score_of(pairs: Counter[str], other: Counter[str]) -> int:
    """How close two texts are, in whole per cent: the share of their pairs that both have (Dice's coefficient), rounded down.

    >>> score_of(pairs_of("NL-MUG-04"), pairs_of("nl mug 04")), score_of(pairs_of("NL-MUG-04"), pairs_of("NL-MUG-05"))
    (100, 83)
    >>> score_of(pairs_of("MUG"), pairs_of("lamp"))
    0
    """
    count = pairs.total() + other.total()
    return 200 * (pairs & other).total() // count if count else 0
