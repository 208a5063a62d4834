"""Files in an object store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Optional

from qwak.feature_store.data_sources.base import BaseBatchSource, batch
from qwak.feature_store.data_sources.file_systems import FILE_SYSTEMS, FileSystemConfiguration
from qwak.feature_store.data_sources.wire import one_of


class FileSource(BaseBatchSource):
    """What both have in common."""

    @classmethod
    def part(cls, attribute: str, value: Any) -> Any:
        """The configuration has a message of its own."""
        return one_of(FILE_SYSTEMS, value) if attribute == "filesystem_configuration" else value


@dataclass
class CsvSource(FileSource):
    """CSV files."""

    path: str
    quote_character: str = '"'
    escape_character: str = '"'
    filesystem_configuration: Optional[FileSystemConfiguration] = None
    repository: Optional[str] = None

    MESSAGE = "batchSource.csvSource"
    FIELDS = batch(
        "csvSource", path="path", quote_character="quoteCharacter", escape_character="escapeCharacter",
        filesystem_configuration="filesystemConfiguration",
    )


@dataclass
class ParquetSource(FileSource):
    """Parquet files."""

    path: str
    filesystem_configuration: Optional[FileSystemConfiguration] = None
    repository: Optional[str] = None

    MESSAGE = "batchSource.parquetSource"
    FIELDS = batch("parquetSource", path="path", filesystem_configuration="filesystemConfiguration")
