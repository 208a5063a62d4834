"""Living beside the original package: fresh interpreters, a fake original, both orders of the path."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import unittest
import zipfile
from pathlib import Path

OURS = Path(__file__).resolve().parent.parent
ORIGINAL = {
    "qwak/__init__.py": "from qwak.model.base import QwakModel\nfrom . import exceptions\nWHO = 'original'\n",
    "qwak/exceptions.py": "class QwakException(Exception): pass\n",
    "qwak/model/__init__.py": "",
    "qwak/model/base.py": "class QwakModel: WHO = 'original'\n",
    "qwak/clients/__init__.py": "",
    "qwak/clients/secret_service/__init__.py": "class SecretServiceClient: WHO = 'original'\n",
    "qwak/feature_store/__init__.py": "WHO = 'original'\n",
}
WHO = "import qwak; print(getattr(qwak, 'WHO', 'ours'))"


class StepAsideTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def write(self, name: str, files: dict) -> Path:
        for path, text in files.items():
            (self.folder / name / path).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name / path).write_text(text, encoding="utf-8")
        return self.folder / name

    def run_python(self, code: str, *path: Path) -> str:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, path)), "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run([sys.executable, "-c", code], env=environment, cwd=self.folder, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        return done.stdout.strip()

    def test_alone_it_is_ours(self) -> None:
        self.assertEqual("ours", self.run_python(WHO, OURS))

    def test_the_original_wins_in_both_orders(self) -> None:
        original = self.write("site", ORIGINAL)
        self.assertEqual("original", self.run_python(WHO, OURS, original))
        self.assertEqual("original", self.run_python(WHO, original, OURS))

    def test_everything_comes_from_the_original(self) -> None:
        original = self.write("site", ORIGINAL)
        code = (
            "from qwak.clients.secret_service import SecretServiceClient as first\n"
            "from qwak import QwakModel, feature_store\n"
            "from qwak.model.base import QwakModel as again\n"
            "import qwak, qwak.exceptions, sys, importlib\n"
            "assert QwakModel is again and first.WHO == QwakModel.WHO == feature_store.WHO == 'original'\n"
            f"assert qwak.__spec__.origin == qwak.__file__ == {str(original / 'qwak' / '__init__.py')!r}, qwak.__file__\n"
            "assert qwak is sys.modules['qwak'] and qwak.__spec__.name == qwak.__name__ == 'qwak'\n"
            f"assert qwak.__path__ == [{str(original / 'qwak')!r}]\n"
            "assert not hasattr(qwak, '_step_aside') and not hasattr(qwak.exceptions, 'StatusCode')\n"
            f"ours = [n for n, m in sys.modules.items() if (getattr(m, '__file__', '') or '').startswith({str(OURS)!r})]\n"
            "assert not ours, ours\n"
            "assert importlib.reload(qwak).WHO == 'original'\n"
            "try: import qwak._rest\n"
            "except ImportError: print('done')\n"
        )
        self.assertEqual("done", self.run_python(code, OURS, original))

    def test_a_submodule_may_be_the_first_import(self) -> None:
        original = self.write("site", ORIGINAL)
        code = "import qwak.feature_store as f; from qwak.model.base import QwakModel as m; print(f.WHO, m.WHO)"
        self.assertEqual("original original", self.run_python(code, OURS, original))

    def test_a_second_copy_of_ours_is_not_the_original(self) -> None:
        copy = self.folder / "copy"
        shutil.copytree(OURS / "qwak", copy / "qwak")
        packed = self.folder / "packed.zip"
        with zipfile.ZipFile(packed, "w") as file:
            for path in sorted((OURS / "qwak").rglob("*.py")):
                file.write(path, path.relative_to(OURS))
        for path in ((OURS, copy), (copy, OURS), (packed, OURS), (OURS, packed), (packed, copy)):
            self.assertEqual("ours", self.run_python(WHO, *path))
        original = self.write("site", ORIGINAL)
        self.assertEqual("original", self.run_python(WHO, OURS, packed, copy, original))

    def test_folders_and_scripts_of_that_name_are_not_the_original(self) -> None:
        folder = self.write("folder", {"qwak/notes.txt": "", "qwak/model/base.py": ""})
        script = self.write("script", {"qwak.py": "WHO = 'script'\n"})
        self.assertEqual("ours", self.run_python(WHO, OURS, folder, script))

    def test_an_original_that_fails_says_so_itself(self) -> None:
        broken = self.write("site", {"qwak/__init__.py": "import module_that_is_missing\n"})
        code = "try: import qwak\nexcept ImportError as e: print(e.name)\nimport sys; print('qwak' in sys.modules)"
        self.assertEqual("module_that_is_missing\nFalse", self.run_python(code, OURS, broken))

    def test_threads_that_import_meanwhile_wait(self) -> None:
        slow = self.write("site", {"qwak/__init__.py": "import time; time.sleep(0.5); WHO = 'original'\n"})
        code = (
            "import threading, time\nseen = []\n"
            "def run():\n  import qwak; seen.append(qwak.WHO)\n"
            "threads = [threading.Thread(target=run) for _ in range(4)]\n"
            "for t in threads: t.start(); time.sleep(0.1)\n"
            "for t in threads: t.join()\n"
            "print(*seen)"
        )
        self.assertEqual("original original original original", self.run_python(code, OURS, slow))
