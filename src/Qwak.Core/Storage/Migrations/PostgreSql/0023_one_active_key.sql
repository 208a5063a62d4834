-- Two would leave it open which of them encrypts.
CREATE UNIQUE INDEX key_encryption_key_active ON key_encryption_key (is_active) WHERE is_active = 1;
