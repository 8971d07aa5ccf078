"""The report for the board and the profile for buyers, a module a section."""
