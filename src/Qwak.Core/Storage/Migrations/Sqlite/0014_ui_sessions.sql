-- Sessions of the web UI. The MAC covers the row and the random part of the cookie, which is not stored.
CREATE TABLE ui_session (
    id           TEXT PRIMARY KEY,
    principal_id TEXT NOT NULL REFERENCES principal (id),
    credential   TEXT NOT NULL,
    expires_at   INTEGER NOT NULL,
    mac          BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX ui_session_principal ON ui_session (principal_id);
