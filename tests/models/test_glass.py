"""What passes the glass, against pvlib."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pvlib import iam

from sim.models.glass import incidence_modifier


@given(st.floats(0.0, 89.9))
def test_incidence_modifier_is_pvlibs(aoi_deg):
    ours = incidence_modifier(np.cos(np.radians(aoi_deg)))
    assert ours == pytest.approx(float(iam.physical(aoi_deg, n_ar=1.3)), abs=1e-9)


def test_nothing_passes_from_behind():
    assert incidence_modifier(0.0) == incidence_modifier(-0.5) == 0.0
