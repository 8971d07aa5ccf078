"""Closes the month of a growers' association from its Excel workbook."""

__version__ = "0.1.0"
