-- Where the audit trail begins since retention cut off what was before: one row, signed as a checkpoint is.
CREATE TABLE audit_cut (
    id                   INTEGER PRIMARY KEY CHECK (id = 1),
    checkpoint           INTEGER NOT NULL,
    time                 INTEGER NOT NULL,
    starts               TEXT NOT NULL,
    checkpoint_signature BLOB NOT NULL,
    rows_hash            BLOB NOT NULL,
    key_id               TEXT NOT NULL,
    signature            BLOB NOT NULL
);

-- What the events that were cut said of each row: its last revision and its highest version.
CREATE TABLE audit_cut_row (
    row_id   TEXT PRIMARY KEY,
    revision INTEGER NOT NULL,
    version  INTEGER NOT NULL
) WITHOUT ROWID;
