-- One run of a model's build. key_hash is of the key that its child process logs in with; credential is the one that
-- started it, whose rights bound the build's. mac covers what the key is good for;
-- holder is the server process that its runner is connected to.
CREATE TABLE model_build (
    id             TEXT PRIMARY KEY,
    model_id       TEXT NOT NULL,
    environment_id TEXT NOT NULL REFERENCES environment (id),
    principal_id   TEXT NOT NULL REFERENCES principal (id),
    credential     TEXT NOT NULL,
    key_hash       BLOB NOT NULL,
    declared       TEXT NOT NULL,
    mac            BLOB NOT NULL,
    holder         TEXT NOT NULL,
    status         TEXT NOT NULL,
    started_at     INTEGER NOT NULL,
    finished_at    INTEGER NULL,
    exit_code      INTEGER NULL,
    summary        TEXT NULL
) WITHOUT ROWID;
CREATE INDEX model_build_started ON model_build (started_at, id);
CREATE INDEX model_build_running ON model_build (holder) WHERE finished_at IS NULL;

-- Lineage: which build used which version of which secret, through whom. Outlives the secret.
CREATE TABLE model_build_secret (
    environment_id TEXT NOT NULL,
    name           TEXT NOT NULL,
    build_id       TEXT NOT NULL REFERENCES model_build (id),
    version        INTEGER NOT NULL,
    principal      TEXT NOT NULL,
    first_at       INTEGER NOT NULL,
    last_at        INTEGER NOT NULL,
    reads          INTEGER NOT NULL,
    PRIMARY KEY (environment_id, name, build_id, version)
) WITHOUT ROWID;
CREATE INDEX model_build_secret_build ON model_build_secret (build_id);
