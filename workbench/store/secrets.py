"""Secrets at rest: sealed with a key that does not lie in the books, so that a copy of the books opens no account.

The key is `WORKBENCH_KEY` in the environment, or else a file beside the companies that only its owner may read. Several
keys, separated by commas, are a change of keys under way: the first one seals, every one opens. A secret never stands in
a setting, in the audit log or in a message.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from cryptography.fernet import Fernet, InvalidToken

from workbench import clock
from workbench.errors import NotReady, Refused
from workbench.store.company import home
from workbench.store.schema_amazon import secret

VARIABLE = "WORKBENCH_KEY"
FILE = "workbench.key"


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose sign-in a secret is, where that is set up, and how to have a new one: for the words of an error."""

    name: str
    where: str
    again: str


SELLER = Owner("this seller", "Amazon connection", "Connect it to Amazon again.")


def key_file() -> Path:
    """Where the key lies when the environment gives none."""
    return home() / FILE


def new_key() -> str:
    """A key as `WORKBENCH_KEY` wants it.

    >>> len(new_key())
    44
    """
    return Fernet.generate_key().decode()


def seal(connection: sa.Connection, name: str, value: str) -> None:
    """Keep a secret under this name, in place of the one before. Raises `Refused` when the key cannot be used."""
    key = _keys()[0]
    sealed = Fernet(key).encrypt(f"{name}\0{value}".encode())  # the name is sealed with it: it opens under no other
    row = {"sealed": sealed, "key_id": _key_id(key), "changed_at": clock.stamp()}
    if not connection.execute(secret.update().where(secret.c.name == name).values(**row)).rowcount:
        connection.execute(secret.insert().values(name=name, **row))


def unseal(connection: sa.Connection, name: str, owner: Owner = SELLER) -> str:
    """The secret with this name. Raises `NotReady`, in words that do not contain it, when it is not there or does not open."""
    row = connection.execute(sa.select(secret).where(secret.c.name == name)).first()
    if row is None:
        raise NotReady(f"There is no sign-in kept for {owner.name}.", where=owner.where, next=owner.again)
    keys = {_key_id(key): key for key in _keys()}
    if row.key_id not in keys:
        raise NotReady(
            f"The sign-in of {owner.name} was sealed with another key than the one at hand.", where=_place(),
            next=f"Give the key it was sealed with ({VARIABLE}, or {key_file()}). Otherwise: {owner.again}",
        )  # fmt: skip
    try:
        kept, _, value = Fernet(keys[row.key_id]).decrypt(row.sealed).decode().partition("\0")
    except (InvalidToken, UnicodeDecodeError):
        kept, value = "", ""
    if kept != name:
        raise NotReady(f"The sign-in kept for {owner.name} is damaged.", where=owner.where, next=owner.again)
    return value


def forget(connection: sa.Connection, *names: str) -> None:
    """Remove secrets; what is not there is forgotten already."""
    connection.execute(secret.delete().where(secret.c.name.in_(names)))


def _keys() -> list[bytes]:
    text = os.environ.get(VARIABLE, "").strip() or _kept_key()
    keys = [part.strip().encode() for part in text.split(",") if part.strip()]
    try:
        for key in keys:
            Fernet(key)
    except ValueError:
        keys = []
    if not keys:
        raise Refused(
            "The key for secrets is no key: it must be 32 bytes in base64, 44 characters.", where=_place(),
            next='Make one with python -c "from workbench.store.secrets import new_key; print(new_key())".',
        )  # fmt: skip
    return keys


def _kept_key() -> str:
    path = key_file()
    if not path.exists():
        _make(path)
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise Refused("Others than its owner may read the key for secrets.", where=str(path), next=f"Run: chmod 600 {path}")
    return path.read_text()


def _make(path: Path) -> None:
    """A new key, whole on disk before it has its name; of two programs that make one at once, the first one's stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".key-")  # readable by its owner only
    with os.fdopen(handle, "w") as out:
        out.write(new_key())
        out.flush()
        os.fsync(out.fileno())
    with contextlib.suppress(FileExistsError):
        path.hardlink_to(draft)
    Path(draft).unlink()


def _key_id(key: bytes) -> str:
    return hashlib.sha256(b"key of the workbench:" + key).hexdigest()[:12]


def _place() -> str:
    return VARIABLE if os.environ.get(VARIABLE, "").strip() else str(key_file())
