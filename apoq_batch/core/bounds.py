"""What a number in a cell may be, named so that it can be said in a language.

Knows the names only: the reader has the limits, the wording has the sentences.
"""

from enum import Enum


class Bound(Enum):
    """What a number must be."""

    ANY = "any"
    NOT_NEGATIVE = "not_negative"
    POSITIVE = "positive"
    INSTALMENTS = "instalments"
    QUARTERS = "quarters"
    PERCENT = "percent"
