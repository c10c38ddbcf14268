"""Set up › Settings: the accounts that play a part, how payouts are posted, by default and by marketplace, and the time zones."""

import streamlit as st

from workbench.jobs.mapping import products
from workbench.jobs.quickbooks import options
from workbench.store import settings
from workbench.ui import costs, deferral, gate, marketplaces, time_zones, vocabulary

company = gate.company()
st.title("Settings", anchor=False)
with company.state.read() as connection:
    now = settings.every(connection)
known = options.options(company)

if not known.at:
    st.info("QuickBooks was not read yet: its accounts are chosen from here once it was.")
    st.page_link("pages/setup/quickbooks.py", label="Connect QuickBooks")
    st.stop()


def choose(label: str, name: str, names: dict[str, str], help: str) -> str:
    """A select box over QuickBooks' names that stores the id; one that QuickBooks no longer has is shown as missing."""
    ids = list(names)
    index = ids.index(now[name]) if now[name] in names else None
    return st.selectbox(label, ids, index=index, format_func=lambda key: names.get(key, key), help=help, key=f"settings_{name}",
                        placeholder="Choose one") or ""  # fmt: skip


st.subheader("Accounts and posting")
with st.form("settings", border=False):
    left, right = st.columns(2, gap="large")
    with left:
        deposit = choose("Deposit account", "deposit_account", known.of_type("Bank", "Credit Card"),
                         "The bank account that receives Amazon's payouts")  # fmt: skip
        undeposited = choose("Payments to deposit", "undeposited_account", known.of_type("UndepositedFunds"),
                             "Holds receipts until the payout's deposit (also called Undeposited Funds)")  # fmt: skip
        payment = choose("Payment account", "payment_account", known.of_type("Credit Card", "Bank"),
                         "Pays what Amazon charges when a payout is negative")  # fmt: skip
    with right:
        customer = choose("Customer", "customer", known.customers, "Stands on every receipt; Amazon does not name its buyers")
        vendor = choose("Vendor", "vendor", known.vendors, "Stands on expenses: what Amazon charged to the card, and its fees where they "
                        "are expenses. One that is missing here appears once QuickBooks was read again (Set up › QuickBooks)")  # fmt: skip
        modes = list(vocabulary.MODE)
        mode = st.selectbox("Posting mode", modes, index=modes.index(now["mode"]), format_func=vocabulary.MODE.get, key="settings_mode",
                            help="\n\n".join(vocabulary.MODE_MEANS[one] for one in modes))  # fmt: skip
        ways = list(vocabulary.FEES_AS)
        fees_as = st.selectbox("Fees as, when posted per order", ways, index=ways.index(now["fees_as"]), key="settings_fees_as",
                               format_func=vocabulary.FEES_AS.get,
                               help=f"As expenses: {vocabulary.MODE_MEANS['expenses']}")  # fmt: skip
        st.caption("Expenses are about twice the documents, and each stays listed in QuickBooks' Bank deposit.")
        limit = st.number_input("Links of one deposit, at most", 2, 5000, int(now["link_limit"]), key="settings_link_limit",
                                help="A payout with more documents is deposited in parts into Amazon Clearing, and from there in one "
                                     "amount, so that the bank shows the payout alone")  # fmt: skip
        tax_code = now["tax_code"]
        if known.tax_codes:
            tax_code = choose("Tax code of receipts", "tax_code", known.tax_codes,
                              "Stands on every line of a receipt to which the mapping gives none; needed in Canada")  # fmt: skip
        sellable = {"": "The item of the sales account", **{i.id: i.name for i in products.offered(company).values() if not i.is_stock}}
        default_item = choose("Default Amazon sales item", "default_item", sellable,
                              "Stands on sale lines that have no product of their own; they go to its income account")  # fmt: skip
    tracking = st.checkbox(
        "Product tracking", now["product_tracking"], key="settings_product_tracking",
        help="On: each SKU is matched to a product of QuickBooks, and one without a product waits under Review › Products. Off: every "
             "sale uses the default Amazon sales item.",
    )  # fmt: skip
    automatic = st.checkbox(
        "Confirm transactions automatically", now["confirm_automatically"], key="settings_automatic",
        help="Of settlements that come in from now on. High confidence means that a rule is sure of every line of a transaction, or a "
             "person chose its account; any other stays for review. The audit log names who confirmed: a person, or “automatic”. Nothing "
             "is posted by this.",
    )  # fmt: skip
    attach = st.checkbox("Attach Amazon's file and the reconciliation to each deposit", now["attach_files"], key="settings_attach",
                         help="Whoever opens the deposit in QuickBooks finds what it was made from")  # fmt: skip
    saved = st.form_submit_button("Save settings", type="primary")
if saved:
    if not (deposit and undeposited and customer):
        st.error("Posting needs a deposit account, Payments to deposit and a customer. Nothing was saved.")
        st.stop()
    if fees_as == "expense" and not vendor:
        st.error("Expenses for Amazon's fees need a vendor. Nothing was saved.")
        st.stop()
    with company.state.write() as connection:
        settings.put(connection, gate.user(), deposit_account=deposit, undeposited_account=undeposited, payment_account=payment,
                     customer=customer, vendor=vendor, fees_as=fees_as, mode=mode, link_limit=int(limit), tax_code=tax_code,
                     confirm_automatically=automatic, attach_files=attach, product_tracking=tracking,
                     default_item=default_item)  # fmt: skip
    st.toast("Saved")

st.subheader("Cost of goods")
costs.switch(company, now, known)

st.subheader("Month's end")
deferral.switch(company, now, known)

st.subheader("Posting mode by marketplace")
marketplaces.mode_rules(company)

st.subheader("Customers and accounts by marketplace and currency")
marketplaces.places(company, known)

st.subheader("Time zones")
time_zones.editor(company)
