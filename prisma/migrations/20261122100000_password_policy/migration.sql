-- The whole password policy, and when everybody was last asked for a new password. Defaults say what was true before.
ALTER TABLE tenant
  ADD COLUMN password_capitals integer NOT NULL DEFAULT 0 CHECK (password_capitals BETWEEN 0 AND 10),
  ADD COLUMN password_lowercase integer NOT NULL DEFAULT 0 CHECK (password_lowercase BETWEEN 0 AND 10),
  ADD COLUMN password_digits integer NOT NULL DEFAULT 0 CHECK (password_digits BETWEEN 0 AND 10),
  ADD COLUMN password_specials integer NOT NULL DEFAULT 0 CHECK (password_specials BETWEEN 0 AND 10),
  -- absent: never
  ADD COLUMN password_expiry_days integer CHECK (password_expiry_days BETWEEN 1 AND 730),
  ADD COLUMN password_refuse_common boolean NOT NULL DEFAULT true,
  ADD COLUMN password_refuse_own_words boolean NOT NULL DEFAULT true,
  -- older passwords are asked to change at the next sign-in: compared then, so that asking a million people writes one row
  ADD COLUMN password_change_asked_at timestamptz(3),
  ADD COLUMN password_version integer NOT NULL DEFAULT 1;

-- How many passwords are older than a day in the past.
CREATE INDEX password_credential_by_age ON password_credential (tenant_id, changed_at) INCLUDE (administrator_id, state);
