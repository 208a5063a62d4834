-- Ids are 32 hexadecimal digits; times are milliseconds since 1970, UTC.

CREATE TABLE store_state (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

-- The change counter: raised by every change of who may do what, read by every audit commit.
CREATE TABLE change_counter (
    id    INTEGER PRIMARY KEY CHECK (id = 1),
    value INTEGER NOT NULL
);
INSERT INTO change_counter (id, value) VALUES (1, 1);

CREATE TABLE key_encryption_key (
    id         TEXT PRIMARY KEY,
    seal_id    TEXT NOT NULL,
    sealed_key BLOB NOT NULL,
    is_active  INTEGER NOT NULL,
    uses       INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE service_key (
    id          TEXT PRIMARY KEY,
    purpose     TEXT NOT NULL,
    key_id      TEXT NOT NULL REFERENCES key_encryption_key (id),
    wrapped_key BLOB NOT NULL,
    created_at  INTEGER NOT NULL,
    retired_at  INTEGER NULL
) WITHOUT ROWID;

CREATE TABLE environment (
    id           TEXT PRIMARY KEY,
    name         TEXT NOT NULL UNIQUE,
    edge_address TEXT NULL UNIQUE,
    is_default   INTEGER NOT NULL,
    created_at   INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE principal (
    id         TEXT PRIMARY KEY,
    name       TEXT NOT NULL UNIQUE,
    kind       TEXT NOT NULL,
    created_at INTEGER NOT NULL
) WITHOUT ROWID;

-- environment_id '*' stands for all environments.
CREATE TABLE role_assignment (
    principal_id   TEXT NOT NULL REFERENCES principal (id),
    environment_id TEXT NOT NULL,
    role           TEXT NOT NULL,
    PRIMARY KEY (principal_id, environment_id)
) WITHOUT ROWID;

CREATE TABLE api_key (
    id             TEXT PRIMARY KEY,
    principal_id   TEXT NOT NULL REFERENCES principal (id),
    environment_id TEXT NULL REFERENCES environment (id),
    hash           BLOB NOT NULL,
    created_at     INTEGER NOT NULL,
    expires_at     INTEGER NULL,
    revoked_at     INTEGER NULL
) WITHOUT ROWID;
CREATE INDEX api_key_principal ON api_key (principal_id);

CREATE TABLE access_token (
    id             TEXT PRIMARY KEY,
    principal_id   TEXT NOT NULL REFERENCES principal (id),
    environment_id TEXT NULL REFERENCES environment (id),
    description    TEXT NULL,
    created_at     INTEGER NOT NULL,
    expires_at     INTEGER NOT NULL,
    revoked_at     INTEGER NULL
) WITHOUT ROWID;

CREATE TABLE secret (
    id              TEXT PRIMARY KEY,
    environment_id  TEXT NOT NULL REFERENCES environment (id),
    name            TEXT NOT NULL,
    current_version INTEGER NOT NULL,
    created_at      INTEGER NOT NULL,
    created_by      TEXT NOT NULL,
    updated_at      INTEGER NOT NULL,
    updated_by      TEXT NOT NULL,
    deleted_at      INTEGER NULL,
    UNIQUE (environment_id, name)
) WITHOUT ROWID;
CREATE INDEX secret_name ON secret (name, id);
CREATE INDEX secret_created ON secret (environment_id, created_at, id);
CREATE INDEX secret_updated ON secret (environment_id, updated_at, id);

CREATE TABLE secret_version (
    secret_id   TEXT NOT NULL REFERENCES secret (id),
    version     INTEGER NOT NULL,
    key_id      TEXT NOT NULL REFERENCES key_encryption_key (id),
    wrapped_dek BLOB NOT NULL,
    ciphertext  BLOB NOT NULL,
    created_at  INTEGER NOT NULL,
    created_by  TEXT NOT NULL,
    deleted_at  INTEGER NULL,
    PRIMARY KEY (secret_id, version)
);

-- One hash chain for each writer; a server process is one.
CREATE TABLE audit_writer (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
);

CREATE TABLE audit_event (
    writer       INTEGER NOT NULL,
    sequence     INTEGER NOT NULL,
    time         INTEGER NOT NULL,
    principal_id TEXT NULL,
    principal    TEXT NULL,
    credential   TEXT NULL,
    action       TEXT NOT NULL,
    environment  TEXT NULL,
    name         TEXT NULL,
    version      INTEGER NULL,
    outcome      TEXT NOT NULL,
    address      TEXT NULL,
    request_id   TEXT NULL,
    count        INTEGER NOT NULL,
    hash         BLOB NOT NULL,
    PRIMARY KEY (writer, sequence)
) WITHOUT ROWID;
CREATE INDEX audit_event_time ON audit_event (time, writer, sequence);

CREATE TABLE audit_checkpoint (
    sequence  INTEGER PRIMARY KEY,
    time      INTEGER NOT NULL,
    heads     TEXT NOT NULL,
    key_id    TEXT NOT NULL,
    signature BLOB NOT NULL
);
