-- Where a secret may be sent: HOST:PORT, separated by spaces. Covered by the row's MAC.
ALTER TABLE secret ADD COLUMN destinations TEXT NULL;

-- Definitions of data sources, as the wire has them. The owner is who registered it last.
CREATE TABLE data_source (
    id             TEXT PRIMARY KEY,
    environment_id TEXT NOT NULL REFERENCES environment (id),
    name           TEXT NOT NULL,
    spec           BYTEA NOT NULL,
    owner_id       TEXT NOT NULL REFERENCES principal (id),
    created_at     BIGINT NOT NULL,
    created_by     TEXT NOT NULL,
    updated_at     BIGINT NOT NULL,
    updated_by     TEXT NOT NULL,
    revision       BIGINT NOT NULL,
    mac            BYTEA NOT NULL,
    UNIQUE (environment_id, name)
);

-- Which secrets a source names: an index of its definition.
CREATE TABLE data_source_secret (
    environment_id TEXT NOT NULL REFERENCES environment (id),
    secret_name    TEXT NOT NULL,
    source_id      TEXT NOT NULL REFERENCES data_source (id),
    PRIMARY KEY (environment_id, secret_name, source_id)
);
CREATE INDEX data_source_secret_source ON data_source_secret (source_id);
