"""The notebooks run from top to bottom, and are kept without outputs."""

from pathlib import Path

import pytest

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))


@pytest.fixture(scope="module")
def kernel(tmp_path_factory):
    """Start one kernel for all notebooks: most of the time of a notebook is that of its imports."""
    from jupyter_client.manager import KernelManager

    manager = KernelManager(kernel_name="python3")
    manager.start_kernel(cwd=str(tmp_path_factory.mktemp("notebooks")))
    yield manager
    manager.shutdown_kernel(now=True)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
@pytest.mark.filterwarnings("default")  # of Jupyter's own machinery
def test_notebook_runs(path, tmp_path, kernel):
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)
    # Nothing that an earlier notebook has named is left, and files go into a folder of their own.
    anew = f"%reset -f\n%cd -q {tmp_path}"
    notebook.cells.insert(0, nbformat.v4.new_code_cell(anew))
    client = NotebookClient(notebook, km=kernel, timeout=500)
    try:
        client.execute()
    finally:
        client.kc.stop_channels()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_is_kept_without_outputs(path):
    import nbformat

    for cell in nbformat.read(path, as_version=4).cells:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None


def test_the_first_notebook_is_there():
    assert "01-first-map" in [path.stem for path in NOTEBOOKS]
