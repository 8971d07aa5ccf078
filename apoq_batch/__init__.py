"""Closes the month of a growers' association from its Excel workbook."""

__version__ = "0.2.0"
