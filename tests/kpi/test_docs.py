"""The docs list the KPIs and the columns that there are."""

from pathlib import Path

from sim.kpi.describe import markdown
from sim.results.schema import SCHEMAS

DOCS = Path(__file__).parents[2] / "docs"


def test_the_list_of_kpis_is_fresh() -> None:
    listed = (DOCS / "models" / "kpi.md").read_text(encoding="utf-8").split("## The list\n\n")[1]
    assert listed == markdown(), "run: python -m sim.kpi.describe, and put it into the page"


def test_every_column_is_in_the_docs() -> None:
    text = (DOCS / "run-folder.md").read_text(encoding="utf-8")
    for name, schema in SCHEMAS.items():
        section = text.split(f"### {name}.parquet\n")[1].split("###")[0]
        assert [name for name in schema.names if f"`{name}`" not in section] == []
