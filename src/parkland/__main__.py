"""Run parkland as ``python -m parkland``."""

from parkland.cli import main

if __name__ == "__main__":
    main(prog_name="python -m parkland")
