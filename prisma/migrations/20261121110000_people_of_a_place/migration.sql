-- The list of administrators by workspace and organization: besides each role, a person is listed under each place they hold a role in
-- (`workspace:<id>`), and under each role there (`workspace:<id>:<role>`).
CREATE FUNCTION facets_of(tenant uuid, person uuid) RETURNS TABLE (facet text, until timestamptz) LANGUAGE sql STABLE PARALLEL SAFE AS $$
  WITH held AS (
    SELECT g.role, g.scope::text || ':' || g.place_id AS place, coalesce(g.ends_at, 'infinity') AS until FROM role_grant g
    WHERE g.tenant_id = tenant AND g.administrator_id = person AND g.revoked_at IS NULL
  )
  SELECT role::text, max(held.until) FROM held GROUP BY role
  UNION ALL
  SELECT place, max(held.until) FROM held WHERE place IS NOT NULL GROUP BY place
  UNION ALL
  SELECT place || ':' || role, max(held.until) FROM held WHERE place IS NOT NULL GROUP BY place, role
  UNION ALL
  SELECT 'uneasy', 'infinity' FROM held HAVING is_uneasy(array_agg(role::text))
$$;

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
  RETURN NULL;
END $$;

-- What is there already.
INSERT INTO administrator_facet (tenant_id, facet, administrator_id, held_until, list_bucket, name_key, email_key, last_sign_in_key, created_at)
SELECT a.tenant_id, held.facet, a.id, held.until, a.list_bucket, a.name_key, a.email_key, a.last_sign_in_key, a.created_at
FROM administrator a JOIN (
  SELECT g.tenant_id, g.administrator_id, of_place.facet, max(coalesce(g.ends_at, 'infinity')) AS until FROM role_grant g
  CROSS JOIN LATERAL (VALUES (g.scope::text || ':' || g.place_id), (g.scope::text || ':' || g.place_id || ':' || g.role)) AS of_place (facet)
  WHERE g.revoked_at IS NULL AND g.place_id IS NOT NULL GROUP BY g.tenant_id, g.administrator_id, of_place.facet
) held ON held.tenant_id = a.tenant_id AND held.administrator_id = a.id;
