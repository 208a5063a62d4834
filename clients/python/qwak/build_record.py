"""What a model notes of its build: parameters and metrics, shown with the build. Never put a secret into them."""

from __future__ import annotations

import json
import os
from typing import Any, Mapping


def log_param(params: Mapping[str, Any]) -> None:
    """Notes parameters. Outside of a build nothing happens."""
    _note("param", params)


def log_metric(metrics: Mapping[str, float]) -> None:
    """Notes metrics. Outside of a build nothing happens."""
    _note("metric", metrics)


def output_folder() -> str:
    """Where the build's files go; the current folder outside of a build."""
    return os.environ.get("QWAK_OUTPUT", os.getcwd())


def _note(kind: str, values: Mapping[str, Any]) -> None:
    path = os.environ.get("QWAK_BUILD_RECORD")
    if path:
        with open(path, "a", encoding="utf-8") as record:
            record.write(json.dumps({kind: dict(values)}) + "\n")
