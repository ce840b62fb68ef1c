"""Every example of the manual runs and prints what the page shows, in both languages."""

import pytest

from .conftest import DOCS
from .page_examples import Examples, run_page

PAGES = sorted(path.relative_to(DOCS / "zh").as_posix() for path in DOCS.glob("zh/**/*.md"))


# One test for both languages: a command that stands in both pages is run once.
@pytest.mark.parametrize("page", PAGES)
def test_the_examples_of_a_page_run(page, new_desk):
    examples, blocks = Examples(), {}
    for lang in ("zh", "en"):
        new_desk(lang)
        blocks[lang] = run_page(DOCS / lang / page, examples)
    assert blocks["zh"] == blocks["en"], "one language has more examples"
