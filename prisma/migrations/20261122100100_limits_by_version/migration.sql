-- Brute-force protection and session limits are changed on pages of their own: of two at once the second is told.
ALTER TABLE tenant
  ADD COLUMN brute_force_version integer NOT NULL DEFAULT 1,
  ADD COLUMN session_policy_version integer NOT NULL DEFAULT 1;
