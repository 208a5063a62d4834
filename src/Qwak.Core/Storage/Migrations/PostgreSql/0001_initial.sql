-- Ids are 32 hexadecimal digits; times are milliseconds since 1970, UTC.

CREATE TABLE store_state (
    name  TEXT COLLATE "C" PRIMARY KEY,
    value TEXT NOT NULL
);

-- The change counter: raised by every change of who may do what, read by every audit commit.
CREATE TABLE change_counter (
    id    BIGINT PRIMARY KEY CHECK (id = 1),
    value BIGINT NOT NULL
);
INSERT INTO change_counter (id, value) VALUES (1, 1);

CREATE TABLE key_encryption_key (
    id         TEXT PRIMARY KEY,
    seal_id    TEXT NOT NULL,
    sealed_key BYTEA NOT NULL,
    is_active  BIGINT NOT NULL,
    uses       BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE service_key (
    id          TEXT PRIMARY KEY,
    purpose     TEXT NOT NULL,
    key_id      TEXT NOT NULL REFERENCES key_encryption_key (id),
    wrapped_key BYTEA NOT NULL,
    created_at  BIGINT NOT NULL,
    retired_at  BIGINT NULL
);

CREATE TABLE environment (
    id           TEXT PRIMARY KEY,
    name         TEXT COLLATE "C" NOT NULL UNIQUE,
    edge_address TEXT NULL UNIQUE,
    is_default   BIGINT NOT NULL,
    created_at   BIGINT NOT NULL
);

CREATE TABLE principal (
    id         TEXT PRIMARY KEY,
    name       TEXT COLLATE "C" NOT NULL UNIQUE,
    kind       TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

-- environment_id '*' stands for all environments.
CREATE TABLE role_assignment (
    principal_id   TEXT NOT NULL REFERENCES principal (id),
    environment_id TEXT NOT NULL,
    role           TEXT NOT NULL,
    PRIMARY KEY (principal_id, environment_id)
);

CREATE TABLE api_key (
    id             TEXT PRIMARY KEY,
    principal_id   TEXT NOT NULL REFERENCES principal (id),
    environment_id TEXT NULL REFERENCES environment (id),
    hash           BYTEA NOT NULL,
    created_at     BIGINT NOT NULL,
    expires_at     BIGINT NULL,
    revoked_at     BIGINT NULL
);
CREATE INDEX api_key_principal ON api_key (principal_id);

CREATE TABLE access_token (
    id             TEXT PRIMARY KEY,
    principal_id   TEXT NOT NULL REFERENCES principal (id),
    environment_id TEXT NULL REFERENCES environment (id),
    description    TEXT NULL,
    created_at     BIGINT NOT NULL,
    expires_at     BIGINT NOT NULL,
    revoked_at     BIGINT NULL
);

CREATE TABLE secret (
    id              TEXT PRIMARY KEY,
    environment_id  TEXT NOT NULL REFERENCES environment (id),
    name            TEXT COLLATE "C" NOT NULL,
    current_version BIGINT NOT NULL,
    created_at      BIGINT NOT NULL,
    created_by      TEXT NOT NULL,
    updated_at      BIGINT NOT NULL,
    updated_by      TEXT NOT NULL,
    deleted_at      BIGINT NULL,
    UNIQUE (environment_id, name)
);
CREATE INDEX secret_name ON secret (name, id);
CREATE INDEX secret_created ON secret (environment_id, created_at, id);
CREATE INDEX secret_updated ON secret (environment_id, updated_at, id);

CREATE TABLE secret_version (
    secret_id   TEXT NOT NULL REFERENCES secret (id),
    version     BIGINT NOT NULL,
    key_id      TEXT NOT NULL REFERENCES key_encryption_key (id),
    wrapped_dek BYTEA NOT NULL,
    ciphertext  BYTEA NOT NULL,
    created_at  BIGINT NOT NULL,
    created_by  TEXT NOT NULL,
    deleted_at  BIGINT NULL,
    PRIMARY KEY (secret_id, version)
);

-- One hash chain for each writer; a server process is one.
CREATE TABLE audit_writer (
    id   BIGINT PRIMARY KEY,
    name TEXT COLLATE "C" NOT NULL UNIQUE
);

CREATE TABLE audit_event (
    writer       BIGINT NOT NULL,
    sequence     BIGINT NOT NULL,
    time         BIGINT NOT NULL,
    principal_id TEXT NULL,
    principal    TEXT NULL,
    credential   TEXT NULL,
    action       TEXT NOT NULL,
    environment  TEXT NULL,
    name         TEXT COLLATE "C" NULL,
    version      BIGINT NULL,
    outcome      TEXT NOT NULL,
    address      TEXT NULL,
    request_id   TEXT NULL,
    count        BIGINT NOT NULL,
    hash         BYTEA NOT NULL,
    PRIMARY KEY (writer, sequence)
);
CREATE INDEX audit_event_time ON audit_event (time, writer, sequence);

CREATE TABLE audit_checkpoint (
    sequence  BIGINT PRIMARY KEY,
    time      BIGINT NOT NULL,
    heads     TEXT NOT NULL,
    key_id    TEXT NOT NULL,
    signature BYTEA NOT NULL
);
