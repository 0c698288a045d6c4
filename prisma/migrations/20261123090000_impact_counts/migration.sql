-- What a policy would do to a million people is counted from two small indexes: who has which factors, a password, grace. Few values, so that
-- equal entries share one and stand in the order of the table.

-- Kinds as bits: an index keeps equal arrays apart. Who counts asks with the same function.
CREATE FUNCTION factor_mask(kinds factor_kind[]) RETURNS integer LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE WHEN 'totp' = ANY (kinds) THEN 1 ELSE 0 END + CASE WHEN 'passkey' = ANY (kinds) THEN 2 ELSE 0 END
$$;

ALTER TABLE administrator
  ADD COLUMN factor_mask integer NOT NULL GENERATED ALWAYS AS (factor_mask(factor_kinds)) STORED,
  -- whether there is a password, whatever its state; the trigger below keeps it
  ADD COLUMN has_password boolean NOT NULL DEFAULT false;
UPDATE administrator a SET has_password = true FROM password_credential c WHERE c.tenant_id = a.tenant_id AND c.administrator_id = a.id;
CREATE INDEX administrator_counted ON administrator (tenant_id, list_bucket, factor_mask, has_password, mfa_without_grace, mfa_bound_at);

CREATE FUNCTION administrator_follows_password() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  changed record;
BEGIN
  IF TG_OP = 'DELETE' THEN changed := OLD; ELSE changed := NEW; END IF;
  -- Of somebody who goes with their password there is nothing left to update.
  UPDATE administrator a SET has_password = (TG_OP = 'INSERT') WHERE a.tenant_id = changed.tenant_id AND a.id = changed.administrator_id AND a.has_password <> (TG_OP = 'INSERT');
  RETURN NULL;
END $$;
CREATE TRIGGER password_of_administrator AFTER INSERT OR DELETE ON password_credential FOR EACH ROW EXECUTE FUNCTION administrator_follows_password();

-- Whose grace counts from when: for ever past where there was none from the start, absent where it has not begun.
CREATE FUNCTION grace_from(without_grace boolean, bound_at timestamptz) RETURNS timestamptz LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN without_grace THEN '-infinity' ELSE bound_at END
$$;

ALTER TABLE administrator_facet
  ADD COLUMN factor_mask integer NOT NULL DEFAULT 0,
  ADD COLUMN grace_from timestamptz(3);
UPDATE administrator_facet f SET factor_mask = a.factor_mask, grace_from = grace_from(a.mfa_without_grace, a.mfa_bound_at)
FROM administrator a WHERE a.tenant_id = f.tenant_id AND a.id = f.administrator_id AND (a.factor_mask <> 0 OR a.mfa_without_grace OR a.mfa_bound_at IS NOT NULL);
CREATE INDEX administrator_facet_counted ON administrator_facet (tenant_id, facet, list_bucket, factor_mask, held_until);

CREATE OR REPLACE FUNCTION facets_follow_grants() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  -- Two grants of one person changed at once must see each other: the second waits here, and the next statements look anew.
  PERFORM FROM administrator a WHERE (a.tenant_id, a.id) IN (SELECT tenant_id, administrator_id FROM changed) ORDER BY a.tenant_id, a.id FOR NO KEY UPDATE;
  DELETE FROM administrator_facet f USING (SELECT DISTINCT tenant_id, administrator_id FROM changed) c
  WHERE f.tenant_id = c.tenant_id AND f.administrator_id = c.administrator_id;
  INSERT INTO administrator_facet (tenant_id, facet, administrator_id, held_until, list_bucket, name_key, email_key, last_sign_in_key, created_at, factor_mask, grace_from)
  SELECT a.tenant_id, held.facet, a.id, held.until, a.list_bucket, a.name_key, a.email_key, a.last_sign_in_key, a.created_at, a.factor_mask, grace_from(a.mfa_without_grace, a.mfa_bound_at)
  FROM (SELECT DISTINCT tenant_id, administrator_id FROM changed) c
  JOIN administrator a ON a.tenant_id = c.tenant_id AND a.id = c.administrator_id
  CROSS JOIN LATERAL facets_of(a.tenant_id, a.id) AS held;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION facets_follow_administrator() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  UPDATE administrator_facet SET list_bucket = NEW.list_bucket, name_key = NEW.name_key, email_key = NEW.email_key, last_sign_in_key = NEW.last_sign_in_key, created_at = NEW.created_at, factor_mask = NEW.factor_mask,
    grace_from = grace_from(NEW.mfa_without_grace, NEW.mfa_bound_at)
  WHERE tenant_id = NEW.tenant_id AND administrator_id = NEW.id;
  RETURN NULL;
END $$;
DROP TRIGGER facets_of_administrator ON administrator;
CREATE TRIGGER facets_of_administrator AFTER UPDATE ON administrator FOR EACH ROW
  WHEN ((OLD.list_bucket, OLD.name_key, OLD.email_key, OLD.last_sign_in_key, OLD.created_at, OLD.factor_mask, OLD.mfa_without_grace, OLD.mfa_bound_at)
    IS DISTINCT FROM (NEW.list_bucket, NEW.name_key, NEW.email_key, NEW.last_sign_in_key, NEW.created_at, NEW.factor_mask, NEW.mfa_without_grace, NEW.mfa_bound_at))
  EXECUTE FUNCTION facets_follow_administrator();
