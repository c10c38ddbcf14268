"""Connecting by consent on Intuit's page: the question is kept until Intuit sends the browser back with an answer.

The user signs in at Intuit, never here, and chooses the company there (S6); what comes back is a code, good once and for
a few minutes, which is traded for the sign-in. The question is good for ten minutes, for one answer, by who asked it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from urllib.parse import urlencode

from workbench import clock
from workbench.errors import Refused
from workbench.jobs.pending_consent import PendingConsent
from workbench.jobs.quickbooks import access as quickbooks_access
from workbench.jobs.quickbooks import connection as quickbooks_connection
from workbench.jobs.quickbooks.access import PRACTICE, WHERE, Link
from workbench.quickbooks import authorise
from workbench.quickbooks.signin import PASTED_REDIRECT
from workbench.store.company import Company

PENDING = PendingConsent("quickbooks:consent", "No consent to QuickBooks is waited for.", WHERE, authorise.AGAIN)

PATIENCE = timedelta(minutes=10)
"""How long an answer is waited for."""


def ask(company: Company, by: str, kind: str, client_id: str = "", client_secret: str = "", redirect_uri: str = "") -> str:
    """The address of Intuit's page to open in the browser (of the practice company's page, for kind practice).

    `kind` is practice, sandbox or production, and the keys are those that the application has for it; left empty on a
    reconnection, the ones before serve again while they are kept. `redirect_uri` is where the browser is sent back to;
    empty means Intuit's own page that shows the answer. Raises `Refused` or `Conflict` in words, `Unreachable` when Intuit
    does not answer.
    """
    known = quickbooks_access.link(company)
    # which other company it is, is known only once Intuit says its number
    quickbooks_connection.check_company(company, kind, known.realm if kind == known.kind else "another")
    if kind == known.kind and known.is_connected and known.by_consent and not client_secret:
        client_id, client_secret = client_id or known.client_id, quickbooks_access.client_secret(company)
    application = quickbooks_access.application_of(kind, client_id.strip(), client_secret.strip())
    redirect_uri = redirect_uri.strip() or PASTED_REDIRECT
    question = authorise.consent(application, redirect_uri)
    kept = {
        "state": question.state, "by": by, "at": clock.stamp(), "kind": kind, "client_id": application.client_id,
        "client_secret": application.client_secret, "redirect_uri": redirect_uri,
    }  # fmt: skip
    PENDING.keep(company, kept)
    # nobody signs in at the practice company, so its page is told which one is meant
    return f"{question.url}&{urlencode({'realmId': known.realm})}" if kind == PRACTICE else question.url


def answer(company: Company, by: str, returned: Mapping[str, str]) -> Link:
    """Connect the company that was consented to; `returned` is the query of the address the browser came back with.

    Raises `Refused` when it answers no question of ours, comes too late or was declined, `Conflict` for another company than
    the books belong to: the code is then not traded. A question is answered once: whatever comes of it, it is forgotten.
    """
    kept = _taken(company, by, returned)
    agreed = authorise.agreed(kept["state"], returned)
    quickbooks_connection.check_company(company, kept["kind"], agreed.realm_id)
    application = quickbooks_access.application_of(kept["kind"], kept["client_id"], kept["client_secret"])
    granted = authorise.exchange(application, agreed, kept["redirect_uri"])
    asked = Link(kept["kind"], agreed.realm_id, kept["client_id"], kept["redirect_uri"], "", "")
    return quickbooks_connection.accept(company, by, asked, kept["client_secret"], granted)


def _taken(company: Company, by: str, returned: Mapping[str, str]) -> dict[str, str]:
    """The pending question, if it is answered in time by who asked it. One of another state is refused when that is compared."""
    kept = PENDING.take(company, returned)
    if returned.get("state") != kept["state"]:
        return kept
    if clock.now() - datetime.fromisoformat(kept["at"]) > PATIENCE:
        raise Refused("The question is more than ten minutes old.", where=WHERE, next=authorise.AGAIN)
    if by != kept["by"]:
        raise Refused("Somebody else began this connection.", where=WHERE, next="Who begins it has to finish it; begin it anew.")
    return kept
