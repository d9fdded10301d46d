"""Settings of the property tests, and the documents that several tests look at."""

from __future__ import annotations

from pathlib import Path

import pytest
from core_support import ENGLISH, SEED
from hypothesis import HealthCheck, settings

import arclean
from arclean.document import Document

settings.register_profile(
    "arclean",
    deadline=None,
    derandomize=True,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
settings.load_profile("arclean")


@pytest.fixture(scope="session")
def seed() -> Document:
    """The document that started the project, cleaned."""
    return arclean.clean(SEED.read_text("utf-8"))


@pytest.fixture(scope="session")
def page() -> str:
    """A page of plain text: menu, headline, paragraphs, list of other titles, legal line."""
    return "\n".join([
        "Home", "Sport", "Contact us", "",
        "Old ferry line to reopen", "",
        *ENGLISH, "",
        "Most read", "1. Rain ends drought in the valley", "2. Bakery closes after years", "",
        "All rights reserved",
    ])  # fmt: skip


@pytest.fixture(scope="session")
def document(page: str) -> Document:
    """The page, cleaned."""
    return arclean.clean(page)


#: Tests that are known to fail, a line each: its id, a tab, and why. They are strict: one that
#: passes has to leave the list.
KNOWN_FAILURES = Path(__file__).with_name("known_failures.tsv")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what is known to fail."""
    rows = KNOWN_FAILURES.read_text("utf-8").splitlines()
    reasons = dict(row.split("\t", 1) for row in rows if row)
    for item in items:
        if item.nodeid in reasons:
            item.add_marker(pytest.mark.xfail(reason=reasons[item.nodeid], strict=True))
