"""Everything that knows Excel: the layout, reading, result sheets, the blank workbook."""
