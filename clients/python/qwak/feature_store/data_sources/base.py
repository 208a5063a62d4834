"""What all sources have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict

from qwak.feature_store.data_sources.sample import sample
from qwak.feature_store.data_sources.wire import WirePart

REPOSITORY = "dataSourceRepositoryName"


@dataclass
class BaseSource(WirePart):
    """A source. ``to_spec()`` is its protobuf-JSON form, a ``DataSourceSpec``."""

    name: str
    description: str

    def get_sample(self, number_of_rows: int = 10, validation_options: Any = None) -> Any:
        """Rows that the service reads from the source: a pandas DataFrame, or a list of dicts where there is no pandas."""
        return sample(self.to_spec, number_of_rows, validation_options)


@dataclass
class BaseBatchSource(BaseSource):
    """A source that is read in batches."""

    date_created_column: str


def batch(message: str, **attributes: str) -> Dict[str, str]:
    """Paths of the fields of a batch source: the common ones, and ``attributes`` in the message of the source."""
    common = {"name": "name", "description": "description", "date_created_column": "dateCreatedColumn"}
    own = {attribute: f"{message}.{name}" for attribute, name in attributes.items()}
    return {**{a: f"batchSource.{path}" for a, path in {**common, **own}.items()}, "repository": REPOSITORY}
