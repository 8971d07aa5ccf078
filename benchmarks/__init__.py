"""How fast the program is: `make bench` prints what docs/performance.md records."""
