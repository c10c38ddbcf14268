"""Writing: create, update, delete, void, batches of them, and the promise that a repeated request id is carried out
once.

A request id is kept per company, and inside a batch together with the item's bId; the answer is given again word for
word (blogs.intuit.com/2015/04/06/15346). All of a request is committed before it is answered.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from workbench.money import ZERO
from workbench.practice import documents, faults, query, rules
from workbench.practice.company import Company
from workbench.practice.draft import Draft
from workbench.practice.entities import KINDS, Kind
from workbench.practice.postings import postings
from workbench.practice.wire import Body, Encoded, encode

LONGEST_REQUEST_ID = 50
LARGEST_BATCH = 30


@dataclass(frozen=True, slots=True)
class Options:
    """What the address asked for beside the entity itself."""

    operation: str = ""
    void: bool = False
    allow_duplicate_number: bool = False
    by_hand: bool = False


def moment() -> str:
    """This instant as answers carry it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def write(company: Company, kind: Kind, sent: Any, options: Options) -> Body:
    """Carry out one write and give the answer's members, `{"SalesReceipt": …}`; raises `FaultError`.

    The operation is what the address says, else an update when the body has an Id, else a creation.
    """
    if not isinstance(sent, dict):
        raise faults.invalid(kind.name, "is not a JSON object")
    if not kind.writable:
        raise faults.unsupported(f"{kind.name} is only read here")
    if options.operation == "delete":
        return {kind.name: _delete(company, kind, sent, options)}
    if options.void:
        return {kind.name: _void(company, kind, sent)}
    if sent.get("Id") is not None:
        return {kind.name: _update(company, kind, sent, options)}
    return {kind.name: _create(company, kind, sent, options)}


def _create(company: Company, kind: Kind, body: Body, options: Options) -> Encoded:
    draft = Draft(company, kind.name, body, None, options.allow_duplicate_number, options.by_hand)
    _prepare(draft)
    for field in ("SyncToken", "sparse", "domain", "MetaData"):
        draft.body.pop(field, None)
    return _keep(draft, company.insert(kind.name, draft.body))


def _update(company: Company, kind: Kind, sent: Body, options: Options) -> Encoded:
    before = _existing(company, kind, sent)
    body = before | sent if sent.get("sparse") is True or options.by_hand else _overwritten(before, sent)
    draft = Draft(company, kind.name, body, before, options.allow_duplicate_number, options.by_hand)
    rules.check_current(draft, sent)
    rules.check_free(draft)
    _prepare(draft)
    draft.body |= {name: before[name] for name in ("Id", "SyncToken", "MetaData")}
    return _keep(draft, company.replace(kind.name, draft.body))


def _overwritten(before: Body, sent: Body) -> Body:
    """A full update: what is not sent is emptied, but a transaction keeps its date."""
    return {"TxnDate": before["TxnDate"], **sent} if "TxnDate" in before else dict(sent)


def _existing(company: Company, kind: Kind, sent: Body) -> Body:
    """What is to be changed; 610 when there is none, or no longer (documented)."""
    before = company.find(kind.name, str(sent.get("Id", "")))
    if before is None:
        raise faults.gone()
    return before


def _prepare(draft: Draft) -> None:
    documents.apply_defaults(draft)
    rules.check(draft)
    if KINDS[draft.kind].is_transaction:
        documents.complete(draft)
    else:
        draft.company.finish_name(draft.kind, draft.body)


def _keep(draft: Draft, body: Body) -> Encoded:
    """Post the stored transaction, link what it deposits, and give it as it is answered."""
    if KINDS[draft.kind].is_transaction:
        if draft.kind == "Deposit":
            draft.company.link(body["Id"], _links(body))
        draft.company.post(body["Id"], body["TxnDate"], postings(draft.company, draft.kind, body))
    return draft.company.shown(draft.kind, body["Id"], encode(body))


def _links(deposit: Body) -> list[tuple[str, str]]:
    linked = [line["LinkedTxn"][0] for line in deposit["Line"] if line.get("LinkedTxn")]
    return [(str(link["TxnId"]), str(link["TxnLineId"])) for link in linked]


