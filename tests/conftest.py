"""Settings of the property tests, and the documents that several tests look at."""

from __future__ import annotations

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
