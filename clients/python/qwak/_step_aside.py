"""Hands the name ``qwak`` over to the original package, where that is installed.

This module is also the marker by which a copy of our package is told from the original.
"""

from __future__ import annotations

import sys
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import module_from_spec
from typing import Optional

_PACKAGE = "qwak"


def hand_over() -> bool:
    """Called while our ``qwak`` is being imported. True when the original has taken its place."""
    spec = _original()
    if spec is None or spec.loader is None:
        return False
    # The import system returns what sys.modules holds once a module has run, so a module may replace itself.
    # From here on nothing of ours is left: submodules are found through the original's own __path__.
    sys.modules.pop(__name__, None)
    module = module_from_spec(spec)
    # Makes other threads that import qwak meanwhile wait until the original is ready, as for any import.
    spec._initializing = True  # type: ignore[attr-defined]
    try:
        sys.modules[_PACKAGE] = module
        spec.loader.exec_module(module)
    finally:
        spec._initializing = False  # type: ignore[attr-defined]
    return True


def _original() -> Optional[ModuleSpec]:
    """The first ``qwak`` on the path that is a package with an ``__init__`` and is not ours."""
    for entry in list(sys.path):
        spec = PathFinder.find_spec(_PACKAGE, [entry])
        # No loader: a mere folder named qwak. No locations: a script named qwak.py. Neither is the package.
        if spec is None or spec.loader is None or spec.submodule_search_locations is None:
            continue
        if not _is_ours(spec):
            return spec
    return None


def _is_ours(spec: ModuleSpec) -> bool:
    # Asked of the import system and not of the file system, so that it holds for zip files too.
    return PathFinder.find_spec(__name__, list(spec.submodule_search_locations or ())) is not None
