"""The ``qwak`` package for model code: fetch secrets from a Qwak Secret Service.

Where the original ``qwak`` package is installed as well, this one steps aside and ``import qwak`` gives the original.
"""

from qwak import _step_aside

if not _step_aside.hand_over():
    from qwak._api import api
    from qwak.build_record import log_metric, log_param, output_folder
    from qwak.model.base import QwakModel

    __all__ = ["QwakModel", "api", "log_metric", "log_param", "output_folder"]
    __version__ = "0.1.0"
