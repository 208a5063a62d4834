-- What users sign in to the web UI as a client of; the secret is sealed. Both are null for a provider of workloads alone.
ALTER TABLE identity_provider ADD COLUMN client_id TEXT NULL;
ALTER TABLE identity_provider ADD COLUMN client_secret BLOB NULL;
