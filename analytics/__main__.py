"""``python -m analytics read|profile|clean|insights|charts``: the same code as the upload, without Django."""

from __future__ import annotations

import argparse
import importlib
import os
import sys

from analytics.schema import AnalyticsError

COMMANDS = {
    "read": "print the table exactly as read, as UTF-8 comma CSV; problems as JSON lines on stderr",
    "profile": "print the types and roles of the columns as JSON",
    "clean": "write the cleaned table and a report of every step",
    "insights": "print findings as JSON lines, best first",
    "charts": "write the suggested charts into a folder",
}


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m analytics", description="Read, clean and explain a data file.")
    commands = parser.add_subparsers(dest="command", required=True)
    modules = {}
    for name, summary in COMMANDS.items():
        modules[name] = importlib.import_module(f"analytics.cli.{name}")
        modules[name].add_arguments(commands.add_parser(name, help=summary))
    arguments = parser.parse_args(argv)
    try:
        return modules[arguments.command].run(arguments) or 0
    except AnalyticsError as error:
        print(error, file=sys.stderr)
        return 2
    except FileNotFoundError as error:
        print(f"There is no file {error.filename!r}; check the path.", file=sys.stderr)
        return 2
    except BrokenPipeError:  # the reader of our output (head, less) went away: that is not an error
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


if __name__ == "__main__":
    sys.exit(main())
