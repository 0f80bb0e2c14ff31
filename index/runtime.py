"""The door to ONNX Runtime, which by itself keeps count of its use."""

from __future__ import annotations

import os
from typing import Any


def onnx_runtime() -> Any:
    """Return ONNX Runtime with its telemetry off.

    The builds on PyPI note every start in a file in the home folder and report it to their maker, on Windows
    through the system. Elsewhere only the variable stops that, and only if it is there before the import.
    """
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    return onnxruntime
