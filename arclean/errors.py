"""The errors arclean raises, each saying what was found and what to try."""

from __future__ import annotations

__all__ = ["ArcleanError", "InputTooLargeError", "UnsupportedInputError"]


class ArcleanError(ValueError):
    """Base of every error that arclean raises about its input.

    >>> issubclass(UnsupportedInputError, ArcleanError)
    True
    """


class UnsupportedInputError(ArcleanError):
    """The bytes are no text: a PDF, an archive, an image, an Office file.

    >>> import arclean
    >>> arclean.clean(b"%PDF-1.7 ...")
    Traceback (most recent call last):
    ...
    arclean.errors.UnsupportedInputError: input looks like a PDF document, not text or HTML; \
extract its text first (for example with pdftotext) and clean that
    """


class InputTooLargeError(ArcleanError):
    """The source is longer than ``Options.max_bytes`` allows; ``found`` says by how much.

    >>> import arclean
    >>> arclean.clean("word " * 100, options=arclean.Options(max_bytes=64))
    Traceback (most recent call last):
    ...
    arclean.errors.InputTooLargeError: input has 500 bytes, the limit is 64; \
raise Options.max_bytes, or split the input into documents
    """

    def __init__(self, size: int, limit: int) -> None:
        super().__init__(size, limit)
        self.found = f"input has {size} bytes, the limit is {limit}"

    def __str__(self) -> str:
        return f"{self.found}; raise Options.max_bytes, or split the input into documents"
