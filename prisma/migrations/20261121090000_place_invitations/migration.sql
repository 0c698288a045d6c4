-- Whoever invites from within a place sees, until that person next signs in, only the address they typed themselves: so it is kept
-- with the role, in its canonical form, and says the same for people the tenant knew and people it did not.
ALTER TABLE role_grant ADD COLUMN invited_as text CHECK (invited_as IS NULL OR (char_length(invited_as) BETWEEN 3 AND 254 AND scope <> 'tenant'));

-- What still waits for its person to sign in, so that signing in costs one look at an index.
CREATE INDEX role_grant_unseen ON role_grant (tenant_id, administrator_id) WHERE seen_at IS NULL AND invited_as IS NOT NULL;
