"""Checks the audit chains of a store by hand, from docs/audit.md alone: no code of the service is used.

    python3 samples/python/check_audit_chain.py DIR/store.db

Reads a copy or the live file, never writes. It checks that every event's hash follows from the one before it, that no sequence
number is missing, and that each checkpoint names heads that are really there; from the last cut on, if retention has cut off what
was before. It does not check the signatures of the checkpoints and of the cut: see docs/audit.md for what that needs.
"""

import hashlib
import sqlite3
import struct
import sys

FIELDS = ["principal_id", "principal", "credential", "action", "environment", "name"]
TAIL = ["outcome", "address", "request_id"]


def number(value):
    return struct.pack(">q", value)


def text(value):
    if value is None:
        return struct.pack(">i", -1)
    data = value.encode("utf-8")
    return struct.pack(">i", len(data)) + data


def event_hash(previous, row):
    data = previous + number(row["writer"]) + number(row["sequence"]) + number(row["time"])
    data += b"".join(text(row[field]) for field in FIELDS)
    data += number(-1 if row["version"] is None else row["version"])
    data += b"".join(text(row[field]) for field in TAIL)
    data += number(row["count"])
    if row["row_id"] is not None:
        data += text(row["row_id"]) + number(row["revision"])
    return hashlib.sha256(data).digest()


def cut_off(store):
    """The checkpoint and the last event of each chain that retention cut off, and what is wrong."""
    cut = store.execute("SELECT checkpoint, starts, rows_hash FROM audit_cut").fetchone()
    rows = hashlib.sha256()
    for row in store.execute("SELECT row_id, revision, version FROM audit_cut_row ORDER BY row_id"):
        rows.update(text(row["row_id"]) + number(row["revision"]) + number(row["version"]))
    if rows.digest() != (cut["rows_hash"] if cut else hashlib.sha256().digest()):
        return 0, {}, "the rows whose events were cut off are not those of the cut"
    if cut is None:
        return 0, {}, None
    starts = (start.split(":") for start in cut["starts"].split())
    return cut["checkpoint"], {int(writer): (int(sequence), bytes.fromhex(digest)) for writer, sequence, digest in starts}, None


def check_events(store, starts):
    """The hash of each event by (writer, sequence), and what is wrong."""
    hashes, heads = {}, dict(starts)
    for row in store.execute("SELECT * FROM audit_event ORDER BY writer, sequence"):
        writer, sequence = row["writer"], row["sequence"]
        last, previous = heads.get(writer, (0, bytes(32)))
        if sequence != last + 1:
            return hashes, f"writer {writer}: event {last + 1} is missing"
        if event_hash(previous, row) != row["hash"]:
            return hashes, f"writer {writer}: event {sequence} does not fit the chain"
        hashes[writer, sequence] = row["hash"].hex()
        heads[writer] = (sequence, row["hash"])
    return hashes, None


def check_checkpoints(store, hashes, last):
    for row in store.execute("SELECT sequence, heads FROM audit_checkpoint ORDER BY sequence"):
        if row["sequence"] != last + 1:
            return f"checkpoint {last + 1} is missing"
        last = row["sequence"]
        for head in row["heads"].split():
            writer, sequence, digest = head.split(":")
            if hashes.get((int(writer), int(sequence))) != digest:
                return f"checkpoint {last} names an event {sequence} of writer {writer} that is not there or is another"
    return None


def main(path):
    store = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    store.row_factory = sqlite3.Row
    store.execute("BEGIN")
    last, starts, altered = cut_off(store)
    hashes, problem = check_events(store, starts)
    problem = altered or problem or check_checkpoints(store, hashes, last)
    checkpoints = store.execute("SELECT count(*) FROM audit_checkpoint").fetchone()[0]
    print(problem or f"{len(hashes)} events and {checkpoints} checkpoints fit together")
    return 1 if problem else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
