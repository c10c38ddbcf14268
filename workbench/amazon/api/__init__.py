"""Amazon's Selling Partner API, through a strict client: a wrong answer never passes for an empty one.

    with seller.connect(Profile.amazon("Northwind", "US", client_id=…, client_secret=…, refresh_token=…), memory) as northwind:
        northwind.settlement_reports(since), northwind.download(…), northwind.payouts(since), northwind.transactions(since)

Start with `seller`. Below it, from the question to the wire: `operations` (what is asked, how often), `exchange` (until it is
answered), `pace` (when), `library` (python-amazon-sp-api made strict), `answers` (what a reply means), `transport`. Beside
it the values, each with the page of Amazon's it comes from: `reports`, `groups`, `payouts`, `transactions`, `balances`,
`summaries`. `download` fetches the bytes of a report, `authorise` gets a seller's consent, `marketplaces` is a table.

Nothing is imported here: the library takes a third of a second, and who only wants the table shall not wait for it.
"""
