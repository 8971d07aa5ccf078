"""The standard workbook as data, and the blank workbook made of it."""
