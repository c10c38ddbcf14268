"""Set up › QuickBooks and settings: the connection, the accounts that play a part, and how payouts are posted by default."""

import streamlit as st

from workbench.jobs import options
from workbench.mapping.chart import DEFAULT_CHART
from workbench.store import jobs, settings
from workbench.ui import figures, gate, time_zones, vocabulary, waiting

company = gate.company()
st.title("QuickBooks and settings")
with company.state.read() as connection:
    now = settings.every(connection)
known = options.options(company)
chart = now["chart"]

st.subheader("Connection")
if now["connection"] == "practice":
    st.info("This company is connected to the practice QuickBooks that comes with the workbench. Nothing reaches a real QuickBooks.")
figures.facts(
    {
        "QuickBooks company": chart.get("company", "not read yet"), "Country": chart.get("country", "–"),
        "Home currency": chart.get("currency", "–"), "Company number (realm)": now["realm"] or "–",
        "Chart of accounts": f"{len(known.accounts)} accounts, read {figures.moment(known.at)}" if known.at else "not read yet",
    },
    "The QuickBooks company",
)  # fmt: skip
missing = [account for account in DEFAULT_CHART.values() if not known.account_id(account.name)]
job = jobs.last(company.state, "connect")
label = "Refresh the chart of accounts" if known.at else "Connect"
if st.button(label, type="secondary" if known.at else "primary", disabled=job is not None and not job.ended):
    job = jobs.get(company.state, jobs.ask(company.state, "connect", gate.user()))
if job is not None and (not job.ended or job.state == "failed"):
    waiting.result(company, job.job_id)
if missing:
    st.caption(f"Connecting creates in QuickBooks the {len(missing)} accounts of the default mapping that it lacks, a product or service "
               "for each that stands on receipts, and the customer “Amazon customers”. What exists is not changed.")  # fmt: skip
    with st.expander("What will be created"):
        st.dataframe(
            figures.table(
                [[account.name, account.account_type] for account in missing], name=figures.TEXT, type=figures.TEXT
            ),
            column_config={"name": "Account", "type": "Type"}, hide_index=True, alt="Accounts that connecting creates",
        )  # fmt: skip
elif known.at:
    st.caption("QuickBooks has every account of the default mapping; connecting again creates nothing.")

if not known.at:
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
        modes = list(vocabulary.MODE)
        mode = st.selectbox("Posting mode", modes, index=modes.index(now["mode"]), format_func=vocabulary.MODE.get, key="settings_mode",
                            help="\n\n".join(vocabulary.MODE_MEANS.values()))  # fmt: skip
    saved = st.form_submit_button("Save settings", type="primary")
if saved:
    if not (deposit and undeposited and customer):
        st.error("Posting needs a deposit account, Payments to deposit and a customer. Nothing was saved.")
        st.stop()
    with company.state.write() as connection:
        settings.put(connection, gate.user(), deposit_account=deposit, undeposited_account=undeposited, payment_account=payment,
                     customer=customer, mode=mode)  # fmt: skip
    st.toast("Saved")

st.subheader("Time zones")
time_zones.editor(company)
