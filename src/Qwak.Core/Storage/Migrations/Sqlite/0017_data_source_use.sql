-- Lineage: which data source used which version of which secret. Goes with the source.
CREATE TABLE data_source_use (
    environment_id TEXT NOT NULL,
    secret_name    TEXT NOT NULL,
    source_id      TEXT NOT NULL,
    version        INTEGER NOT NULL,
    first_at       INTEGER NOT NULL,
    last_at        INTEGER NOT NULL,
    uses           INTEGER NOT NULL,
    PRIMARY KEY (environment_id, secret_name, source_id, version)
) WITHOUT ROWID;
CREATE INDEX data_source_use_source ON data_source_use (source_id);
