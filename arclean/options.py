"""What a caller may choose: one frozen value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, get_args

from arclean.document import Kind, Section

__all__ = ["DEFAULT_MAX_BYTES", "MODES", "Mode", "Options"]

Mode = Literal["precision", "balanced", "recall"]
MODES: tuple[Mode, ...] = get_args(Mode)

#: The longest page of the open web crawls is cut at a few MiB; ten times that is room enough,
#: and a file that was meant for another tool is refused before it fills the memory.
DEFAULT_MAX_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Options:
    """How :func:`arclean.clean` decides and what it keeps.

    Sections and kinds of blocks depend on ``mode`` and ``scorecard`` only; ``keep`` says which
    sidebar kinds stay in ``doc.text`` besides headline, subhead and body.

    Args:
        keep: sidebar kinds to keep in the text, by name or as :class:`~arclean.Kind`.
        mode: ``"precision"`` keeps less, ``"recall"`` keeps more, ``"balanced"`` aims at both.
        scorecard: name of a packaged scorecard to decide with; ``""`` takes the one that was
            fitted to the input's format.
        max_bytes: longest source accepted, in bytes (of its UTF-8 form where it is a str).

    Raises:
        ValueError: an unknown kind or mode, a kind that is always kept, or a limit below 1.

    >>> Options(keep={"caption"}).keep == frozenset({Kind.CAPTION})
    True
    >>> Options(mode="fast")
    Traceback (most recent call last):
    ...
    ValueError: mode 'fast' is unknown; choose one of precision, balanced, recall
    """

    keep: Iterable[Kind | str] = field(default_factory=frozenset)
    mode: Mode = "balanced"
    scorecard: str = ""
    max_bytes: int = DEFAULT_MAX_BYTES

    def __post_init__(self) -> None:
        names = [self.keep] if isinstance(self.keep, str) else self.keep
        object.__setattr__(self, "keep", frozenset(map(_sidebar_kind, names)))
        if self.mode not in MODES:
            raise ValueError(f"mode {self.mode!r} is unknown; choose one of {', '.join(MODES)}")
        if self.max_bytes < 1:
            raise ValueError(f"max_bytes is {self.max_bytes}; it must be at least 1")


def _sidebar_kind(name: Kind | str) -> Kind:
    choices = [kind.value for kind in Kind if kind.section is Section.SIDEBAR]
    if name not in choices:
        raise ValueError(
            f"cannot keep {str(name)!r}: it is no kind of the sidebar; "
            f"choose from {', '.join(choices)}"
        )
    return Kind(name)
