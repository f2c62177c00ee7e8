"""The types of NumPy arrays in this room: of either float, of float64, of whole numbers."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.floating]
Float64: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]
