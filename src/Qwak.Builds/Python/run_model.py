"""Builds or serves the model of the folder that it is started in: ``run_model.py build`` or ``run_model.py serve PORT``."""

from __future__ import annotations

import importlib
import inspect
import json
import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


def _find_qwak() -> None:
    """Puts our package on the path, only where there is none."""
    try:
        importlib.import_module("qwak")
    except ImportError:
        sys.path.append(os.environ["QWAK_PYTHON_PACKAGE"])


def _load_model() -> Any:
    """The model of ``main``: what its ``load_model`` returns, or else its one ``QwakModel``."""
    sys.path.insert(0, os.getcwd())
    main = importlib.import_module("main")
    if hasattr(main, "load_model"):
        return main.load_model()
    modules = [main]
    if os.path.exists(os.path.join("main", "model.py")):
        modules.append(importlib.import_module("main.model"))
    base = importlib.import_module("qwak.model.base").QwakModel
    found = {
        kind for module in modules for _, kind in inspect.getmembers(module, inspect.isclass)
        if issubclass(kind, base) and kind is not base and not inspect.isabstract(kind)
    }
    if len(found) != 1:
        sys.exit(f"main must have load_model(), or one class that is a QwakModel; it has {len(found)}.")
    return found.pop()()


class _Predictions(BaseHTTPRequestHandler):
    model: Any = None

    def do_POST(self) -> None:  # noqa: N802 - the base class calls it so
        if self.path != "/predict":
            self._answer(404, {"error": "POST /predict"})
            return
        try:
            answer = self.model.predict(_frame(json.loads(self._body() or b"null")))
            self._answer(200, answer.to_dict(orient="records") if hasattr(answer, "to_dict") else answer)
        except ValueError as error:
            self._answer(400, {"error": str(error)})
        except Exception:  # noqa: BLE001 - the process serves on; the log tells
            import traceback
            traceback.print_exc()
            self._answer(500, {"error": "The model failed; its log tells why."})

    def _body(self) -> bytes:
        if "chunked" not in self.headers.get("Transfer-Encoding", ""):
            return self.rfile.read(int(self.headers.get("Content-Length", "0")))
        body = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        return body

    def _answer(self, status: int, body: Any) -> None:
        content = json.dumps(body, default=str).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def _frame(body: Any) -> Any:
    """A list of records as a data frame, where pandas is installed."""
    try:
        pandas = importlib.import_module("pandas")
    except ImportError:
        return body
    return pandas.DataFrame(body) if isinstance(body, list) else body


def _serve(model: Any, port: int) -> None:
    initialize = getattr(model, "initialize_model", None)
    if initialize is not None:
        initialize()
    _Predictions.model = model
    with ThreadingHTTPServer(("127.0.0.1", port), _Predictions) as server:
        print(f"Serving on http://127.0.0.1:{server.server_port}/predict", flush=True)
        server.serve_forever()


def main() -> None:
    _find_qwak()
    model = _load_model()
    if sys.argv[1] == "build":
        model.build()
    else:
        _serve(model, int(sys.argv[2]))


main()
