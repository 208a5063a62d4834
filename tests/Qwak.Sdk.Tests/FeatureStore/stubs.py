"""Reads sources with stubs that protoc made from our protos, and writes them again: as bytes, and from their JSON form.

Standard input: one line for each source, its name and its bytes in base64. Output: the same, with three columns.
"""

import base64
import sys

from google.protobuf import json_format

sys.path.insert(0, sys.argv[1])

from qwak.feature_store.sources.data_source_pb2 import DataSourceSpec  # noqa: E402


def text(message):
    return base64.b64encode(message.SerializeToString(deterministic=True)).decode()


for line in sys.stdin:
    name, sent = line.split()
    spec = DataSourceSpec.FromString(base64.b64decode(sent))
    known = DataSourceSpec()
    known.CopyFrom(spec)
    known.DiscardUnknownFields()
    assert known.SerializeToString() == spec.SerializeToString(), f"{name} has fields that the stubs do not know"
    again = json_format.Parse(json_format.MessageToJson(spec), DataSourceSpec())
    print(name, text(spec), text(again))
