"""``python -m vnpolitext``: the same as the command ``vnpolitext``."""

import sys

from vnpolitext.cli import main

if __name__ == "__main__":
    sys.exit(main())
