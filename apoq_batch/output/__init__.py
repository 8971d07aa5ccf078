"""Everything that leaves the house: terminal, letters, files. Never sees Excel."""
