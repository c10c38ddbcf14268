"""The practice QuickBooks: a local server with its own double-entry books that refuses what QuickBooks refuses.

It lets the workbench's real client, worker, demonstration and tests use the same door as the real thing, without an
Intuit account. It is not Intuit's sandbox and is never presented as such. Every rule is marked in the code as
documented (Intuit says so, or it was seen in production) or assumed (our reading); the assumed ones are switches.

Read it in this order:

    entities, accounts, wire, faults   the nouns, the chart's types, JSON with exact money, refusals
    seeds                              the company that springs into being
    books, company                     SQLite: what is kept, and one company's view of it
    references, rules, receipt_rules,
    journal_rules, deposit_rules       what is refused, one small function a rule
    taxes, documents, postings         what an accepted document looks like and what it posts
    desk                               create, update, delete, void, batch, change data capture, replay
    query, reports                     reading
    tokens, back_office, troubles      sign-in, the /_practice endpoints, injected failures
    routes, server, __main__           from a request to an answer, the socket, the command line
    amazon/                            the practice Amazon: a second address of the same program
    seller, northwind_lane, storefront,
    settlement_writer                  the made-up seller whose settlements are the demo's files
"""
