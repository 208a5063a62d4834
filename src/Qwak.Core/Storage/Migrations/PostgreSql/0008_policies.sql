-- A deleted principal keeps its row, so that its name never stands for another id.
ALTER TABLE principal ADD COLUMN deleted_at BIGINT NULL;

-- Each list is words separated by spaces.
CREATE TABLE policy (
    name         TEXT PRIMARY KEY,
    is_deny      BIGINT NOT NULL,
    principals   TEXT NOT NULL,
    actions      TEXT NOT NULL,
    environments TEXT NOT NULL,
    names        TEXT NOT NULL,
    updated_at   BIGINT NOT NULL,
    updated_by   TEXT NOT NULL
);

CREATE TABLE principal_group (
    id         TEXT PRIMARY KEY,
    name       TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL
);

CREATE TABLE group_member (
    group_id     TEXT NOT NULL REFERENCES principal_group (id),
    principal_id TEXT NOT NULL REFERENCES principal (id),
    PRIMARY KEY (group_id, principal_id)
);

-- One MAC over all that says who may do what: principals, roles, groups, policies. The revision stands in the event too.
CREATE TABLE access_seal (
    id       BIGINT PRIMARY KEY CHECK (id = 1),
    revision BIGINT NOT NULL,
    mac      BYTEA NOT NULL
);
