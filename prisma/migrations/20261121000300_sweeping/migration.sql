-- Housekeeping looks at what is old every hour; none of it may read a whole table.
CREATE INDEX session_open ON session (expires_at) WHERE ended_at IS NULL;
CREATE INDEX session_ended ON session (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX link_token_age ON link_token (expires_at);
CREATE INDEX sign_in_attempt_age ON sign_in_attempt (updated_at);
CREATE INDEX sign_in_streak_age ON sign_in_streak (updated_at);
CREATE INDEX rate_bucket_age ON rate_bucket (updated_at);
CREATE INDEX stranger_failure_digested ON stranger_failure (digested_at) WHERE digested_at IS NOT NULL;
