"""A dataset as the source of a command: its folder in place of sources that are read anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Collection

    from parkland.datasets import Dataset

# What a dataset was made with cannot be said again; where it was, and in which language, can.
KEPT = ("profile", "lang", "overwrite")


def named_dataset(sources: tuple[str, ...], *, used: Collection[str]) -> Dataset | None:
    """Return the dataset whose folder is the only source of a command; None for other sources.

    Parameters
    ----------
    sources
        The sources of the command.
    used
        The options that the command uses for a dataset, beside its profile and the language.

    Raises
    ------
    ChoiceError
        If an option is given that a dataset does not take.
    """
    from pathlib import Path

    from parkland.datasets import Dataset
    from parkland.datasets.dataset_folder import MANIFEST
    from parkland.errors import ChoiceError

    if len(sources) != 1 or not Path(sources[0], MANIFEST).is_file():
        return None
    context = click.get_current_context()
    given = [
        option
        for option in context.command.params
        if option.name not in (*KEPT, *used, "sources") and _is_given(context, option.name or "")
    ]
    if given:
        names = [option.opts[0] for option in given]
        raise ChoiceError("dataset_maps.no_option", options=names, where=sources[0])
    return Dataset(sources[0], profile=context.params.get("profile"))


def _is_given(context: click.Context, name: str) -> bool:
    source: Any = context.get_parameter_source(name)
    return source is click.core.ParameterSource.COMMANDLINE
