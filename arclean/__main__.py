"""``python -m arclean``."""

from arclean.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
