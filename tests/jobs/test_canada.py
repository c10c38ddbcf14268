"""Canadian companies end to end, in English and in French: every line has its tax code, Amazon's tax stands on accounts of its
own, and QuickBooks' tax engine adds nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from tests.conftest import REAL, run
from tests.jobs.conftest import Desk
from workbench.jobs import review, setup, worker
from workbench.jobs.bank import bank_step
from workbench.jobs.close import variance
from workbench.jobs.post import posting
from workbench.jobs.quickbooks.session import books_of
from workbench.practice.northwind_lane import FORTNIGHT, utc
from workbench.practice.seller import SettlementText
from workbench.practice.settlement_writer import Market, order_rows, write
from workbench.practice.storefront import ADVERTISING, CATALOGUE, RESERVE_HELD, RESERVE_RELEASED, SUBSCRIPTION, Account, Purchase, line
from workbench.store import outbox, settings

CANADA = Market("ca", "Amazon.ca", "CAD", "%Y-%m-%d", ".", ("701", "702"))
FILES = sorted(REAL.with_name("settlement-v1").glob("ca-*.txt"))
MODES = ("order", "daily", "summary")
HELD = {"ca-boutique": "Payments to deposit", "fr-ca-boutique": "Paiements à déposer"}
OWN_TAX = Decimal("6.50")
"""The tax of the orders of which Amazon hands the tax to the seller."""


def canadian(withheld: tuple[bool, ...] = (True, True, True, False)) -> SettlementText:
    """A settlement of Amazon.ca over a month's end. Every order bears 13 percent of tax; where `withheld`, Amazon remits it itself,
    otherwise the seller has to."""
    account, start = Account(CANADA, Random(13)), utc("2026-10-22 14:28:38")
    end = start + FORTNIGHT
    goods = {True: (CATALOGUE[0], 4995), False: (CATALOGUE[11], 5000)}
    sales = [
        account.order(start + timedelta(days=4 * n + 1), Purchase(*_of(goods[kept]), tax=130, withheld=kept, shipping=599 if kept else 0))
        for n, kept in enumerate(withheld)
    ]
    rows = [
        *(row for sale in sales for row in order_rows(sale)), *account.refund(sales[0], start + timedelta(days=12)),
        line(RESERVE_RELEASED, 12345, start + timedelta(seconds=7)), line(ADVERTISING, -1999, start + timedelta(days=3)),
        line(SUBSCRIPTION, -2999, start + timedelta(days=10, hours=3)), line(RESERVE_HELD, -2345, end + timedelta(seconds=7)),
    ]  # fmt: skip
    return write(CANADA, "24610335777", start, end, rows)


def _of(goods: tuple[Any, int]) -> tuple[Any, int, int]:
    product, price = goods
    return product, 1, price


@pytest.fixture(params=HELD)
def shop(request: pytest.FixtureRequest, desk_of: Callable[[str], Desk]) -> Desk:
    """A Canadian practice company, in English and in French."""
    return desk_of(request.param)


def setting(desk: Desk, name: str) -> Any:
    with desk.company.state.read() as connection:
        return settings.get(connection, name)


def put(desk: Desk, **values: Any) -> None:
    with desk.company.state.write() as connection:
        settings.put(connection, "tester", **values)


def code(desk: Desk, *names: str) -> str:
    """The id of the tax code with one of these names, which differ by language."""
    return next(str(c["id"]) for c in setting(desk, "chart")["tax_codes"] if c["name"] in names)


def balances(desk: Desk) -> dict[str, Decimal]:
    setup.refresh_chart(desk.company, "tester")
    return {a["name"]: Decimal(a["balance"]) for a in review.chart_accounts(desk.company)}


def documents(desk: Desk, batch: str) -> list[tuple[str, dict[str, Any]]]:
    """The batch's documents as QuickBooks holds them, with their entities."""
    with desk.company.state.read() as connection:
        postings = outbox.postings(connection, batch)
    books = books_of(desk.company)
    return [(p.entity, books.by_ids(p.entity, [p.quickbooks_id])[p.quickbooks_id]) for p in postings]


def require_tied_out(desk: Desk, payout: str, total: Decimal) -> None:
    """Every figure of the payout is the same, nothing waits for deposit, and it is known what the bank will show."""
    found = variance.payout_variance(desk.company, payout)
    assert found.amazon_total == found.lines == found.entries == found.quickbooks == total
    assert (found.variance, found.held, found.unexplained, found.explained) == (0, 0, 0, ())
    assert desk.ask_practice(f"undeposited?realm={desk.realm}")["undeposited"] == []
    assert balances(desk)[HELD[desk.company.name]] == 0
    assert review.payout(desk.company, payout).status == "reconciled"
    (shown,) = [each for each in bank_step.lines(desk.company) if each.settlement_id == payout]
    assert (shown.standing, shown.amount, shown.currency) == ("match" if total > 0 else "none", max(total, Decimal(0)), "CAD")


