-- Our own key of a SAML connection rolls over: one that is to follow it, and after that the one before, which only opens what is still encrypted for it.
ALTER TYPE sso_stage ADD VALUE 'previous';
ALTER TABLE sso_credential ADD CHECK (stage::text <> 'previous' OR kind = 'service_key');

-- By a key of ours nobody is believed: what the provider says of people is vouched for as before. Whether a new one works is for whoever puts it in use to prove.
CREATE OR REPLACE FUNCTION sso_connection_follows_credentials() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  changed record;
BEGIN
  IF TG_OP = 'DELETE' THEN changed := OLD; ELSE changed := NEW; END IF;
  IF changed.kind = 'service_key'
    OR TG_OP = 'UPDATE' AND (NEW.kind, NEW.stage, NEW.fingerprint) IS NOT DISTINCT FROM (OLD.kind, OLD.stage, OLD.fingerprint)
    OR TG_OP <> 'UPDATE' AND changed.stage = 'next' THEN
    RETURN NULL;
  END IF;
  UPDATE sso_connection SET material_version = material_version + 1 WHERE tenant_id = changed.tenant_id AND id = changed.connection_id;
  RETURN NULL;
END $$;
