"""`write_asset_tables`: the tables of assets as a file of their own, without the report on land."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

from parkland.choices import AreaMethod, Lang, choose
from parkland.languages import DEFAULT_LANGUAGE
from parkland.reports.asset_form import AssetForm

if TYPE_CHECKING:
    import os
    from pathlib import Path

    from parkland.ledger_record import Ledger

AssetMatter = Literal["enterprises", "notices", "projects"]
# What is about a matter, in the order of a report.
SECTIONS: dict[AssetMatter, tuple[str, ...]] = {
    "enterprises": ("asset_land", "asset_public", "asset_check", "asset_low", "asset_internal"),
    "notices": ("asset_notices", "asset_ledger"),
    "projects": ("asset_projects", "asset_commitments"),
}


def write_asset_tables(
    ledger: Ledger,
    path: str | os.PathLike[str],
    /,
    *,
    matter: AssetMatter,
    assets: AssetForm | None = None,
    area: AreaMethod = "ellipsoidal",
    lang: Lang = DEFAULT_LANGUAGE,
    overwrite: bool = False,
) -> Path:
    """Write the chapters and lists of one matter of assets, completely or not at all.

    Parameters
    ----------
    ledger
        A `Ledger` that was opened with assets.
    path
        ``.xlsx``, ``.docx`` or ``.md``.
    matter
        ``"enterprises"`` (公示表, 核对表; internally also 内部表 and 低效企业清单), ``"notices"``
        (整改台账) or ``"projects"`` (with commitments).
    assets
        As for `compose_report`.
    area
        The area of a parcel, as for `land_of`.
    lang
        The language.
    overwrite
        Whether a file that parkland did not write may be replaced; one that was read never is.

    Returns
    -------
    pathlib.Path
        `path`.

    Raises
    ------
    ChoiceError
        If the ledger has no assets, or nothing about the matter.
    OutputError
        If the format is not known or the file cannot be written.
    """
    from parkland.asset_figures.land_accounts import assets_of
    from parkland.errors import ChoiceError
    from parkland.figures import leading_unit
    from parkland.file_paths import file_path
    from parkland.ledger_record import files_read, subject_of
    from parkland.overwriting import require_replaceable
    from parkland.reports import check_form, written
    from parkland.reports.basis import Basis
    from parkland.reports.composition import composed

    choose(matter, AssetMatter, "matter")
    choose(area, AreaMethod, "area")
    choose(lang, Lang, "lang")
    target = file_path(path)
    check_form(target, None)
    require_replaceable(target, inputs=files_read(ledger), overwrite=overwrite)
    assets_of(subject_of(ledger))
    basis = Basis(
        ledger, lang, area, leading_unit(ledger, None),
        assets=AssetForm() if assets is None else assets,
    )  # fmt: skip
    report = composed(basis, only=SECTIONS[matter])
    if not report.sections:
        matters = get_args(AssetMatter)
        raise ChoiceError("reports.nothing_about", matter=matter, matters=matters)
    return written(report, path)
