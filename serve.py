"""The production entry: the workbench of `app.py` as an ASGI application, with safe headers and a readiness route.

`streamlit run serve.py`, or `uvicorn serve:app` with one worker process: the books belong to one program. The worker of
every company starts with the program, so that queued work goes on without a browser.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.runtime.pages_manager import PagesManager

from workbench import redact
from workbench.store.company import names
from workbench.ui import gate

# Otherwise the folder `pages/` would be taken for a menu of its own before `app.py` has run (a test holds this name down).
PagesManager.uses_pages_directory = False

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Content-Security-Policy": "frame-ancestors 'none'; object-src 'none'; base-uri 'self'",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class SafeHeaders:
    """Adds `HEADERS` to every answer; leaves web sockets alone."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; put the headers on its answer."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)


async def ready(_request: Request) -> JSONResponse:
    """Whether the books are open: what a supervisor asks before it sends people here."""
    return JSONResponse({"ready": True, "companies": len(names())})


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Clean the log, then open every company, before the first answer."""
    redact.install()
    await run_in_threadpool(gate.open_all)
    yield


app = st.App(
    Path(__file__).with_name("app.py"), lifespan=lifespan, routes=[Route("/api/ready", ready)], middleware=[Middleware(SafeHeaders)]
)
