"""Secrets: sealed on disk, opened by the right key only, and every other case in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from workbench.errors import NotReady, Refused
from workbench.store import secrets
from workbench.store.company import Company
from workbench.store.schema_amazon import secret

TOKEN = "Atzr|a-refresh-token-that-nobody-may-read"


@pytest.fixture
def company(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Company]:
    monkeypatch.delenv(secrets.VARIABLE, raising=False)
    company = Company("demo", create=True)
    yield company
    company.close()


def seal(company: Company, name: str = "token", value: str = TOKEN) -> None:
    with company.state.write() as connection:
        secrets.seal(connection, name, value)


def unseal(company: Company, name: str = "token") -> str:
    with company.state.read() as connection:
        return secrets.unseal(connection, name)


def test_a_secret_comes_back_and_is_in_no_file_of_the_books(company: Company) -> None:
    seal(company)
    assert unseal(company) == TOKEN
    files = [path for path in company.folder.rglob("*") if path.is_file()]
    assert any(path.name == "state.db" for path in files)
    assert not [path for path in files if TOKEN.encode() in path.read_bytes()]


def test_the_key_lies_beside_the_companies_for_its_owner_only(company: Company) -> None:
    seal(company)
    path = secrets.key_file()
    assert path.parent == company.folder.parent
    assert path.stat().st_mode & 0o777 == 0o600
    assert not list(path.parent.glob(".key-*"))
    path.chmod(0o640)
    with pytest.raises(Refused, match="chmod 600"):
        unseal(company)


def test_the_environments_key_comes_first(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(secrets.VARIABLE, secrets.new_key())
    seal(company)
    assert unseal(company) == TOKEN
    assert not secrets.key_file().exists()


def test_another_key_is_said_in_words(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    seal(company)
    monkeypatch.setenv(secrets.VARIABLE, secrets.new_key())
    with pytest.raises(NotReady, match="another key") as raised:
        unseal(company)
    assert TOKEN not in str(raised.value)


@pytest.mark.parametrize("key", ["short", "ü" * 44, "x" * 44])
def test_a_key_that_is_none_is_said_in_words(company: Company, monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.setenv(secrets.VARIABLE, key)
    with pytest.raises(Refused, match="is no key") as raised:
        seal(company)
    assert key not in str(raised.value)


def test_keys_can_be_changed_one_after_the_other(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = secrets.new_key(), secrets.new_key()
    monkeypatch.setenv(secrets.VARIABLE, old)
    seal(company)
    monkeypatch.setenv(secrets.VARIABLE, f"{new}, {old}")
    assert unseal(company) == TOKEN
    seal(company)
    monkeypatch.setenv(secrets.VARIABLE, new)
    assert unseal(company) == TOKEN


def test_a_changed_byte_or_a_swapped_name_is_damage(company: Company) -> None:
    seal(company)
    seal(company, "other", "something else")
    with company.state.write() as connection:
        sealed = connection.execute(sa.select(secret.c.sealed).where(secret.c.name == "token")).scalar_one()
        connection.execute(secret.update().where(secret.c.name == "other").values(sealed=sealed))
        connection.execute(secret.update().where(secret.c.name == "token").values(sealed=sealed[:-1] + b"A"))
    for name in ("token", "other"):
        with pytest.raises(NotReady, match="damaged"):
            unseal(company, name)


def test_a_forgotten_secret_is_not_there(company: Company) -> None:
    seal(company)
    with company.state.write() as connection:
        secrets.forget(connection, "token", "never-there")
    with pytest.raises(NotReady, match="Connect it to Amazon again"):
        unseal(company)
