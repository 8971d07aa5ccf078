"""The QR of a letter: its number and check code, as a picture in its page.

Knows what a QR is made of; must not know what a letter says. The only user of segno.
"""

import re
from html import unescape

from apoq_batch.core.check_code import MISSING

# Any mask can be read; to try all eight takes five times as long.
_MASK = 2
_LONGEST_IN_QR = 120
_PLACE = re.compile(r'<svg class="qr"[^>]*><title>(QR ([^<]*))</title></svg>')


def with_qr(page: str) -> str:
    """A page of HTML with a picture of its QR where it has but its title, `QR` and a text.

    That is left to who lays out the page: it takes longer than filling the template, and
    a letter in the cache is found without. A number that is too long, or that cannot be
    printed as it is, is left out of the QR.
    """
    return _PLACE.sub(_picture, page)


def _picture(place: re.Match[str]) -> str:
    title, escaped = place.groups()
    text = unescape(escaped).upper()
    is_whole = len(text) <= _LONGEST_IN_QR and MISSING not in text
    address = qr_address(text if is_whole else text.split()[-1])
    alternative = title.replace('"', "&quot;")
    return f'<img class="qr" alt="{alternative}" src="{address}">'


def qr_address(text: str) -> str:
    """A QR as the `data:` address of a PNG, a dot a module and four light ones around."""
    import segno

    made = segno.make(text, error="m", micro=False, mask=_MASK, boost_error=False)
    return made.png_data_uri()
