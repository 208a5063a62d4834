-- Who read a secret, and on which day last (days since 1970, UTC). number is at least the reader's place among those of the
-- secret: one of ten or more has a row with a number of ten or more, and only these are looked through.
CREATE TABLE secret_reader (
    environment TEXT NOT NULL,
    name        TEXT NOT NULL,
    principal   TEXT NOT NULL,
    number      INTEGER NOT NULL,
    last_day    INTEGER NOT NULL,
    PRIMARY KEY (environment, name, principal)
) WITHOUT ROWID;
INSERT INTO secret_reader (environment, name, principal, number, last_day)
    SELECT environment, name, principal, ROW_NUMBER() OVER (PARTITION BY environment, name ORDER BY principal), MAX(time) / 86400000
    FROM audit_event WHERE action = 'secret.read' AND outcome = 'ok' AND environment IS NOT NULL AND name IS NOT NULL AND principal IS NOT NULL
    GROUP BY environment, name, principal;
CREATE INDEX secret_reader_many ON secret_reader (environment, name) WHERE number >= 10;

-- The orders of a list have what decides whether a secret needs attention, too: sorted by name or change it is read from them alone.
DROP INDEX secret_name;
DROP INDEX secret_updated;
CREATE INDEX secret_name ON secret (environment_id, name, id, deleted_at, created_at, current_version);
CREATE INDEX secret_updated ON secret (environment_id, updated_at, id, name, deleted_at, created_at, current_version);
