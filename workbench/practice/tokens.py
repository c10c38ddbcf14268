"""Signing in: the discovery document, a consent that agrees at once, and tokens as Intuit's OAuth 2.0 server gives them.

A code is used once, for the redirect_uri it was asked with. Refresh tokens rotate: a used one is refused with
invalid_grant. What a consent gave opens the company it was given for, and no other. The fixed token "practice" always
works and opens every company, so that one can be connected without a browser.
"""

from __future__ import annotations

import base64
import binascii
import secrets
from dataclasses import dataclass
from urllib.parse import urlencode

from workbench.practice.books import Books
from workbench.practice.wire import Body

ALWAYS = "practice"
"""The refresh token every practice company accepts."""

SECOND = 1_000
ACCESS_SECONDS = 3_600
REFRESH_SECONDS = 8_726_400
"""101 days, as Intuit's answers state; every refresh begins them anew."""

HARD_SECONDS = 5 * 365 * 86_400
"""Five years from the consent, whatever was refreshed since (blogs.intuit.com/2025/11/12)."""

CODE_SECONDS = 600
"""Assumed: Intuit says only that a code must be exchanged soon."""


class GrantError(Exception):
    """The sign-in refuses; the text is the OAuth 2.0 error code."""


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who asks: the app (its client id, empty when it told none) and the company it may see (empty for every one)."""

    app: str
    realm: str

    def may_see(self, realm: str) -> bool:
        """Whether the token opens this company."""
        return self.realm in ("", realm)


@dataclass(frozen=True, slots=True)
class TokenRequest:
    """A request to the token endpoint: its form, and what its headers say."""

    form: dict[str, str]
    authorization: str = ""
    tell_hard_expiry: bool = False

    @property
    def app(self) -> str:
        """The client id of the Basic authorization. The secret is not looked at: any will do."""
        scheme, _, coded = self.authorization.partition(" ")
        if scheme.lower() != "basic":
            return ""
        try:
            return base64.b64decode(coded, validate=True).decode().partition(":")[0]
        except (binascii.Error, UnicodeDecodeError) as reason:
            raise GrantError("invalid_client") from reason


def discovery(address: str) -> Body:
    """The OpenID discovery document, with the members clients of Intuit read."""
    return {
        "issuer": address,
        "authorization_endpoint": f"{address}/connect/oauth2",
        "token_endpoint": f"{address}/oauth2/v1/tokens/bearer",
        "revocation_endpoint": f"{address}/v2/oauth2/tokens/revoke",
        "userinfo_endpoint": f"{address}/v1/openid_connect/userinfo",
        "jwks_uri": f"{address}/op/v1/jwks",
        "response_types_supported": ["code"],
        "scopes_supported": ["com.intuit.quickbooks.accounting"],
    }


def consent(books: Books, options: dict[str, str]) -> str:
    """Where the consent page sends the browser: the caller's redirect_uri with code, state and realmId.

    The company is "us-demo" unless the caller asked for another with realmId. With deny=true the person says no: the
    browser goes back with error=access_denied. `GrantError` without a redirect_uri of http or https.
    """
    target, state = options.get("redirect_uri", ""), options.get("state", "")
    if not target.startswith(("http://", "https://")):
        raise GrantError("invalid_request")
    if options.get("deny") == "true":
        back = {"error": "access_denied", "state": state}
    else:
        realm, now = options.get("realmId", "us-demo"), books.clock.now()
        code, issue = f"practice-code-{secrets.token_hex(8)}", _Issue(options.get("client_id", ""), realm, now + HARD_SECONDS * SECOND)
        _keep(books, code, "code", issue, now + CODE_SECONDS * SECOND, target)
        back = {"code": code, "state": state, "realmId": realm}
    return target + ("&" if "?" in target else "?") + urlencode(back)


@dataclass(frozen=True, slots=True)
class _Issue:
    """What all tokens of one consent share: app, company, and the moment after which none is given."""

    app: str
    realm: str
    ends: int


def _keep(books: Books, value: str, kind: str, issue: _Issue, expires: int, redirect: str = "") -> None:
    books.execute(
        "INSERT INTO token (value, kind, app, realm, ends, expires, redirect) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (value, kind, issue.app, issue.realm, issue.ends, expires, redirect),
    )


def grant(books: Books, request: TokenRequest) -> Body:
    """New tokens for a refresh token or an authorization code; `GrantError` when either is not ours, was used, is too
    old, or was given to another app or redirect_uri."""
    kind, form = request.form.get("grant_type"), request.form
    if kind == "refresh_token":
        issue = _spend(books, "refresh", form.get("refresh_token", ""), request)
    elif kind == "authorization_code":
        issue = _spend(books, "code", form.get("code", ""), request)
    else:
        raise GrantError("unsupported_grant_type")
    now = books.clock.now()
    access, renewed = f"practice-access-{secrets.token_hex(16)}", f"practice-refresh-{secrets.token_hex(16)}"
    _keep(books, access, "access", issue, now + ACCESS_SECONDS * SECOND)
    _keep(books, renewed, "refresh", issue, min(now + REFRESH_SECONDS * SECOND, issue.ends))
    told: Body = {
        "token_type": "bearer",
        "access_token": access,
        "expires_in": ACCESS_SECONDS,
        "refresh_token": renewed,
        "x_refresh_token_expires_in": REFRESH_SECONDS,
    }
    if request.tell_hard_expiry:
        told["x_refresh_token_hard_expires_in"] = (issue.ends - now) // SECOND
    return told


def _spend(books: Books, kind: str, value: str, request: TokenRequest) -> _Issue:
    """What the code or refresh token stands for; it is used up."""
    now = books.clock.now()
    row = books.execute(
        "DELETE FROM token WHERE value = ? AND kind = ? RETURNING app, realm, ends, expires, redirect", (value, kind)
    ).fetchone()
    if row is None:
        if kind == "refresh" and value == ALWAYS:
            return _Issue(request.app, "", now + HARD_SECONDS * SECOND)
        raise GrantError("invalid_grant")
    app, realm, ends, expires, redirect = row
    is_elsewhere = kind == "code" and request.form.get("redirect_uri") != redirect
    if expires <= now or is_elsewhere or (app and app != request.app):
        raise GrantError("invalid_grant")
    return _Issue(request.app, realm, ends)


def revoke(books: Books, token: str) -> None:
    """Forget an access or refresh token; an unknown one is no error."""
    books.execute("DELETE FROM token WHERE value = ?", (token,))


def bearer(books: Books, authorization: str) -> Bearer | None:
    """Who an Authorization header speaks for; None when its access token was not issued here or is too old."""
    scheme, _, token = authorization.partition(" ")
    row = books.execute(
        "SELECT app, realm FROM token WHERE value = ? AND kind = 'access' AND expires > ?", (token.strip(), books.clock.now())
    ).fetchone()
    return Bearer(*row) if row and scheme.lower() == "bearer" else None
