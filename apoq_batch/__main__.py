"""`python -m apoq_batch` is the command `apoq`."""

from apoq_batch.cli import main

if __name__ == "__main__":
    main()
