"""YAML trees for the tests of the loader: from text, and drawn at random."""

from hypothesis import strategies as st

from sim.scenario.reader import parse
from sim.scenario.source_map import Node, Place

NOWHERE = Place("drawn.yaml", 1, 1)

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
)


def tree_of(text: str, file: str = "test.yaml") -> Node:
    """Return the tree of a YAML text that has no faults."""
    faults = []
    tree = parse(text, Place(file, 1), faults)
    assert not faults
    return tree


def as_node(value) -> Node:
    """Return plain data as a tree."""
    if isinstance(value, dict):
        return Node({key: as_node(child) for key, child in value.items()}, NOWHERE)
    if isinstance(value, list):
        return Node([as_node(child) for child in value], NOWHERE)
    return Node(value, NOWHERE)


def plain_values(mapping: bool = False) -> st.SearchStrategy:
    """Draw plain data: scalars, mappings, lists, and lists of things with ids."""
    names = st.sampled_from(["a", "b", "c"])

    def grown(inner):
        mappings = st.dictionaries(names, inner, max_size=3)
        things = st.dictionaries(names, mappings, max_size=3).map(
            lambda by_id: [{"id": name, **members} for name, members in by_id.items()]
        )
        return mappings | st.lists(inner, max_size=3) | things

    values = st.recursive(SCALARS, grown, max_leaves=12)
    return st.dictionaries(names, values, max_size=3) if mapping else values


def values(mapping: bool = False) -> st.SearchStrategy[Node]:
    """Draw trees of `plain_values`."""
    return plain_values(mapping).map(as_node)
