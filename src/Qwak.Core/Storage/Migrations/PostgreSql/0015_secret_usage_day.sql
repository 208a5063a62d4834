-- How often the secrets of an environment were read and used on a day: the sum of secret_usage, kept beside it.
CREATE TABLE secret_usage_day (
    environment TEXT NOT NULL,
    day         BIGINT NOT NULL,
    reads       BIGINT NOT NULL,
    uses        BIGINT NOT NULL,
    PRIMARY KEY (environment, day)
);
INSERT INTO secret_usage_day (environment, day, reads, uses)
    SELECT environment, day, SUM(reads), SUM(uses) FROM secret_usage GROUP BY environment, day;
