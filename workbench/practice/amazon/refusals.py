"""What the practice Amazon says when it refuses: the exact bodies, with and without JSON.

Wording and shape are those seen by users of the Selling Partner API (developer guide, GitHub threads of the amzn
repositories); the gateway's answers have no "errors", and those of an overloaded front end are HTML.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from workbench.practice.wire import Body, encode

JSON, HTML, XML = "application/json", "text/html", "application/xml"


@dataclass(eq=False)
class Refusal(Exception):
    """An answer that is no success. `code` becomes the header x-amzn-ErrorType."""

    status: int
    text: str
    content_type: str = JSON
    code: str = ""
    headers: dict[str, str] = field(default_factory=dict)


def _refused(status: int, code: str, message: str, details: str = "") -> Refusal:
    errors: Body = {"errors": [{"code": code, "message": message, "details": details}]}
    return Refusal(status, encode(errors), code=code)


def invalid(message: str, details: str = "") -> Refusal:
    """400: a parameter is missing, unknown or wrong."""
    return _refused(400, "InvalidInput", message, details)


def denied(details: str = "") -> Refusal:
    """403: no role, no token, or one that is not accepted; `details` says which."""
    return _refused(403, "Unauthorized", "Access to requested resource is denied.", details)


def not_found(what: str) -> Refusal:
    """404."""
    return _refused(404, "NotFound", "The resource is not found.", what)


def throttled() -> Refusal:
    """429; it never states the rate."""
    return _refused(429, "QuotaExceeded", "You exceeded your quota for the requested resource.")


def broken() -> Refusal:
    """500."""
    return _refused(500, "InternalFailure", "We encountered an internal error. Please try again.")


def unavailable() -> Refusal:
    """503 in JSON."""
    return _refused(503, "ServiceUnavailable", "Service is temporarily unavailable. Please try again.")


def page(status: int, title: str) -> Refusal:
    """An HTML answer, as the front ends give when they are overloaded or down."""
    return Refusal(status, f"<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>\n", HTML)


def forbidden() -> Refusal:
    """403 of the gateway: JSON without "errors"."""
    return Refusal(403, encode({"message": "Forbidden"}))


EXPIRED = "The access token you provided has expired."
REVOKED = "The access token you provided is revoked, malformed or invalid."
MISSING = "Access token is missing in the request header."


def storage(status: int, code: str, message: str, more: str = "") -> Refusal:
    """What the storage behind the report links answers: XML."""
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{code}</Code><Message>{message}</Message>{more}</Error>'
    return Refusal(status, text, XML, code)


def grant(status: int, error: str, description: str) -> Refusal:
    """What Login with Amazon answers: OAuth 2.0 errors."""
    return Refusal(status, encode({"error": error, "error_description": description}))
