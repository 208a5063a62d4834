-- A rewrap goes through what is under an older key, and a key that nothing is under is destroyed.
CREATE INDEX secret_version_key ON secret_version (key_id, secret_id, version);
