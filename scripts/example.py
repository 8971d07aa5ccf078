"""Writes the workbooks that are shipped: the blank ones, the invented year, the small one.

    python scripts/example.py [FOLDER]

Without FOLDER they go to `workbooks/`. Every run gives the same bytes.
"""

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Write the workbooks and say where they are."""
    parser = argparse.ArgumentParser(description="Write the shipped workbooks.")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "workbooks")
    folder: Path = parser.parse_args().folder
    sys.path.insert(0, str(ROOT))
    from scripts.example_year.shipped import shipped_workbooks

    folder.mkdir(parents=True, exist_ok=True)
    for name, content in shipped_workbooks().items():
        (folder / name).write_bytes(content)
        print(folder / name)


if __name__ == "__main__":
    main()
