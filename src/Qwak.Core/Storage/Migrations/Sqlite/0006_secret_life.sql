-- Which row an event changed, and the row's revision after it: a row that is older than its last event was put back.
ALTER TABLE audit_event ADD COLUMN row_id TEXT NULL;
ALTER TABLE audit_event ADD COLUMN revision INTEGER NULL;
CREATE INDEX audit_event_row ON audit_event (row_id, revision) WHERE row_id IS NOT NULL;

-- Revision 0 is a row from before rows had a MAC.
ALTER TABLE secret ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
ALTER TABLE secret ADD COLUMN mac BLOB NULL;
ALTER TABLE secret ADD COLUMN readable_versions TEXT NOT NULL DEFAULT '';
ALTER TABLE secret ADD COLUMN description TEXT NULL;
ALTER TABLE secret ADD COLUMN owner TEXT NULL;
ALTER TABLE secret ADD COLUMN tags TEXT NULL;
ALTER TABLE secret ADD COLUMN expires_at INTEGER NULL;
ALTER TABLE secret ADD COLUMN is_sensitive INTEGER NOT NULL DEFAULT 1;
CREATE INDEX secret_version_deleted ON secret_version (deleted_at) WHERE deleted_at IS NOT NULL;

ALTER TABLE api_key ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
ALTER TABLE api_key ADD COLUMN mac BLOB NULL;
ALTER TABLE access_token ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
ALTER TABLE access_token ADD COLUMN mac BLOB NULL;

ALTER TABLE environment ADD COLUMN has_purge_protection INTEGER NOT NULL DEFAULT 0;

-- How often a secret was read and used on a day (days since 1970, UTC): outlives the audit events.
CREATE TABLE secret_usage (
    environment TEXT NOT NULL,
    name        TEXT NOT NULL,
    day         INTEGER NOT NULL,
    reads       INTEGER NOT NULL,
    uses        INTEGER NOT NULL,
    last_at     INTEGER NOT NULL,
    last_by     TEXT NULL,
    PRIMARY KEY (environment, name, day)
) WITHOUT ROWID;

-- Up to which event of each writer the usage has been counted.
CREATE TABLE secret_usage_position (
    writer   INTEGER PRIMARY KEY,
    sequence INTEGER NOT NULL
);
