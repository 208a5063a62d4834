-- Whose OIDC tokens are exchanged for ours. Audiences are words separated by spaces.
CREATE TABLE identity_provider (
    name                  TEXT PRIMARY KEY,
    issuer                TEXT NOT NULL UNIQUE,
    audiences             TEXT NOT NULL,
    jwks_url              TEXT NULL,
    certificate_authority TEXT NULL,
    reusable_tokens       BIGINT NOT NULL,
    created_at            BIGINT NOT NULL,
    created_by            TEXT NOT NULL
);

-- Which of their tokens stand for which service account. Claims are lines of NAME=PATTERN.
CREATE TABLE identity_rule (
    id           TEXT PRIMARY KEY,
    name         TEXT NOT NULL UNIQUE,
    provider     TEXT NOT NULL REFERENCES identity_provider (name),
    principal_id TEXT NOT NULL REFERENCES principal (id),
    claims       TEXT NOT NULL,
    created_at   BIGINT NOT NULL,
    created_by   TEXT NOT NULL
);

-- Tokens that were exchanged and have not expired; the hash of one that may be exchanged only once.
CREATE TABLE workload_login (
    id         TEXT PRIMARY KEY,
    rule_id    TEXT NOT NULL,
    token_hash BYTEA NULL UNIQUE,
    expires_at BIGINT NOT NULL,
    mac        BYTEA NOT NULL
);
CREATE INDEX workload_login_expires ON workload_login (expires_at);
