"""``vnpolitext tag`` with the fake pipeline, as a program of its own that tests can kill."""

from __future__ import annotations

import argparse
import sys

from vnpolitext.commands import tag


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser()
    tag.add_arguments(parser)
    return tag.run(parser.parse_args(arguments), loader="fakes:load")


if __name__ == "__main__":
    sys.exit(main())
