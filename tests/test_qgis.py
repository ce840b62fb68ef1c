"""QGIS opens what is written: style, headings, labels and print layout, asked of QGIS itself.

The tests run the Python of an installed QGIS (Debian: ``apt install qgis python3-qgis``). They skip
without it, also with CI set. `test_geopackage` tests the files without QGIS.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from functools import cache

import pytest
from click.testing import CliRunner

import parkland as pk
from parkland.cli import main
from parkland.conventions import statuses

ASK = """
import json, os, sys
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from qgis.core import (QgsApplication, QgsExpression, QgsExpressionContext, QgsLayoutExporter,
    QgsMapRendererParallelJob, QgsMapSettings, QgsProject, QgsVectorLayer)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor
application = QgsApplication([], False)
application.initQgis()
database, project, folder = sys.argv[1:]

def drawn(layer, path):
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setDestinationCrs(layer.crs())
    settings.setExtent(layer.extent())
    settings.setOutputSize(QSize(1400, 1000))
    settings.setBackgroundColor(QColor("white"))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    job.renderedImage().save(path)
    return len(job.takeLabelingResults().labelsWithinRect(settings.extent()))

layer = QgsVectorLayer(database, "parcels", "ogr")
labels = layer.labeling().settings()
context = QgsExpressionContext()
context.setFields(layer.fields())
texts = []
for feature in layer.getFeatures():
    context.setFeature(feature)
    texts.append(QgsExpression(labels.fieldName).evaluate(context))
told = {
    "valid": layer.isValid(),
    "legend": [[one.value(), one.label(), one.symbol().color().name()]
               for one in layer.renderer().categories()],
    "headings": {field.name(): field.alias() for field in layer.fields()},
    "texts": texts,
    "drawn": drawn(layer, folder + "/layer.png"),
}
opened = QgsProject.instance()
told["read"] = opened.read(project)
(own,) = opened.mapLayers().values()
told["project"] = [own.isValid(), own.labelsEnabled(), len(own.renderer().categories())]
told["crs"] = opened.crs().authid()
(layout,) = opened.layoutManager().layouts()
shown = layout.itemById("map")
told["scale"] = shown.scale()
told["whole"] = shown.extent().contains(own.extent())
settings = QgsLayoutExporter.PdfExportSettings()
told["exported"] = QgsLayoutExporter(layout).exportToPdf(folder + "/layout.pdf", settings)
print(json.dumps(told), flush=True)
os._exit(0)  # QGIS can crash when Python takes its objects apart
"""


@cache
def qgis_python() -> str | None:
    """Return a Python that has QGIS, or None."""
    for candidate in ("/usr/bin/python3", shutil.which("python3")):
        if candidate and _has_qgis(candidate):
            return candidate
    return None


def _has_qgis(python: str) -> bool:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [python, "-c", "import qgis.core"]
    return (
        subprocess.run(command, env=environment, capture_output=True, check=False).returncode == 0
    )


@pytest.fixture(scope="module")
def told(tmp_path_factory, ledger):
    """Return what QGIS says about the sample as GeoPackage and as project."""
    python = qgis_python()
    if python is None:
        pytest.skip("needs QGIS with its Python")
    folder = tmp_path_factory.mktemp("qgis")
    source, day = str(pk.sample_path()), "2020-12-31"
    for name in ("sample.gpkg", "园区.qgz"):
        arguments = ["convert", source, "--as-of", day, "-o", str(folder / name)]
        done = CliRunner().invoke(main, arguments)
        assert done.exit_code == 0, done.output
    files = [folder / "sample.gpkg", folder / "园区.qgz", folder]
    environment = {name: one for name, one in os.environ.items() if name != "PYTHONPATH"}
    command = [python, "-c", ASK, *map(str, files)]
    done = subprocess.run(command, env=environment, capture_output=True, check=True, timeout=300)
    return json.loads(done.stdout.decode().splitlines()[-1]), folder


def test_qgis_shows_the_statuses_in_their_colours_and_order(told, ledger):
    answers, folder = told
    assert answers["valid"]
    present = set(ledger.parcels["status"])
    wanted = [
        [key, one.label("zh"), one.color] for key, one in statuses().items() if key in present
    ]
    assert answers["legend"] == [*wanted, ["", "其他", "#ffffff"]]
    assert (folder / "layer.png").stat().st_size > 20_000  # a blank one has 4,000


def test_qgis_heads_the_fields_and_labels_the_parcels(told, ledger):
    answers, _ = told
    assert answers["headings"]["parcel_id"] == "地块编号"
    assert answers["headings"]["status"] == "土地状态"
    numbers = ledger.parcels["parcel_id"].tolist()
    assert [text.split("\n")[0] for text in answers["texts"]] == numbers
    areas = dict(text.split("\n") for text in answers["texts"])
    assert areas["YC2-05"] == "305.54亩"
    assert answers["drawn"] > 15  # the others have no room


def test_qgis_opens_the_project_with_a_layout_at_a_round_scale(told):
    answers, folder = told
    assert answers["read"]
    assert answers["project"][:2] == [True, True]
    assert answers["project"][2] > 10
    assert answers["crs"] == "EPSG:4528"
    assert answers["whole"]
    assert answers["scale"] == pytest.approx(round(answers["scale"], -3), rel=1e-6)
    assert answers["exported"] == 0
    assert (folder / "layout.pdf").stat().st_size > 10_000
