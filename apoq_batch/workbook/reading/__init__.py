"""A workbook file to a Book, with findings about its sheets and cells."""
