"""Result sheets put into an existing workbook file, every other part left as it was.

One room a module: the zip (`archive`), what leads where in it (`relationships`), the file
as it is opened (`package`), its parts (`parts`), the list of sheets (`book`), formats
(`styles`), copying a sheet (`graft`), what was before (`before`), who looks at us
(`dependants`), and marks in her own sheets (`marks`, `notes`, `shapes`).
"""
