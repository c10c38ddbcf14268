"""The practice QuickBooks: a local server with its own double-entry books that refuses what QuickBooks refuses.

It lets the workbench's real client, worker, demonstration and tests use the same door as the real thing, without an
Intuit account. It is not Intuit's sandbox and is never presented as such. Every rule is marked in the code as
documented (Intuit says so, or it was seen in production) or assumed (our reading); the assumed ones are switches.

Read it in this order:

    entities, accounts, wire, faults   the nouns, the chart's types, JSON with exact money, refusals
    charts, seeds                      the company that springs into being
    clock, books, company              time; SQLite: what is kept, and one company's view of it
    references, rules, receipt_rules,
    journal_rules, deposit_rules,
    currency_rules                     what is refused, one small function a rule
    taxes, documents, postings         what an accepted document looks like and what it posts
    desk                               create, update, delete, void, batch, change data capture, replay
    attachments                        files beside documents
    beginnings                         what has already happened in a new company
    query, reports                     reading
    tokens, limits                     sign-in, and how much may be asked
    back_office, bank_feed             the /_practice endpoints: what a person does, what the bank brings
    listening, on_order                what both practice servers share: the socket, failures on order
    troubles, batch_troubles           injected failures
    markup, pages                      the books for a person to look at
    routes, server, __main__           from a request to an answer, the socket, the command line
    amazon/                            the practice Amazon: a second address of the same program
    seller, northwind_lane, storefront,
    settlement_writer                  the made-up seller whose settlements are the demo's files
"""
