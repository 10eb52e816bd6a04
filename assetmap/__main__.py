"""`python -m assetmap`: hand the command line what it needs, and run it."""

from __future__ import annotations

import sys

from assetmap import cli, wiring


def main() -> None:
    """Run the command line; its exit code is 0 done, 2 done in part, 1 not done."""
    sys.exit(cli.run(wiring.workspace))


if __name__ == "__main__":
    main()
