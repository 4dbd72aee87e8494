"""The one decorator of all compiled code.

``cache=True`` keeps the machine code beside the source, ``nogil`` lets threads share a
process, and ``error_model="numpy"`` drops the zero-division branch that would stop the
compiler from vectorising. ``fastmath`` stays off: results must not depend on the order in
which a compiler likes to add.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., Any])


def kernel(function: Function) -> Function:
    """Compile `function` on first use and keep its machine code on disk."""
    compiled = numba.njit(cache=True, nogil=True, error_model="numpy")(function)
    return cast(Function, compiled)
