"""`python -m planner` is the command line `campus5g`."""

import sys

from planner.cli import main

if __name__ == "__main__":
    sys.exit(main())
