-- The list of administrators at a million people: every filter and every sort is read along an index, fifty rows at a time.

-- ── What a search compares ──────────────────────────────────────────────────────────────────────────────────────────
-- Small letters without accents, and every letter beyond ASCII spelled as z<code>z: pg_trgm follows the locale of the database,
-- and in the C locale it sees no letters in names of most of the world's scripts.
CREATE FUNCTION search_form(words text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE WHEN words ~ '^[\x01-\x7f]*$' THEN lower(words COLLATE "und-x-icu") ELSE (
    SELECT coalesce(string_agg(CASE WHEN ascii(letter) < 128 THEN letter ELSE 'z' || to_hex(ascii(letter)) || 'z' END, '' ORDER BY place), '')
    FROM regexp_split_to_table(regexp_replace(lower(normalize(words, NFKD) COLLATE "und-x-icu"), '[\u0300-\u036f]', '', 'g'), '') WITH ORDINALITY AS spelled (letter, place)
  ) END
$$;

-- What to compare it with: any part from three letters on, the beginning of a word below that; null where there is nothing to look for.
CREATE FUNCTION search_pattern(words text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE WHEN form ~ '[a-z0-9]' THEN CASE WHEN char_length(words) < 3 THEN '% ' ELSE '%' END || replace(replace(replace(form, '\', '\\'), '%', '\%'), '_', '\_') || '%' END
  FROM (SELECT search_form(words) AS form) AS searched
$$;

DROP INDEX administrator_search, administrator_by_name, administrator_by_email, administrator_by_status, administrator_by_last_sign_in, administrator_by_added;
ALTER TABLE administrator
  DROP COLUMN search_key,
  -- starts with a space, so that every word does
  ADD COLUMN search_key text NOT NULL COLLATE "C" GENERATED ALWAYS AS (
    search_form(' ' || given_name || ' ' || family_name || ' ' || email || CASE WHEN lower(email) = email_key THEN '' ELSE ' ' || email_key END)) STORED,
  ADD COLUMN last_sign_in_key timestamptz(3) NOT NULL GENERATED ALWAYS AS (coalesce(last_sign_in_at, '-infinity')) STORED,
  -- What the list is filtered by, as one number: status × second factor. Deleted people are 6 and 7.
  ADD COLUMN list_bucket integer NOT NULL GENERATED ALWAYS AS (
    CASE status WHEN 'new' THEN 0 WHEN 'active' THEN 2 WHEN 'inactive' THEN 4 ELSE 6 END + CASE WHEN factor_enrolled_at IS NULL THEN 0 ELSE 1 END) STORED;
CREATE INDEX administrator_by_name ON administrator (tenant_id, list_bucket, name_key, id);
CREATE INDEX administrator_by_email ON administrator (tenant_id, list_bucket, email_key, id);
CREATE INDEX administrator_by_last_sign_in ON administrator (tenant_id, list_bucket, last_sign_in_key, id);
-- the leanest of the four counts, too: what filters by invitation need not look at the rows
CREATE INDEX administrator_by_added ON administrator (tenant_id, list_bucket, created_at, id) INCLUDE (invitation_expires_at);
CREATE INDEX administrator_search ON administrator USING gin (tenant_id, search_key gin_trgm_ops);

-- The same rule as before. coalesce() hides this index from every query: on a table without statistics yet (a first bulk load) the
-- planner found the grants of a person by it, reading all grants of the tenant for each.
ALTER TABLE role_grant DROP CONSTRAINT role_grant_no_overlap;
ALTER TABLE role_grant ADD CONSTRAINT role_grant_no_overlap EXCLUDE USING gist (
  (coalesce(tenant_id, tenant_id)) WITH =, (coalesce(administrator_id, administrator_id)) WITH =, role WITH =,
  (coalesce(workspace_id, organization_id, '00000000-0000-0000-0000-000000000000'::uuid)) WITH =, kind WITH =, tstzrange(starts_at, ends_at) WITH &&
) WHERE (revoked_at IS NULL);

-- ── Who is listed under which role ──────────────────────────────────────────────────────────────────────────────────
CREATE FUNCTION is_uneasy(roles text[]) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT roles @> '{client_admin,client_security_admin}' OR roles @> '{super_admin,client_compliance_auditor}'
    OR ('auditor' = ANY (roles) AND roles && '{client_owner,client_admin,client_security_admin,client_compliance_auditor,governance_operator,approver,requester,super_admin,business_admin,workspace_admin}')
$$;

-- One row for each role a person holds (facet: the role's key), and one named 'uneasy' for roles that should not meet, with the keys
-- the list sorts by. Only the triggers below write it; whoever reads it must still see held_until > now.
CREATE TABLE administrator_facet (
  tenant_id uuid NOT NULL,
  facet text NOT NULL COLLATE "C",
  administrator_id uuid NOT NULL,
  held_until timestamptz(3) NOT NULL,
  list_bucket integer NOT NULL,
  name_key text NOT NULL COLLATE "und-x-icu",
  email_key text NOT NULL COLLATE "C",
  last_sign_in_key timestamptz(3) NOT NULL,
  created_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, administrator_id, facet),
  FOREIGN KEY (tenant_id, administrator_id) REFERENCES administrator (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX administrator_facet_by_name ON administrator_facet (tenant_id, facet, list_bucket, name_key, administrator_id);
CREATE INDEX administrator_facet_by_email ON administrator_facet (tenant_id, facet, list_bucket, email_key, administrator_id);
CREATE INDEX administrator_facet_by_last_sign_in ON administrator_facet (tenant_id, facet, list_bucket, last_sign_in_key, administrator_id);
CREATE INDEX administrator_facet_by_added ON administrator_facet (tenant_id, facet, list_bucket, created_at, administrator_id) INCLUDE (held_until);

CREATE FUNCTION facets_follow_grants() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  -- Two grants of one person changed at once must see each other: the second waits here, and the next statements look anew.
  PERFORM FROM administrator a WHERE (a.tenant_id, a.id) IN (SELECT tenant_id, administrator_id FROM changed) ORDER BY a.tenant_id, a.id FOR NO KEY UPDATE;
  DELETE FROM administrator_facet f USING (SELECT DISTINCT tenant_id, administrator_id FROM changed) c
  WHERE f.tenant_id = c.tenant_id AND f.administrator_id = c.administrator_id;
  INSERT INTO administrator_facet (tenant_id, facet, administrator_id, held_until, list_bucket, name_key, email_key, last_sign_in_key, created_at)
  SELECT a.tenant_id, held.facet, a.id, held.until, a.list_bucket, a.name_key, a.email_key, a.last_sign_in_key, a.created_at
  FROM (SELECT DISTINCT tenant_id, administrator_id FROM changed) c
  JOIN administrator a ON a.tenant_id = c.tenant_id AND a.id = c.administrator_id
  CROSS JOIN LATERAL (
    WITH roles AS (
      SELECT g.role, max(coalesce(g.ends_at, 'infinity')) AS until FROM role_grant g
      WHERE g.tenant_id = a.tenant_id AND g.administrator_id = a.id AND g.revoked_at IS NULL GROUP BY g.role
    )
    SELECT role AS facet, until FROM roles
    UNION ALL
    SELECT 'uneasy', 'infinity' FROM roles HAVING is_uneasy(array_agg(role::text))
  ) held;
  RETURN NULL;
END $$;
CREATE TRIGGER facets_after_insert AFTER INSERT ON role_grant REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION facets_follow_grants();
CREATE TRIGGER facets_after_update AFTER UPDATE ON role_grant REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION facets_follow_grants();
CREATE TRIGGER facets_after_delete AFTER DELETE ON role_grant REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION facets_follow_grants();

CREATE FUNCTION facets_follow_administrator() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  UPDATE administrator_facet SET list_bucket = NEW.list_bucket, name_key = NEW.name_key, email_key = NEW.email_key, last_sign_in_key = NEW.last_sign_in_key, created_at = NEW.created_at
  WHERE tenant_id = NEW.tenant_id AND administrator_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER facets_of_administrator AFTER UPDATE ON administrator FOR EACH ROW
  WHEN ((OLD.list_bucket, OLD.name_key, OLD.email_key, OLD.last_sign_in_key, OLD.created_at) IS DISTINCT FROM (NEW.list_bucket, NEW.name_key, NEW.email_key, NEW.last_sign_in_key, NEW.created_at))
  EXECUTE FUNCTION facets_follow_administrator();

-- What is there already.
INSERT INTO administrator_facet (tenant_id, facet, administrator_id, held_until, list_bucket, name_key, email_key, last_sign_in_key, created_at)
SELECT a.tenant_id, held.facet, a.id, held.until, a.list_bucket, a.name_key, a.email_key, a.last_sign_in_key, a.created_at
FROM administrator a JOIN (
  WITH roles AS (
    SELECT tenant_id, administrator_id, role, max(coalesce(ends_at, 'infinity')) AS until FROM role_grant WHERE revoked_at IS NULL GROUP BY tenant_id, administrator_id, role
  )
  SELECT tenant_id, administrator_id, role AS facet, until FROM roles
  UNION ALL
  SELECT tenant_id, administrator_id, 'uneasy', 'infinity' FROM roles GROUP BY tenant_id, administrator_id HAVING is_uneasy(array_agg(role::text))
) held ON held.tenant_id = a.tenant_id AND held.administrator_id = a.id;

GRANT SELECT ON administrator_facet TO castellan_app;
REVOKE INSERT, UPDATE, DELETE ON administrator_facet FROM castellan_app;
