from __future__ import annotations

import gc

import pytest

from liaison.ops.installation import loading


@pytest.mark.parametrize("looked", [True, False])
def test_garbage_is_looked_for_after_loading_as_before(looked: bool) -> None:
    before = gc.isenabled()
    (gc.enable if looked else gc.disable)()
    try:
        with loading():
            assert not gc.isenabled()
        assert gc.isenabled() is looked
    finally:
        gc.unfreeze()
        (gc.enable if before else gc.disable)()
