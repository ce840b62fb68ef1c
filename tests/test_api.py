"""What `import parkland` promises."""

import ast
import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

import parkland as pk

HEAVY = ("geopandas", "pandas", "numpy", "folium", "pyogrio", "fiona", "pyproj", "shapely")


def test_public_names_are_sorted_exist_and_have_one_list():
    assert list(pk.__all__) == sorted(pk.__all__)
    assert all(hasattr(pk, name) for name in pk.__all__)
    stub = Path(pk.__file__).with_suffix(".pyi")
    imported = [
        (alias.name, alias.asname)
        for node in ast.parse(stub.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    ]
    assert sorted(name for name, _ in imported) == pk.__all__
    assert all(name == public for name, public in imported)  # re-exported for type checkers


def test_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="acerage"):
        pk.acerage  # noqa: B018


def test_every_choice_of_a_signature_is_a_literal():
    """A word that a function checks is a type, so that an editor offers it."""
    words = {"lang", "unit", "area", "method", "axes", "on_invalid", "share", "encoding"}
    for name in pk.__all__:
        public = getattr(pk, name)
        if not inspect.isfunction(public):
            continue
        hints = inspect.get_annotations(public)
        typed = {word: str(hints[word]) for word in words & set(hints)}
        if name in ("read_parcels", "inspect_source", "open_ledger"):
            typed.pop("encoding")  # any encoding that Python knows
        if name in ("asset_sentences", "classify", "compose_card", "load_method"):
            typed.pop("method")  # a method of rating is a file
        assert all("str" not in hint for hint in typed.values()), (name, typed)


HELP = "from click.testing import CliRunner; from parkland.cli import main; "
HELP += "CliRunner().invoke(main, ['--help'])"


@pytest.mark.parametrize("statement", ["import parkland", "from parkland.cli import main", HELP])
def test_nothing_heavy_is_loaded_until_it_is_used(statement):
    code = f"import sys; {statement}; print(*[m for m in {HEAVY} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_functions_take_one_subject_by_position_and_the_rest_by_name():
    for name in pk.__all__:
        public = getattr(pk, name)
        if not inspect.isfunction(public):
            continue
        parameters = list(inspect.signature(public).parameters.values())
        by_position = [p for p in parameters if p.kind not in (p.KEYWORD_ONLY, p.VAR_KEYWORD)]
        assert len(by_position) <= (
            2
            if name
            in (
                "compare",
                "explain",
                "print_map",
                "save_map",
                "write_card",
                "write_cards",
                "write_dataset_map",
                "write_dataset_report",
                "write_changes",
                "write_parents",
                "write_documents",
                "write_parcels",
                "write_report",
            )
            else 1
        ), name
        assert len(parameters) <= 9, name


def test_every_error_subclasses_a_builtin_and_says_what_where_and_what_to_do():
    error = pk.ParklandError("the file is damaged", where="a.shp", do="export it again")
    assert str(error) == "a.shp: the file is damaged. Export it again."
    from parkland import errors

    tree = [
        e for e in vars(errors).values() if isinstance(e, type) and issubclass(e, pk.ParklandError)
    ]
    leaves = [e for e in tree if e not in (pk.ParklandError, errors.SourceError)]
    builtin = (ValueError, LookupError, OSError, ImportError)
    assert all(issubclass(e, builtin) for e in leaves)
    assert all(e.__name__ in (errors.__doc__ or "") for e in tree)


def test_every_choice_of_a_signature_is_named_in_its_help():
    """An editor offers the words of a `Literal`; `help` shows only the name of the type."""
    from typing import Literal, get_args, get_origin

    from parkland import choices

    sets = {
        name: get_args(kind) for name, kind in vars(choices).items() if get_origin(kind) is Literal
    }
    del sets["Lang"]  # a profile adds languages
    for name in pk.__all__:
        public = getattr(pk, name)
        if not inspect.isfunction(public):
            continue
        for parameter in inspect.signature(public).parameters.values():
            named = set(re.findall(r"\w+", str(parameter.annotation))) & set(sets)
            words = [word for kind in named for word in sets[kind]]
            told = inspect.getdoc(public) or ""
            assert all(f'"{word}"' in told for word in words), (name, parameter.name, words)


def test_help_of_the_package_names_functions_that_exist():
    named = re.findall(r"`(\w+)`", pk.__doc__)
    assert len(named) > 25
    assert all(hasattr(pk, name) for name in named)


def test_every_public_function_has_an_example():
    functions = [name for name in pk.__all__ if inspect.isfunction(getattr(pk, name))]
    assert len(functions) > 40
    assert [name for name in functions if ">>>" not in getattr(pk, name).__doc__] == []
