"""Result sheets put into an existing workbook file, every other part left as it was.

`put`, `take_out`, `titles` and `marked` are in `result_sheets`. Below it: copying drawn
sheets (`copy_sheets`), merging formats (`styles`), marks in her own sheets
(`marked_cells`, `notes`), her formulas that use results (`formulas_using_results`), what
the file was before (`original_parts`), its list of sheets (`book`), its parts (`parts`,
`relationships`), the opened file (`package`) and the zip (`archive`).
"""
