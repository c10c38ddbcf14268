"""A company to post for, as the tests of the jobs have it."""

from tests.jobs.conftest import desk, desk_of

__all__ = ["desk", "desk_of"]
