-- One index for each order of a list, within an environment. Each holds what decides whether a secret is on the list, so that
-- only the rows of the page itself are read.
DROP INDEX secret_name;
DROP INDEX secret_created;
DROP INDEX secret_updated;
CREATE INDEX secret_name ON secret (environment_id, name, id, deleted_at);
CREATE INDEX secret_created ON secret (environment_id, created_at, id, name, deleted_at);
CREATE INDEX secret_updated ON secret (environment_id, updated_at, id, name, deleted_at);

-- What may need somebody's attention.
CREATE INDEX secret_expiring ON secret (environment_id, expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX secret_never_rotated ON secret (environment_id, created_at, id, updated_at, deleted_at) WHERE current_version = 1;
