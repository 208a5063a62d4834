-- Where the audit trail begins since retention cut off what was before: one row, signed as a checkpoint is.
CREATE TABLE audit_cut (
    id                   INTEGER PRIMARY KEY CHECK (id = 1),
    checkpoint           BIGINT NOT NULL,
    time                 BIGINT NOT NULL,
    starts               TEXT NOT NULL,
    checkpoint_signature BYTEA NOT NULL,
    rows_hash            BYTEA NOT NULL,
    key_id               TEXT NOT NULL,
    signature            BYTEA NOT NULL
);

-- What the events that were cut said of each row: its last revision and its highest version.
CREATE TABLE audit_cut_row (
    row_id   TEXT COLLATE "C" PRIMARY KEY,
    revision BIGINT NOT NULL,
    version  BIGINT NOT NULL
);
