"""Signing in: the discovery document, a consent that always agrees, and tokens as Intuit's OAuth 2.0 server gives them.

Refresh tokens rotate: a used one is refused with invalid_grant. The fixed token "practice" always works, so that a
practice company can be connected without a browser. Access tokens are not timed; a 401 is had by injecting it.
"""

from __future__ import annotations

import secrets
from urllib.parse import urlencode

from workbench.practice.books import Books
from workbench.practice.wire import Body

ALWAYS = "practice"
"""The refresh token every practice company accepts."""

CODE = "practice-code-"


class GrantError(Exception):
    """The token endpoint refuses; the text is the OAuth 2.0 error code."""


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


def consent(options: dict[str, str]) -> str:
    """Where the consent page sends the browser: the caller's redirect_uri with code, state and realmId.

    The company is "us-demo" unless the caller asked for another with realmId.
    """
    back = {
        "code": CODE + secrets.token_hex(8),
        "state": options.get("state", ""),
        "realmId": options.get("realmId", "us-demo"),
    }
    target = options.get("redirect_uri", "")
    return target + ("&" if "?" in target else "?") + urlencode(back)


def grant(books: Books, form: dict[str, str]) -> Body:
    """New tokens for a refresh token or an authorization code; `GrantError` when either is not ours."""
    kind, refresh = form.get("grant_type"), form.get("refresh_token", "")
    if kind == "refresh_token":
        used = books.execute("DELETE FROM token WHERE value = ? AND kind = 'refresh'", (refresh,)).rowcount
        if not used and refresh != ALWAYS:
            raise GrantError("invalid_grant")
    elif kind != "authorization_code":
        raise GrantError("unsupported_grant_type")
    elif not form.get("code", "").startswith(CODE):
        raise GrantError("invalid_grant")
    access, renewed = f"practice-access-{secrets.token_hex(16)}", f"practice-refresh-{secrets.token_hex(16)}"
    rows = [(access, "access"), (renewed, "refresh")]
    books.execute_many("INSERT INTO token (value, kind) VALUES (?, ?)", rows)
    return {
        "token_type": "bearer",
        "access_token": access,
        "expires_in": 3600,
        "refresh_token": renewed,
        "x_refresh_token_expires_in": 8726400,
    }


def revoke(books: Books, token: str) -> None:
    """Forget an access or refresh token; an unknown one is no error."""
    books.execute("DELETE FROM token WHERE value = ?", (token,))


def is_ours(books: Books, authorization: str) -> bool:
    """Whether an Authorization header carries an access token issued here."""
    scheme, _, token = authorization.partition(" ")
    known = books.execute("SELECT 1 FROM token WHERE value = ? AND kind = 'access'", (token.strip(),)).fetchone()
    return scheme.lower() == "bearer" and known is not None
