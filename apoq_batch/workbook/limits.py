"""Every limit on what is read, in one place, each with its reason."""

from decimal import Decimal

# A year of a large association is under 2 MB; this still reads one ten times as large.
MAX_FILE_BYTES = 60_000_000

# Unpacked size of one part that is read. A sheet formatted to its last row unpacks to
# about 230 MB and must still be read; what is far above it is a zip bomb.
MAX_PART_BYTES = 400_000_000
MAX_PACKAGE_BYTES = 1_000_000_000

# Parts that are parsed whole: the list of sheets, links, formats, shared strings. A tree
# takes up to 40 times the bytes, and a large association's strings are under 2 MB.
MAX_SMALL_PART_BYTES = 10_000_000

# Bytes without the end of a row: the longest row Excel has, or what follows the rows.
MAX_UNBROKEN_BYTES = 16_000_000

# Excel's own sheet.
LAST_ROW = 1_048_576
LAST_COLUMN = 16_384

# Filled rows of one sheet: ten years of weekly deliveries of 1,000 members.
MAX_ROWS = 600_000

# Longest text that fits a letter and a column; codes also name files.
MAX_TEXT = 200
MAX_CODE = 40

# Amounts in words end below a thousand million.
MAX_NUMBER = Decimal("999999999.99")

# No date of a growers' association lies outside; 1900 also hides Excel's leap-year bug.
MIN_YEAR = 1901
MAX_YEAR = 2199
