"""Libraries that only some formats need, and the command that installs each."""

from __future__ import annotations

import importlib
import importlib.util
from typing import Any

__all__ = ["MissingExtraError", "check", "need"]

#: Module: the extra of arclean that brings it.
_EXTRA = {
    "fastwarc.warc": "warc",
    "pyarrow": "parquet",
    "pyarrow.parquet": "parquet",
    "shtab": "completion",
    "tqdm": "progress",
    "trafilatura": "metadata",
    "zstandard": "zstd",
}


class MissingExtraError(Exception):
    """A format was asked for whose library is not installed."""


def need(module: str, purpose: str) -> Any:
    """The module, or an error that says how to install it.

    >>> need("pyarrow_that_is_not_there", "reading Parquet")
    Traceback (most recent call last):
    ...
    arclean.batch.extras.MissingExtraError: reading Parquet needs pyarrow_that_is_not_there, \
which is not installed; run: pip install 'pyarrow_that_is_not_there'
    """
    try:
        return importlib.import_module(module)
    except ImportError as missing:
        raise _missing(module, purpose) from missing


def check(module: str, purpose: str) -> None:
    """Raise the error of :func:`need` without the cost of the import."""
    if importlib.util.find_spec(module) is None:
        raise _missing(module, purpose)


def _missing(module: str, purpose: str) -> MissingExtraError:
    package = module.partition(".")[0]
    extra = _EXTRA.get(module)
    wanted = f"arclean[{extra}]" if extra else package
    return MissingExtraError(
        f"{purpose} needs {package}, which is not installed; run: pip install '{wanted}'"
    )
