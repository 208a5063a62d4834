-- Which row an event changed, and the row's revision after it: a row that is older than its last event was put back.
ALTER TABLE audit_event ADD COLUMN row_id TEXT NULL;
ALTER TABLE audit_event ADD COLUMN revision BIGINT NULL;
CREATE INDEX audit_event_row ON audit_event (row_id, revision) WHERE row_id IS NOT NULL;

-- Revision 0 is a row from before rows had a MAC.
ALTER TABLE secret ADD COLUMN revision BIGINT NOT NULL DEFAULT 0;
ALTER TABLE secret ADD COLUMN mac BYTEA NULL;
ALTER TABLE secret ADD COLUMN readable_versions TEXT NOT NULL DEFAULT '';
ALTER TABLE secret ADD COLUMN description TEXT NULL;
ALTER TABLE secret ADD COLUMN owner TEXT NULL;
ALTER TABLE secret ADD COLUMN tags TEXT NULL;
ALTER TABLE secret ADD COLUMN expires_at BIGINT NULL;
ALTER TABLE secret ADD COLUMN is_sensitive BIGINT NOT NULL DEFAULT 1;
CREATE INDEX secret_version_deleted ON secret_version (deleted_at) WHERE deleted_at IS NOT NULL;

ALTER TABLE api_key ADD COLUMN revision BIGINT NOT NULL DEFAULT 0;
ALTER TABLE api_key ADD COLUMN mac BYTEA NULL;
ALTER TABLE access_token ADD COLUMN revision BIGINT NOT NULL DEFAULT 0;
ALTER TABLE access_token ADD COLUMN mac BYTEA NULL;

ALTER TABLE environment ADD COLUMN has_purge_protection BIGINT NOT NULL DEFAULT 0;

-- How often a secret was read and used on a day (days since 1970, UTC): outlives the audit events.
CREATE TABLE secret_usage (
    environment TEXT NOT NULL,
    name        TEXT NOT NULL,
    day         BIGINT NOT NULL,
    reads       BIGINT NOT NULL,
    uses        BIGINT NOT NULL,
    last_at     BIGINT NOT NULL,
    last_by     TEXT NULL,
    PRIMARY KEY (environment, name, day)
);

-- Up to which event of each writer the usage has been counted.
CREATE TABLE secret_usage_position (
    writer   BIGINT PRIMARY KEY,
    sequence BIGINT NOT NULL
);
