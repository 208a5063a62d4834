"""The ``qwak`` package for model code: fetch secrets from a Qwak Secret Service.

Where the original ``qwak`` package is installed as well, this one steps aside and ``import qwak`` gives the original.
"""

from qwak import _step_aside

if not _step_aside.hand_over():
    from qwak.model.base import QwakModel

    __all__ = ["QwakModel"]
    __version__ = "0.1.0"
