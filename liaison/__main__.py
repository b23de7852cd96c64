"""`python -m liaison` is the console script `liaison`."""

from liaison.ops.command import main

if __name__ == "__main__":
    raise SystemExit(main())
