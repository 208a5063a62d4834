"""Samples of data sources over REST, and the look-up of SASL's secrets."""

from __future__ import annotations

import json
import sys
import types
from typing import Any, Dict, List
from unittest import mock

from qwak.exceptions import QwakException, StatusCode
from qwak.feature_store import data_sources as d

from tests.case import ServiceCase
from tests.data_source_samples import samples
from tests.fake_service import found, problem

TABLE = {
    "columns": [{"name": "id", "type": "int64"}, {"name": "at", "type": "timestamp"}],
    "rows": [[1, "2026-01-02T03:04:05Z"], [2, None]],
}


class Frame:
    def __init__(self, rows: List[List[Any]], columns: List[str]) -> None:
        self.rows, self.columns = rows, columns


class SampleTest(ServiceCase):
    def setUp(self) -> None:
        super().setUp()
        self.environ(QWAK_ENVIRONMENT="default")
        self.source = samples()["postgres"]

    def without_pandas(self) -> None:
        self.enter(mock.patch.dict(sys.modules, {"pandas": None}))

    def replies(self, *replies: Any) -> None:
        self.service.next_replies = list(replies)

    def test_the_rows_are_dicts_where_there_is_no_pandas(self) -> None:
        self.without_pandas()
        self.replies(found(TABLE))
        self.assertEqual(
            [{"id": 1, "at": "2026-01-02T03:04:05Z"}, {"id": 2, "at": None}], self.source.get_sample(2))
        sent = self.service.seen[-1]
        self.assertEqual(("POST", "/api/v1/environments/default/data-sources/sample"), (sent.method, sent.path))
        self.assertEqual("application/json", sent.headers["content-type"])
        self.assertEqual({"spec": self.source.to_spec(), "rows": 2}, json.loads(sent.body))

    def test_ten_rows_are_the_default(self) -> None:
        self.without_pandas()
        self.replies(found(TABLE))
        self.source.get_sample()
        self.assertEqual(10, json.loads(self.service.seen[-1].body)["rows"])

    def test_the_rows_are_a_frame_where_there_is_pandas(self) -> None:
        pandas = types.ModuleType("pandas")
        pandas.DataFrame = Frame  # type: ignore[attr-defined]
        self.enter(mock.patch.dict(sys.modules, {"pandas": pandas}))
        self.replies(found(TABLE))
        frame = self.source.get_sample(2)
        self.assertEqual((TABLE["rows"], ["id", "at"]), (frame.rows, frame.columns))

    def test_the_number_of_rows_is_checked_before_anything_is_sent(self) -> None:
        for number in (0, -1, 1001):
            error = self.fails(self.source.get_sample, number)
            self.assertEqual(f"sample_size must be under 1000 and positive, got: {number}", error.message)
        self.fails(self.source.get_sample, 1, object())
        self.assertEqual([], self.service.seen)

    def test_a_failure_tells_what_the_service_said(self) -> None:
        self.replies(problem(400, "invalid_value", "The table 't' does not exist in the database."))
        error = self.fails(self.source.get_sample)
        self.assertEqual("Sampling failed: \nThe table 't' does not exist in the database.", error.message)
        self.assertEqual((StatusCode.INVALID_ARGUMENT, "invalid_value"), (error.status_code, error.code))

    def test_an_answer_that_is_no_table_is_a_failure(self) -> None:
        spoilt: List[Dict[str, Any]] = [{}, {"columns": [{"name": "a"}], "rows": [[1, 2]]}, {"columns": 1, "rows": []}]
        for answer in spoilt:
            self.replies(found(answer))
            self.assertEqual("Sampling failed: \nThe answer is not a table", self.fails(self.source.get_sample).message)


class SaslTest(ServiceCase):
    def setUp(self) -> None:
        super().setUp()
        self.environ(QWAK_ENVIRONMENT="default")
        self.source = samples()["kafka-sasl"]

    def test_both_secrets_are_looked_up_and_no_value_travels(self) -> None:
        self.put("user", "us3r-v4lue")
        self.put("pass", "p4ss-v4lue")
        spec = self.source.to_spec()
        self.assertEqual(self.source, d.from_spec(spec))
        self.assertNotIn("v4lue", json.dumps(spec))
        self.assertEqual(2, len([seen for seen in self.service.seen if seen.path.endswith("/value")]))

    def test_an_empty_secret_does_not_exist(self) -> None:
        self.put("user", "")
        self.put("pass", "x")
        self.assertEqual("Secret for username user does not exist", self.fails(self.source.to_spec).message)
        self.put("user", "x")
        self.put("pass", "")
        self.assertEqual("Secret for password pass does not exist", self.fails(self.source.get_sample).message)

    def test_a_missing_secret_is_not_found(self) -> None:
        self.put("user", "x")
        self.assertEqual("Secret [pass] not found", self.fails(self.source.to_spec).message)

    def test_who_may_use_but_not_read_leaves_the_check_to_the_service(self) -> None:
        self.service.next_replies = [problem(403, "permission_denied", "No")] * 2
        # The log-in comes first and has replies of its own.
        self.assertEqual("user", self.source.to_spec()["streamSource"]["kafkaSourceV1"]["authenticationMethod"]["sasl"]["usernameSecret"])

    def test_a_service_that_cannot_answer_is_not_taken_for_a_yes(self) -> None:
        self.service.next_replies = [problem(400, "invalid_name", "No")]
        with self.assertRaises(QwakException):
            self.source.to_spec()
