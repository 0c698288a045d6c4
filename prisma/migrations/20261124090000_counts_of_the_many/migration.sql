-- What an MFA policy would do to a million people, whichever roles it names: a person's roles stand in their row, as one word. People with
-- the same roles and factors share one entry of an index, and a policy is judged once for each such group, not once for each person.

-- The roles that are held at a moment, in the order of their keys: 'auditor,member'; and when the first of them ends.
CREATE FUNCTION roles_of(tenant uuid, person uuid, at timestamptz) RETURNS TABLE (held text, until timestamptz) LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT coalesce(string_agg(r.role, ',' ORDER BY r.role COLLATE "C"), ''), nullif(min(r.until), 'infinity') FROM (
    SELECT g.role::text AS role, max(coalesce(g.ends_at, 'infinity')) AS until FROM role_grant g
    WHERE g.tenant_id = tenant AND g.administrator_id = person AND g.revoked_at IS NULL GROUP BY g.role
  ) r WHERE r.until > at
$$;

ALTER TABLE administrator
  ADD COLUMN roles_held text COLLATE "C" NOT NULL DEFAULT '',
  -- from this moment on roles_held says too much: whoever counts then asks the grants, until housekeeping has written it anew
  ADD COLUMN roles_until timestamptz(3);
UPDATE administrator a SET roles_held = r.held, roles_until = r.until FROM administrator p CROSS JOIN LATERAL roles_of(p.tenant_id, p.id, castellan_now() - interval '1 hour') r
WHERE a.tenant_id = p.tenant_id AND a.id = p.id AND r.held <> '';

DROP INDEX administrator_counted;
CREATE INDEX administrator_counted ON administrator (tenant_id, list_bucket, roles_held, factor_mask, has_password, mfa_without_grace, mfa_bound_at, roles_until);
CREATE INDEX administrator_roles_until ON administrator (tenant_id, roles_until) WHERE roles_until IS NOT NULL;

-- The copies beside each role served the same counts: two columns and an index less to write at each sign-in.
DROP TRIGGER facets_of_administrator ON administrator;
DROP INDEX administrator_facet_counted;
ALTER TABLE administrator_facet DROP COLUMN factor_mask, DROP COLUMN grace_from;
DROP FUNCTION grace_from(boolean, timestamptz);

CREATE OR REPLACE FUNCTION facets_follow_grants() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  -- Two grants of one person changed at once must see each other: the second waits here, and the next statements look anew.
  PERFORM FROM administrator a WHERE (a.tenant_id, a.id) IN (SELECT tenant_id, administrator_id FROM changed) ORDER BY a.tenant_id, a.id FOR NO KEY UPDATE;
  DELETE FROM administrator_facet f USING (SELECT DISTINCT tenant_id, administrator_id FROM changed) c
  WHERE f.tenant_id = c.tenant_id AND f.administrator_id = c.administrator_id;
  INSERT INTO administrator_facet (tenant_id, facet, administrator_id, held_until, list_bucket, name_key, email_key, last_sign_in_key, created_at)
  SELECT a.tenant_id, held.facet, a.id, held.until, a.list_bucket, a.name_key, a.email_key, a.last_sign_in_key, a.created_at
  FROM (SELECT DISTINCT tenant_id, administrator_id FROM changed) c
  JOIN administrator a ON a.tenant_id = c.tenant_id AND a.id = c.administrator_id
  CROSS JOIN LATERAL facets_of(a.tenant_id, a.id) AS held;
  -- As they were an hour ago: a clock that ran ahead for less has nobody forget a role that is held.
  UPDATE administrator a SET roles_held = r.held, roles_until = r.until
  FROM (SELECT DISTINCT tenant_id, administrator_id FROM changed) c CROSS JOIN LATERAL roles_of(c.tenant_id, c.administrator_id, castellan_now() - interval '1 hour') r
  WHERE a.tenant_id = c.tenant_id AND a.id = c.administrator_id AND (a.roles_held, a.roles_until) IS DISTINCT FROM (r.held, r.until::timestamptz(3));
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION facets_follow_administrator() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  UPDATE administrator_facet SET list_bucket = NEW.list_bucket, name_key = NEW.name_key, email_key = NEW.email_key, last_sign_in_key = NEW.last_sign_in_key, created_at = NEW.created_at
  WHERE tenant_id = NEW.tenant_id AND administrator_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER facets_of_administrator AFTER UPDATE ON administrator FOR EACH ROW
  WHEN ((OLD.list_bucket, OLD.name_key, OLD.email_key, OLD.last_sign_in_key, OLD.created_at) IS DISTINCT FROM (NEW.list_bucket, NEW.name_key, NEW.email_key, NEW.last_sign_in_key, NEW.created_at))
  EXECUTE FUNCTION facets_follow_administrator();

-- ── Passwords by the hour they were chosen ───────────────────────────────────────────────────────────────────────────
-- Whose password an expiry reaches is counted by hours, of people in active status alone; only the hour of the limit is looked at one by one.
ALTER TABLE password_credential
  -- whether its person is in active status; the triggers below keep it
  ADD COLUMN of_active boolean NOT NULL DEFAULT false,
  ADD COLUMN changed_hour integer NOT NULL GENERATED ALWAYS AS (floor(extract(epoch FROM changed_at AT TIME ZONE 'UTC') / 3600)::integer) STORED;
UPDATE password_credential c SET of_active = true FROM administrator a WHERE a.tenant_id = c.tenant_id AND a.id = c.administrator_id AND a.status = 'active';
DROP INDEX password_credential_by_age;
CREATE INDEX password_credential_by_hour ON password_credential (tenant_id, of_active, state, changed_hour);

CREATE FUNCTION password_knows_status() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- The lock keeps the status as it is read here until this is stored: whoever changes it next finds the password.
  SELECT a.status = 'active' INTO NEW.of_active FROM administrator a WHERE a.tenant_id = NEW.tenant_id AND a.id = NEW.administrator_id FOR SHARE;
  NEW.of_active := coalesce(NEW.of_active, false);
  RETURN NEW;
END $$;
CREATE TRIGGER status_of_password BEFORE INSERT ON password_credential FOR EACH ROW EXECUTE FUNCTION password_knows_status();

CREATE FUNCTION password_follows_status() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE password_credential SET of_active = (NEW.status = 'active') WHERE tenant_id = NEW.tenant_id AND administrator_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER password_of_status AFTER UPDATE OF status ON administrator FOR EACH ROW
  WHEN ((OLD.status = 'active') IS DISTINCT FROM (NEW.status = 'active')) EXECUTE FUNCTION password_follows_status();