def _guarded(company: Company, kind: Kind, sent: Body, options: Options) -> Body:
    """The transaction that is to be deleted or voided, once nothing stands in the way."""
    if not kind.is_transaction:
        raise faults.unsupported(f"{kind.name} cannot be deleted; set Active to false")
    before = _existing(company, kind, sent)
    draft = Draft(company, kind.name, before, before, by_hand=options.by_hand)
    rules.subscription_active(draft)
    rules.check_current(draft, sent)
    rules.check_free(draft)
    rules.refuse_closed(draft, before["TxnDate"])
    return before


def _delete(company: Company, kind: Kind, sent: Body, options: Options) -> Body:
    before = _guarded(company, kind, sent, options)
    company.bury(kind.name, before["Id"])
    return {"domain": "QBO", "status": "Deleted", "Id": before["Id"]}


def _void(company: Company, kind: Kind, sent: Body) -> Encoded:
    """A voided receipt stays with all amounts at 0; other kinds can only be deleted (documented)."""
    if kind.name != "SalesReceipt":
        raise faults.unsupported(f"{kind.name} cannot be voided, only deleted")
    body = _guarded(company, kind, sent, Options())
    for line in body["Line"]:
        line["Amount"] = ZERO
        if "SalesItemLineDetail" in line:
            line["SalesItemLineDetail"] |= {"Qty": 0}
    body |= {"TotalAmt": ZERO, "PrivateNote": f"Voided - {body.get('PrivateNote', '')}".rstrip(" -")}
    body.pop("TxnTaxDetail", None)
    company.post(body["Id"], body["TxnDate"], [])
    return Encoded(encode(company.replace(kind.name, body)))


def once(company: Company, request_id: str, item: str, act: Callable[[], Body]) -> tuple[int, Encoded]:
    """Status and text of `act`'s answer, or of the answer kept for this request id.

    Fault 6000 when request id and bId together are longer than 50 characters (text seen in production). Only answers
    that a repetition should get again are kept: successes and refusals of the data.
    """
    tell: Body = {"bId": item} if item else {}
    replays = bool(request_id) and company.switches.request_ids != "off"
    length = len(request_id) + len(item)
    if replays and length <= LONGEST_REQUEST_ID:
        kept = company.books.remembered(company.realm, request_id, item)
        if kept is not None:
            return kept[0], Encoded(kept[1])
    try:
        if request_id and length > LONGEST_REQUEST_ID:
            raise _request_id_too_long(request_id + item)
        with company.books.part():
            answer, status = act(), 200
    except faults.FaultError as fault:
        answer, status = {"Fault": fault.as_json()}, fault.status
        replays = replays and status == 400 and length <= LONGEST_REQUEST_ID and company.switches.replay_faults
    text = encode({**answer, **tell} if item else {**answer, "time": moment()})
    if replays:
        company.books.remember(company.realm, request_id, item, status, text)
    return status, Encoded(text)


def _request_id_too_long(request_id: str) -> faults.FaultError:
    return faults.business(
        f"You cannot enter more than {LONGEST_REQUEST_ID} characters in the request_id field. "
        f"The current text is {request_id} which is {len(request_id)} characters.",
        "request_id",
    )


def batch(company: Company, body: Any, request_id: str) -> Body:
    """Carry out up to 30 independent items in turn; a refused one leaves the others alone. 1040 for more than 30."""
    items = body.get("BatchItemRequest") if isinstance(body, dict) else None
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise faults.missing("BatchItemRequest")
    if len(items) > LARGEST_BATCH:
        detail = f"Batch size exceeded: the maximum number of payloads is {LARGEST_BATCH}, not {len(items)}"
        raise faults.FaultError("1040", "Batch Size Exceeded", detail)
    answers = [once(company, request_id, str(item.get("bId", "")), partial(_item, company, item)) for item in items]
    return {"BatchItemResponse": [text for _, text in answers], "time": moment()}


def _item(company: Company, item: Body) -> Body:
    if "Query" in item:
        return query.answer(company, str(item["Query"]))
    name = next((name for name in KINDS if name in item), None)
    if name is None:
        raise faults.unsupported(f"a batch item holds an entity or a Query, not {', '.join(item) or 'nothing'}")
    operation, include = item.get("operation"), str(item.get("optionsData", ""))
    if operation not in ("create", "update", "delete"):
        raise faults.invalid("operation", "is create, update or delete")
    if operation == "update" and isinstance(item[name], dict) and not item[name].get("Id"):
        raise faults.missing("Id")
    options = Options(str(operation), include == "void", include == "allowduplicatedocnum")
    return write(company, KINDS[name], item[name], options)
