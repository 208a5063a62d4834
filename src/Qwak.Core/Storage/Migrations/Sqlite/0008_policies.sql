-- A deleted principal keeps its row, so that its name never stands for another id.
ALTER TABLE principal ADD COLUMN deleted_at INTEGER NULL;

-- Each list is words separated by spaces.
CREATE TABLE policy (
    name         TEXT PRIMARY KEY,
    is_deny      INTEGER NOT NULL,
    principals   TEXT NOT NULL,
    actions      TEXT NOT NULL,
    environments TEXT NOT NULL,
    names        TEXT NOT NULL,
    updated_at   INTEGER NOT NULL,
    updated_by   TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE principal_group (
    id         TEXT PRIMARY KEY,
    name       TEXT NOT NULL UNIQUE,
    created_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE group_member (
    group_id     TEXT NOT NULL REFERENCES principal_group (id),
    principal_id TEXT NOT NULL REFERENCES principal (id),
    PRIMARY KEY (group_id, principal_id)
) WITHOUT ROWID;

-- One MAC over all that says who may do what: principals, roles, groups, policies. The revision stands in the event too.
CREATE TABLE access_seal (
    id       INTEGER PRIMARY KEY CHECK (id = 1),
    revision INTEGER NOT NULL,
    mac      BLOB NOT NULL
);
