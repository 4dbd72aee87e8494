"""What a job's card says of faults: in the page's language, with file, line and path."""

import pytest

from dashboard.parts.job_cards import faults
from dashboard.view import Lang

TOLD = [{"file": "/a/plan.yaml", "line": 3, "path": "seed", "message": "is required, but missing"}]


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", "必须填写"), ("en", "Is required, but missing")]
)
def test_faults_are_told_in_the_language_of_the_page(lang: Lang, words: str) -> None:
    shown = str(faults(TOLD, lang))
    assert words in shown
    assert "plan.yaml" in shown
    assert "/a/" not in shown
    assert "seed" in shown
