"""What pyproject.toml cannot say: above all the .pth file that puts the package's folder on the path, behind site-packages."""

from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py


class BuildWithPath(build_py):
    """setuptools has no setting for a file at the top of site-packages."""

    def _path_file(self) -> Path:
        return Path(self.build_lib) / "qwak_secret_service_client.pth"

    def run(self):
        super().run()
        self._path_file().write_text("_qwak_secret_service_client\n", encoding="ascii")

    def get_outputs(self, include_bytecode=1):
        return [*super().get_outputs(include_bytecode), str(self._path_file())]


setup(license="Apache-2.0", cmdclass={"build_py": BuildWithPath})