@pytest.mark.parametrize("mode", MODES)
def test_a_payout_of_amazon_ca_posts_and_ties_out_in_either_language(shop: Desk, mode: str) -> None:
    """S2, S67, S69, S70, S73: nothing is set by hand; Payments to deposit is found by its sub-type."""
    made = canadian()
    payout = shop.ready(made)
    held = next(a for a in review.chart_accounts(shop.company) if a["sub_type"] == "UndepositedFunds")
    assert (held["id"], held["name"]) == (setting(shop, "undeposited_account"), HELD[shop.company.name])
    planned = posting.plan_payout(shop.company, payout, mode)
    done = worker.result_of(shop.do("post", payout=payout, mode=mode))
    assert done["counts"]["posted"] == len(planned.documents)
    assert shop.held() == Counter(document.entity for document in planned.documents)
    require_tied_out(shop, payout, made.total)
    assert balances(shop)[{"ca-boutique": "Business Checking", "fr-ca-boutique": "Compte chèques"}[shop.company.name]] == made.total


@pytest.mark.parametrize("mode", ["order", "daily"])
def test_every_line_of_a_receipt_has_its_code_and_no_document_any_tax(shop: Desk, mode: str) -> None:
    payout = shop.ready(canadian())
    done = worker.result_of(shop.do("post", payout=payout, mode=mode))
    receipts = 0
    for entity, document in documents(shop, done["batch"]):
        assert not document.get("TxnTaxDetail", {}).get("TotalTax", 0)
        if entity.endswith("Receipt"):
            receipts += 1
            codes = [each["SalesItemLineDetail"]["TaxCodeRef"]["value"] for each in document["Line"] if "SalesItemLineDetail" in each]
            assert set(codes) == {code(shop, "Out of Scope", "Hors champ")}
            assert document["GlobalTaxCalculation"] == "NotApplicable"
    assert receipts == 5
    assert {"Sales tax payable", "TPS/TVH à payer"} & {n for n, amount in balances(shop).items() if amount} == set()


@pytest.mark.parametrize("mode", MODES)
def test_the_tax_that_amazon_remits_comes_to_nothing_and_the_sellers_own_stays_owed(shop: Desk, mode: str) -> None:
    """Both legs of the facilitator's tax are posted, each to its mapped account, and cancel to the cent."""
    payout = shop.ready(canadian())
    worker.result_of(shop.do("post", payout=payout, mode=mode))
    standing = balances(shop)
    collected, withheld = standing["Amazon Sales Tax Collected"], standing["Amazon Sales Tax Withheld by Amazon"]
    assert withheld > 0 > collected
    assert collected + withheld == -OWN_TAX


def test_where_amazon_remits_all_tax_both_accounts_prove_to_nothing(shop: Desk) -> None:
    payout = shop.ready(canadian((True, True, True)))
    worker.result_of(shop.do("post", payout=payout, mode="order"))
    standing = balances(shop)
    assert standing["Amazon Sales Tax Collected"] + standing["Amazon Sales Tax Withheld by Amazon"] == 0


@pytest.mark.parametrize("mode", ["order", "daily"])
def test_a_code_with_a_rate_is_refused_before_anything_is_sent_with_what_it_would_add(shop: Desk, mode: str) -> None:
    payout = shop.ready(canadian())
    put(shop, tax_code=code(shop, "HST ON", "TVH ON"))
    planned = posting.plan_payout(shop.company, payout, mode)
    answer = worker.result_of(shop.do("dry-run", payout=payout, mode=mode))
    (check,) = answer["preflight"]
    receipts = [document for document in planned.documents if document.entity.endswith("Receipt")]
    added = sum((round(document.total * 13 / 100 + Decimal("0.0001"), 2) for document in receipts), Decimal(0))
    assert (check["code"], check["blocks"], check["amount"]) == ("tax-code-adds", True, str(added))
    assert f"has a rate of 13 %: on {len(receipts)} documents QuickBooks' own tax would add {added}" in check["what"]
    assert "code without a rate" in check["next"]
    job = shop.do("post", payout=payout, mode=mode)
    assert (job.state, shop.held()) == ("failed", {})
    assert "has a rate of 13 %" in job.message


def test_a_code_of_two_rates_names_both(shop: Desk) -> None:
    payout = shop.ready(canadian())
    put(shop, tax_code=code(shop, "GST/QST QC", "TPS/TVQ QC"))
    (check,) = worker.result_of(shop.do("dry-run", payout=payout, mode="order"))["preflight"]
    assert "has a rate of 5 % and 9.975 %" in check["what"]


