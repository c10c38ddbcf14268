"""Login with Amazon: who a client is, and for which seller it speaks, for an hour.

Source: developer-docs.amazon.com/sp-api/docs/connect-to-the-selling-partner-api and .../website-authorization-workflow.
An access token tells its seller and its end and is signed, so none is kept; refresh tokens do not change when used.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta

from workbench.practice.amazon import login, refusals
from workbench.practice.amazon.access import Access
from workbench.practice.amazon.sellers import PREFIX, is_seller, seller_named
from workbench.practice.wire import Body, decode, encode

LIFETIME = timedelta(hours=1)
CODE_LIFETIME = timedelta(minutes=5)
_KEY = b"practice sign-in"
_ACCESS, _CODE = "Atza|", "practice-code."


def grant(access: Access, form: dict[str, str], now: datetime) -> Body:
    """The tokens for a refresh token or an authorisation code; refused as Login with Amazon refuses."""
    if form.get("client_id") != access.client_id or form.get("client_secret") != access.secret:
        raise refusals.grant(401, "invalid_client", "Client authentication failed")
    kind = form.get("grant_type")
    if kind == "refresh_token":
        seller = _of_refresh_token(access, form.get("refresh_token", ""))
    elif kind == "authorization_code":
        seller = _of_code(form.get("code", ""), now)
    else:
        raise refusals.grant(400, "unsupported_grant_type", "The authorization grant type is not supported")
    return {
        "access_token": _ACCESS + _signed({"seller": seller, "until": (now + LIFETIME).isoformat(), "round": access.round(seller)}),
        "token_type": "bearer",
        "expires_in": int(LIFETIME.total_seconds()),
        "refresh_token": PREFIX + seller,
    }


def _of_refresh_token(access: Access, token: str) -> str:
    seller = token.removeprefix(PREFIX)
    if not token.startswith(PREFIX) or not is_seller(seller) or access.is_revoked(seller):
        raise refusals.grant(400, "invalid_grant", "The request has an invalid grant parameter : refresh_token")
    return seller


def _of_code(code: str, now: datetime) -> str:
    kept = _opened(code.removeprefix(_CODE)) if code.startswith(_CODE) else None
    if kept is None or datetime.fromisoformat(kept["until"]) < now:
        raise refusals.grant(400, "invalid_grant", "The request has an invalid grant parameter : code")
    return str(kept["seller"])


def seller_of(access: Access, token: str, now: datetime) -> str:
    """The seller an access token speaks for; refused when it is missing, not ours, revoked or too old."""
    if not token:
        raise refusals.denied(refusals.MISSING)
    kept = _opened(token.removeprefix(_ACCESS)) if token.startswith(_ACCESS) else None
    if kept is None or kept.get("round") != access.round(kept["seller"]) or access.is_revoked(kept["seller"]):
        raise refusals.denied(refusals.REVOKED)
    if now >= datetime.fromisoformat(kept["until"]):
        raise refusals.denied(refusals.EXPIRED)
    return str(kept["seller"])


def consent(options: dict[str, str], now: datetime) -> dict[str, str]:
    """What the consent page gives the application: a code for five minutes, the seller's id, its own state.

    It agrees, unless the `user` is one who may not install apps. The seller is "us" unless the caller asks for another with `seller`.
    """
    if options.get("user") == login.ASSISTANT:
        return {"state": options.get("state", ""), **login.DECLINED}
    seller = options.get("seller", "us")
    if not is_seller(seller) or not options.get("application_id"):
        raise refusals.page(400, "The application or the seller is not known")
    return {
        "state": options.get("state", ""),
        "selling_partner_id": seller_named(seller).seller_id,
        "spapi_oauth_code": _CODE + _signed({"seller": seller, "until": (now + CODE_LIFETIME).isoformat()}),
    }


def _signed(content: Body) -> str:
    body = urlsafe_b64encode(encode(content).encode("ascii")).decode("ascii")
    return f"{body}.{_mac(body)}"


def _opened(token: str) -> Body | None:
    body, _, mac = token.partition(".")
    if not hmac.compare_digest(mac.encode(), _mac(body).encode()):
        return None
    content: Body = decode(urlsafe_b64decode(body))
    return content


def _mac(body: str) -> str:
    return hmac.new(_KEY, body.encode(), hashlib.sha256).hexdigest()
