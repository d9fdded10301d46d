"""arclean finds the article in a document, and says why.

>>> import arclean
>>> doc = arclean.clean("Rain is expected in the north on Sunday, officials said.")
>>> doc.body
'Rain is expected in the north on Sunday, officials said.'
"""

from arclean.document import Block, Document, Hints, Kind, Reason, Section
from arclean.errors import ArcleanError, InputTooLargeError, UnsupportedInputError
from arclean.options import Options
from arclean.pipeline import clean
from arclean.version import __version__

__all__ = [
    "ArcleanError",
    "Block",
    "Document",
    "Hints",
    "InputTooLargeError",
    "Kind",
    "Options",
    "Reason",
    "Section",
    "UnsupportedInputError",
    "__version__",
    "clean",
]