def test_codes_without_a_rate_are_a_persons_choice(shop: Desk) -> None:
    payout = shop.ready(canadian())
    put(shop, tax_code=code(shop, "Zero-rated", "Détaxé"))
    worker.result_of(shop.do("connect"))
    assert setting(shop, "tax_code") == code(shop, "Zero-rated", "Détaxé")
    worker.result_of(shop.do("post", payout=payout, mode="order"))
    require_tied_out(shop, payout, canadian().total)


def test_a_company_that_works_out_tax_on_our_lines_is_caught_with_both_figures(shop: Desk) -> None:
    payout = shop.ready(canadian())
    shop.ask_practice("rules", {"realm": shop.realm, "tax_of_its_own": 5})
    done = worker.result_of(shop.do("post", payout=payout, mode="order"))
    assert (done["outcome"], done["state"], shop.held().get("Deposit", 0)) == ("attention", "attention", 0)
    refused = [p for p in done["postings"] if p["message"]]
    assert len(refused) == 5
    for p in refused:
        tax = round(Decimal(p["total"]) * 5 / 100 + Decimal("0.0001"), 2)
        assert f"QuickBooks worked out {tax} of tax on our lines" in p["message"]
        assert f"it holds {Decimal(p['total']) + tax} where we sent {p['total']}" in p["message"]


def test_tax_that_somebody_adds_afterwards_is_a_difference_with_its_own_name(shop: Desk) -> None:
    payout = shop.ready(canadian())
    done = worker.result_of(shop.do("post", payout=payout, mode="order"))
    sale = next(p for p in done["postings"] if p["entity"] == "RefundReceipt")
    shop.ask_practice("rules", {"realm": shop.realm, "tax_of_its_own": 5, "linked_amounts": "lenient"})
    with shop.company.state.read() as connection:
        posted = next(p for p in outbox.postings(connection, done["batch"]) if p.doc_number == sale["doc_number"])
    deposit = next(p["quickbooks_id"] for p in done["postings"] if p["entity"] == "Deposit")
    touched = {"changes": {"CustomerMemo": {"value": "thank you"}, "sparse": True}}
    for edit in ({"entity": "Deposit", "id": deposit, "delete": True}, {"entity": "RefundReceipt", "id": posted.quickbooks_id, **touched}):
        shop.ask_practice("edit", {"realm": shop.realm, **edit})
    worker.result_of(shop.do("read-back", payouts=[payout]))
    words = " ".join(why.why for why in variance.payout_variance(shop.company, payout).explained)
    assert "tax worked out by QuickBooks" in words
    assert review.payout(shop.company, payout).status == "attention"


@pytest.mark.skipif(not FILES, reason="real Canadian settlements are not here (../shared/realdata)")
@pytest.mark.parametrize("mode", MODES)
def test_three_real_canadian_settlements_owed_charged_and_paid_tie_out(desk_of: Callable[[str], Desk], mode: str) -> None:
    desk = desk_of("fr-ca-boutique")
    archived = [(desk.company.archive.keep(file), file.name) for file in FILES]
    imported = worker.result_of(desk.do("import", files=archived))["files"]
    worker.result_of(desk.do("connect"))
    totals = {file["settlement_id"]: Decimal(file["total"]) for file in imported}
    assert totals == {"23874396421": Decimal("-321.69"), "23874397121": Decimal("-62.31"), "24288684721": Decimal("1016.08")}
    for payout, total in sorted(totals.items()):
        desk.map_everything(payout, "Amazon Other Fees & Adjustments")
        review.confirm(desk.company, payout, "tester")
        worker.result_of(desk.do("post", payout=payout, mode=mode))
        require_tied_out(desk, payout, total)
    assert balances(desk)["Amazon Balance Owed"] == 0


def test_a_canadian_practice_company_is_chosen_by_its_name(home: Any, tmp_path: Any) -> None:
    file = tmp_path / "amazon-ca.txt"
    file.write_bytes(canadian().data)
    for name, held in HELD.items():
        shown = run("connect", "--company", name)
        assert (shown["company"]["country"], shown["company"]["home_currency"]) == ("CA", "CAD")
        assert held in {account["name"] for account in run("accounts", "--company", name)["accounts"]}
    run("import", str(file), "--company", "fr-ca-boutique")
    run("confirm", "--payout", "24610335777", "--company", "fr-ca-boutique")
    posted = run("post", "--payout", "24610335777", "--mode", "order", "--company", "fr-ca-boutique")
    assert posted["outcome"] == "posted"
    compared = run("variance", "--payout", "24610335777", "--company", "fr-ca-boutique")["payouts"][0]
    assert (compared["variance"], compared["payments_to_deposit"], compared["unexplained"]) == ("0.00", "0.00", "0.00")
