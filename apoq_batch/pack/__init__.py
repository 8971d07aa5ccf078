"""The month's folder: names, hashes, publishing, recovery, checking, and her workbook."""
