"""The practice Amazon: a local Selling Partner API for payouts, with sellers that do not exist.

It lets the workbench's real client, sync, demonstration and tests use the same door as the real thing, without a seller's
account. It is not Amazon's sandbox and is never presented as such. Rules are marked as documented, seen (by users of the
real API) or assumed; `switches` holds those that can be turned.

Start it: `python -m workbench.practice --home DIR` prints {"quickbooks": url, "amazon": url, "pid": n}; options
`--amazon-port`, `--throttle off|real|sandbox` (off), `--speed N` (0: the clock stands still). In a test:

    with serving(tmp_path, AmazonOptions()) as server:
        server.address

Sign in: POST {url}/auth/o2/token (form) with client_id and client_secret `practice`, grant_type refresh_token and the
refresh token of a seller; or send a browser to {url}/apps/authorize/consent?application_id=practice&state=S&redirect_uri=U
[&seller=us], which shows a page to log in and redirects with spapi_oauth_code, selling_partner_id and state, or with an error for
a user who may not install apps. The API is at {url} itself.

    Atzr|practice-us         Northwind Lane on Amazon.com: the settlements of data/demo, then two payouts on demand, one open
    Atzr|practice-de         Northwind Lane on Amazon.de: the settlements of data/demo, then three more, one open
    Atzr|practice-region     Amazon.com, .ca, .com.mx in one account, paid in USD; a debt met from another marketplace
    Atzr|practice-eu         DE daily, a second German account of invoiced orders, FR, IT, ES, UK
    Atzr|practice-jp         yen, points, Windows-31J
    Atzr|practice-distress   negative balance, failed transfer put back, reserves
    Atzr|practice-migration  every settlement as V2, V1 and XML
    Atzr|practice-large      one settlement of 500,000 lines (POST /_emu/scenario {"large_lines": n})

The clock begins at 2026-11-23T09:00:00+00:00 and stands still until moved; `now` of a client under test should be this
clock's, since Amazon refuses dates later than its own. Control, all JSON:

    GET  /_emu/clock       {"now", "speed"}          POST {"advance": seconds} or {"to": moment} or {"speed": n}
    POST /_emu/reset       as on the first day
    GET  /_emu/sellers     names and refresh tokens
    GET  /_emu/ledger?seller=us   the truth: closed settlements with totals, open balance, reserve, deferred
    GET  /_emu/faults      what is on order, and every kind in words (`troubles`)
    POST /_emu/faults      [{"kind", "operation", "key", "nth", "times", "milliseconds", "days"}, ...]; [] clears
    GET  /_emu/switches    POST {name: value}: {"throttle": "real"}, {"order_lag_hours": 0}, {"largest_page": 50}, ...
    POST /_emu/access      {"secret": s}, {"revoke": seller}, {"restore": seller}, {"invalidate": seller}
    GET  /_emu/requests    what was asked: operation, query, status, at, fault; DELETE forgets it

An operation has Amazon's name (getReports, listTransactions, ...), or is `token` or `download`; a fault's key is a
settlement id, or an order id for the facts of transactions.

Read it in this order:

    marketplaces, ledger                    the nouns: where, and what money moved
    stories, northwind, made_up_sellers,
    shops, volume, sellers                  who sells, as stories
    clock, state, switches, troubles        the moment it is, what is remembered, what can be turned or go wrong
    call, refusals, pages, amounts          a call, its answer, pages, JSON money
    report_listing, report_contents,
    settlement_v1, settlement_xml, storage,
    reports                                 reports and their bytes
    records, breakdowns, transactions,
    groups, payout_facts, payouts,
    balances, summaries, participations     the projections of the ledger
    operations, throttle, access, tokens,
    login, control, failing, practice,
    server                                  from a request to an answer
"""
