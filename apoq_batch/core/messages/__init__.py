"""Everything the program can say, as kinds with typed facts."""
