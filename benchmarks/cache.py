"""Results that are slow to make, kept on disk between runs, keyed by what they were made from."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

__all__ = ["CACHE_FILE", "cached"]

#: Git-ignored; deleting it costs time and nothing else.
CACHE_FILE = Path(__file__).resolve().parent.parent / ".cache" / "benchmarks.sqlite"

#: Seconds to wait while another process writes: the longest single write takes far less.
BUSY_TIMEOUT = 60.0


def cached(maker: str, source: str, make: Callable[[str], str]) -> str:
    """``make(source)``, computed once for each ``maker`` and ``source``.

    ``maker`` must name the function and every version its result depends on.
    """
    key = maker + ":" + hashlib.sha256(_encode(source)).hexdigest()
    connection = _connection(os.getpid())
    row = connection.execute("SELECT value FROM results WHERE key = ?", (key,)).fetchone()
    if row is not None:
        return _decode(row[0])
    value = make(source)
    with connection:
        connection.execute("INSERT OR REPLACE INTO results VALUES (?, ?)", (key, _pack(value)))
    return value


@cache
def _connection(process: int) -> sqlite3.Connection:
    """The connection of one process: a forked worker must not use its parent's."""
    CACHE_FILE.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(CACHE_FILE, timeout=BUSY_TIMEOUT)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = OFF")  # a lost cache is no loss
    with connection:
        connection.execute("CREATE TABLE IF NOT EXISTS results (key TEXT PRIMARY KEY, value BLOB)")
    return connection


def _encode(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _pack(text: str) -> bytes:
    return zlib.compress(_encode(text))


def _decode(packed: bytes) -> str:
    return zlib.decompress(packed).decode("utf-8", "surrogatepass")
