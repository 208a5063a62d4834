"""What the package promises of its own source."""

from __future__ import annotations

import ast
import unittest
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent / "qwak"
ALLOWED = {
    "__future__", "abc", "base64", "configparser", "copy", "dataclasses", "datetime", "enum", "hashlib", "http", "importlib",
    "ipaddress", "json", "os", "qwak", "random", "re", "socket", "ssl", "sys", "tempfile", "threading", "time", "typing",
    "urllib", "warnings",
}


class SourceTest(unittest.TestCase):
    def trees(self) -> list:
        return [(path, ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 9)))
                for path in sorted(PACKAGE.rglob("*.py"))]

    def test_it_is_python_3_9_with_annotations_deferred(self) -> None:
        for path, tree in self.trees():
            functions = [node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.ClassDef))]
            deferred = any(isinstance(node, ast.ImportFrom) and node.module == "__future__" for node in tree.body)
            self.assertTrue(deferred or not functions, path)

    def test_it_uses_the_standard_library_alone(self) -> None:
        for path, tree in self.trees():
            for node in ast.walk(tree):
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                for name in names:
                    self.assertIn(name.split(".")[0], ALLOWED, path)

    def test_every_module_and_public_function_is_annotated(self) -> None:
        for path, tree in self.trees():
            self.assertTrue(ast.get_docstring(tree), path)
            for node in ast.walk(tree):
                if isinstance(node, ast.FunctionDef):
                    self.assertIsNotNone(node.returns, f"{path}: {node.name}")

    def test_files_are_small(self) -> None:
        for path, _ in self.trees():
            self.assertLessEqual(len(path.read_text(encoding="utf-8").splitlines()), 150, path)
