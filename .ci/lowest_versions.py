"""Print the lowest declared version of each dependency, as constraints for pip.

The versions are those of pyproject.toml. The output is a file for
``pip install --constraint lowest.txt ".[test]"``.
"""

import re
import tomllib
from pathlib import Path

EXTRAS = ("notebook", "parquet", "dask", "image", "test")
LOWEST = re.compile(r"(?P<name>[\w.-]+)(\[.*\])?>=(?P<version>[\d.]+)")


def lowest_versions(project: dict) -> list[str]:
    """Return ``name==version`` for each dependency of the package and of the tested extras."""
    optional = project["optional-dependencies"]
    declared = [*project["dependencies"], *(line for extra in EXTRAS for line in optional[extra])]
    found = [LOWEST.match(line) for line in declared if not line.startswith(project["name"] + "[")]
    if None in found:
        line = declared[found.index(None)]
        raise SystemExit(f"pyproject.toml declares no lowest version: {line}")
    return sorted(f"{match['name']}=={match['version']}" for match in found if match)


if __name__ == "__main__":
    pyproject = Path(__file__).parents[1] / "pyproject.toml"
    print("\n".join(lowest_versions(tomllib.loads(pyproject.read_text("utf-8"))["project"])))
