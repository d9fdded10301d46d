"""arclean finds the article in a document, and says why.

>>> import arclean
>>> doc = arclean.clean("Rain is expected in the north on Sunday, officials said.")
>>> doc.body
'Rain is expected in the north on Sunday, officials said.'
"""

from arclean.document import Block, Document, Hints, Kind, Reason, Section
from arclean.errors import ArcleanError, InputTooLargeError, UnsupportedInputError
from arclean.many import CleanError, clean_many
from arclean.metadata import Metadata, metadata
from arclean.options import Options
from arclean.pipeline import clean
from arclean.version import __version__

__all__ = [
    "ArcleanError",
    "Block",
    "CleanError",
    "Document",
    "Hints",
    "InputTooLargeError",
    "Kind",
    "Metadata",
    "Options",
    "Reason",
    "Section",
    "UnsupportedInputError",
    "__version__",
    "clean",
    "clean_many",
    "metadata",
]
