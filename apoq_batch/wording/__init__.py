"""How things are said: texts, figures, amounts in words, dates and names, per language.

Knows Spanish as written in Peru, and English; must not know the workbook, the letters or
what any figure means.
"""
