"""Refusals in QuickBooks' own form: a code, a message, a detail, and the element at fault.

Codes and texts are those of Intuit's error pages (developer.intuit.com, "Error codes" and "Handling common errors")
where they give one; the texts of assumed rules say what is wrong in our words.
"""

from __future__ import annotations

from workbench.practice.wire import Body


class FaultError(Exception):
    """A request QuickBooks would answer with a Fault; nothing was written."""

    def __init__(
        self,
        code: str,
        message: str,
        detail: str = "",
        element: str = "",
        *,
        status: int = 400,
        kind: str = "ValidationFault",
    ) -> None:
        super().__init__(f"{code} {message}: {detail}" if detail else f"{code} {message}")
        self.code = code
        self.message = message
        self.detail = detail or message
        self.element = element
        self.status = status
        self.kind = kind

    def as_json(self) -> Body:
        """The value of "Fault" in the answer."""
        error: Body = {"Message": self.message, "Detail": self.detail, "code": self.code, "element": self.element}
        return {"Error": [error], "type": self.kind}


class SignInError(Exception):
    """The access token is missing or is not one of ours; answered 401 in QuickBooks' older, lower-case shape."""

    def as_json(self) -> Body:
        """The whole answer, as QuickBooks' gateway words it."""
        error: Body = {
            "message": "message=AuthenticationFailed; errorCode=003200; statusCode=401",
            "detail": "Token expired or not issued here",
            "code": "3200",
            "element": None,
        }
        return {"warnings": None, "fault": {"error": [error], "type": "AUTHENTICATION"}, "report": None}


def missing(element: str) -> FaultError:
    """2020: a required parameter is not there."""
    message = "Required param missing, need to supply the required value for the API"
    return FaultError("2020", message, f"{element} is missing", element)


def invalid(element: str, why: str) -> FaultError:
    """2010: a property is unknown or has a value of the wrong form."""
    return FaultError("2010", "Request has invalid or unsupported property", f"{element}: {why}", element)


def too_long(element: str, length: int, limit: int) -> FaultError:
    """2050: a text is longer than its field."""
    detail = f"{element} may have {limit} characters and has {length}"
    return FaultError("2050", "String length is either shorter or longer than supported", detail, element)


def business(detail: str, element: str = "") -> FaultError:
    """6000: a business rule that has no code of its own."""
    return FaultError("6000", "A business validation error has occurred while processing your request", detail, element)


def gone(detail: str = "Another user has deleted this transaction.") -> FaultError:
    """610: what is read, changed or referred to was deleted or made inactive."""
    return FaultError("610", "Object Not Found", f"Object Not Found : {detail}")


def wrong_account(element: str, detail: str) -> FaultError:
    """6430: the account is of a type this field does not take."""
    return FaultError("6430", "Invalid account type used", detail, element)


def unsupported(detail: str) -> FaultError:
    """500: an operation or entity this QuickBooks has not."""
    return FaultError("500", "Unsupported Operation", detail)


def no_access(realm: str) -> FaultError:
    """3100: the app has no access to that company."""
    return FaultError(
        "3100",
        "message=ApplicationAuthorizationFailed; errorCode=003100; statusCode=403",
        f"There is no practice company {realm!r}: its id begins with us-, ca-, fr-ca-, eu- or uk-",
        status=403,
        kind="AuthorizationFault",
    )


def throttled() -> FaultError:
    """3001: too many requests; Intuit says to wait 60 seconds."""
    return FaultError(
        "3001",
        "message=ThrottleExceeded; errorCode=003001; statusCode=429",
        "The request limit was reached.  Try again later",
        status=429,
        kind="SERVICE",
    )


def system_failure() -> FaultError:
    """10000: QuickBooks itself failed."""
    return FaultError(
        "10000",
        "An application error has occurred while processing your request",
        "System Failure Error",
        status=500,
        kind="SystemFault",
    )
