-- Single sign-on: connections to identity providers (OpenID Connect and SAML 2.0), what they prove, whom they know, and what they hand out.

ALTER TYPE grant_source ADD VALUE 'sso';
ALTER TYPE session_end ADD VALUE 'connection_changed';
CREATE TYPE sso_protocol AS ENUM ('oidc', 'saml');
CREATE TYPE sso_purpose AS ENUM ('sign_in', 'link', 'prove');
CREATE TYPE sso_credential_kind AS ENUM ('client_secret', 'client_key', 'provider_certificate', 'service_key');
CREATE TYPE sso_stage AS ENUM ('current', 'next');

-- ── Connections ─────────────────────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE sso_connection (
  tenant_id uuid NOT NULL REFERENCES tenant (id),
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  protocol sso_protocol NOT NULL,
  name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 60),
  logo bytea CHECK (octet_length(logo) BETWEEN 1 AND 65536),
  logo_type text CHECK (logo_type IN ('image/png', 'image/jpeg', 'image/webp')),
  position integer NOT NULL CHECK (position >= 0),
  hidden boolean NOT NULL DEFAULT false,
  disabled boolean NOT NULL DEFAULT false,
  -- OpenID Connect
  issuer text CHECK (char_length(issuer) BETWEEN 8 AND 500),
  client_id text CHECK (char_length(client_id) BETWEEN 1 AND 500),
  client_auth text CHECK (client_auth IN ('client_secret_basic', 'client_secret_post', 'private_key_jwt')),
  scopes text[] NOT NULL DEFAULT '{}' CHECK (cardinality(scopes) <= 20),
  -- SAML 2.0
  entity_id text CHECK (char_length(entity_id) BETWEEN 1 AND 1024),
  sign_on_url text CHECK (char_length(sign_on_url) BETWEEN 8 AND 1024),
  sign_on_binding text CHECK (sign_on_binding IN ('redirect', 'post')),
  metadata_url text CHECK (char_length(metadata_url) BETWEEN 8 AND 1024),
  metadata_read_at timestamptz(3),
  sign_requests boolean NOT NULL DEFAULT false,
  response_must_be_signed boolean NOT NULL DEFAULT false,
  -- which claims or attributes say what. Whom they mean is never taken from an address: only these say it
  subject_claims text[] NOT NULL DEFAULT '{sub}' CHECK (subject_claims IN ('{sub}', '{tid,oid}', '{NameID}')),
  email_claim text NOT NULL CHECK (char_length(email_claim) BETWEEN 1 AND 200),
  given_name_claim text NOT NULL CHECK (char_length(given_name_claim) BETWEEN 1 AND 200),
  family_name_claim text NOT NULL CHECK (char_length(family_name_claim) BETWEEN 1 AND 200),
  groups_claim text NOT NULL CHECK (char_length(groups_claim) BETWEEN 1 AND 200),
  -- values of amr, acr or AuthnContextClassRef that count as a second factor given there; none: ours is always asked for
  trusted_mfa_values text[] NOT NULL DEFAULT '{}' CHECK (cardinality(trusted_mfa_values) <= 20),
  just_in_time boolean NOT NULL DEFAULT false,
  -- rises with every change of issuer, keys or certificates: what was proved before counts no more
  material_version integer NOT NULL DEFAULT 1,
  -- the owner whom the editor named to prove it in their place
  prover_id uuid,
  -- Required for its bound domains, by this proof of this very material. Unless confirmed from a session made through it by then, it is not any more.
  required_proof_id uuid,
  required_since timestamptz(3),
  required_until timestamptz(3),
  required_by_id uuid,
  required_confirmed_at timestamptz(3),
  required_confirmed_session_id uuid,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT castellan_now(),
  created_by_id uuid,
  PRIMARY KEY (tenant_id, id),
  CHECK ((logo IS NULL) = (logo_type IS NULL)),
  CHECK ((protocol = 'oidc') = (issuer IS NOT NULL AND client_id IS NOT NULL AND client_auth IS NOT NULL)),
  CHECK (protocol <> 'oidc' OR 'openid' = ANY (scopes)),
  CHECK (protocol <> 'oidc' OR (entity_id IS NULL AND sign_on_url IS NULL AND sign_on_binding IS NULL AND metadata_url IS NULL)),
  CHECK ((protocol = 'saml') = (entity_id IS NOT NULL AND sign_on_url IS NOT NULL AND sign_on_binding IS NOT NULL)),
  CHECK (protocol <> 'saml' OR (issuer IS NULL AND client_id IS NULL AND client_auth IS NULL)),
  CHECK ((protocol = 'saml') = (subject_claims = '{NameID}')),
  CHECK (num_nulls(required_proof_id, required_since, required_until, required_by_id) IN (0, 4)),
  CHECK (required_until > required_since),
  CHECK ((required_confirmed_at IS NULL) = (required_confirmed_session_id IS NULL)),
  CHECK (required_confirmed_at IS NULL OR (required_since IS NOT NULL AND required_confirmed_at >= required_since AND required_confirmed_at < required_until)),
  CHECK (NOT (disabled AND required_since IS NOT NULL))
);
CREATE INDEX sso_connection_order ON sso_connection (tenant_id, position, id);
CREATE UNIQUE INDEX sso_connection_name ON sso_connection (tenant_id, lower(name));

-- A comparison with the clock, and no job: out of time, it is as if nobody had ever asked for it.
CREATE FUNCTION sso_is_required(connection sso_connection, at timestamptz) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (connection).required_since IS NOT NULL AND ((connection).required_confirmed_at IS NOT NULL OR at < (connection).required_until)
$$;

-- A round trip through it, with what it was made of then.
CREATE TABLE sso_proof (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  connection_id uuid NOT NULL,
  material_version integer NOT NULL,
  administrator_id uuid NOT NULL,
  session_id uuid NOT NULL,
  at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, connection_id, id, material_version),
  FOREIGN KEY (tenant_id, connection_id) REFERENCES sso_connection (tenant_id, id) ON DELETE CASCADE
);
ALTER TABLE sso_connection ADD FOREIGN KEY (tenant_id, id, required_proof_id, material_version) REFERENCES sso_proof (tenant_id, connection_id, id, material_version);

CREATE FUNCTION sso_connection_keeps_to_its_proof() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.protocol <> OLD.protocol OR NEW.material_version < OLD.material_version THEN
    RAISE EXCEPTION 'a connection keeps its protocol, and what was proved is not proved again' USING ERRCODE = 'check_violation';
  END IF;
  IF (NEW.issuer, NEW.client_id, NEW.client_auth, NEW.entity_id, NEW.sign_on_url, NEW.subject_claims)
    IS DISTINCT FROM (OLD.issuer, OLD.client_id, OLD.client_auth, OLD.entity_id, OLD.sign_on_url, OLD.subject_claims) AND NEW.material_version = OLD.material_version THEN
    NEW.material_version := OLD.material_version + 1;
  END IF;
  IF NEW.material_version <> OLD.material_version AND NEW.required_proof_id IS NOT DISTINCT FROM OLD.required_proof_id THEN
    NEW.required_proof_id := NULL; NEW.required_since := NULL; NEW.required_until := NULL; NEW.required_by_id := NULL;
    NEW.required_confirmed_at := NULL; NEW.required_confirmed_session_id := NULL;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER sso_connection_material BEFORE UPDATE ON sso_connection FOR EACH ROW EXECUTE FUNCTION sso_connection_keeps_to_its_proof();

-- ── Secrets, keys, certificates ─────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE sso_credential (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  connection_id uuid NOT NULL,
  kind sso_credential_kind NOT NULL,
  stage sso_stage NOT NULL,
  -- the secret or private key, under the key ring
  sealed text,
  -- the certificate (PEM) or the public key (JWK)
  public_part text CHECK (char_length(public_part) <= 20000),
  -- of a certificate or public key its SHA-256, of a secret a keyed hash: tells a new one from the same sealed anew
  fingerprint text NOT NULL CHECK (fingerprint ~ '^[0-9a-f]{64}$'),
  starts_at timestamptz(3),
  expires_at timestamptz(3),
  -- 60, 30, 7: the last warning that went out
  warned_days integer CHECK (warned_days IN (60, 30, 7)),
  created_at timestamptz(3) NOT NULL,
  created_by_id uuid,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, connection_id) REFERENCES sso_connection (tenant_id, id) ON DELETE CASCADE,
  CHECK ((kind = 'provider_certificate') = (sealed IS NULL)),
  CHECK ((kind = 'client_secret') = (public_part IS NULL)),
  CHECK (expires_at > starts_at)
);
-- A provider may sign with one of several keys; of our own there is one, and one that is to follow it.
CREATE UNIQUE INDEX sso_credential_one ON sso_credential (tenant_id, connection_id, kind, stage) WHERE kind <> 'provider_certificate';
CREATE UNIQUE INDEX sso_credential_once ON sso_credential (tenant_id, connection_id, kind, fingerprint);
CREATE INDEX sso_credential_expiring ON sso_credential (expires_at) WHERE expires_at IS NOT NULL;

CREATE FUNCTION sso_connection_follows_credentials() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  changed record;
BEGIN
  IF TG_OP = 'DELETE' THEN changed := OLD; ELSE changed := NEW; END IF;
  IF TG_OP = 'UPDATE' AND (NEW.kind, NEW.stage, NEW.fingerprint) IS NOT DISTINCT FROM (OLD.kind, OLD.stage, OLD.fingerprint)
    OR TG_OP <> 'UPDATE' AND changed.stage = 'next' THEN
    RETURN NULL;
  END IF;
  UPDATE sso_connection SET material_version = material_version + 1 WHERE tenant_id = changed.tenant_id AND id = changed.connection_id;
  RETURN NULL;
END $$;
CREATE TRIGGER credentials_of_sso_connection AFTER INSERT OR UPDATE OR DELETE ON sso_credential FOR EACH ROW EXECUTE FUNCTION sso_connection_follows_credentials();

-- ── Domains ─────────────────────────────────────────────────────────────────────────────────────────────────────────
-- Bound once proved by DNS, or confirmed by a Client Owner and then marked as unproved. Until then it is only a wish.
CREATE TABLE sso_connection_domain (
  tenant_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  domain text NOT NULL COLLATE "C" CHECK (char_length(domain) <= 253 AND domain ~ '^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
  -- what the TXT record has to say
  challenge text NOT NULL CHECK (char_length(challenge) BETWEEN 20 AND 100),
  added_at timestamptz(3) NOT NULL,
  added_by_id uuid,
  proved_at timestamptz(3),
  confirmed_at timestamptz(3),
  confirmed_by_id uuid,
  PRIMARY KEY (tenant_id, connection_id, domain),
  UNIQUE (tenant_id, domain),
  FOREIGN KEY (tenant_id, connection_id) REFERENCES sso_connection (tenant_id, id) ON DELETE CASCADE,
  CHECK ((confirmed_at IS NULL) = (confirmed_by_id IS NULL))
);

-- The connection that the people of a domain have to use now, if any. Break-glass accounts are excepted by whoever asks.
CREATE FUNCTION sso_required_for(tenant uuid, email_key text, at timestamptz) RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT c.id FROM sso_connection_domain d JOIN sso_connection c ON c.tenant_id = d.tenant_id AND c.id = d.connection_id
  WHERE d.tenant_id = tenant AND d.domain = split_part(email_key, '@', 2) AND (d.proved_at IS NOT NULL OR d.confirmed_at IS NOT NULL) AND NOT c.disabled AND sso_is_required(c, at)
$$;

-- ── What groups are given ───────────────────────────────────────────────────────────────────────────────────────────
-- A line stands on what its author may assign, at every use anew.
CREATE TABLE sso_mapping_line (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  connection_id uuid NOT NULL,
  -- none: everybody who comes through the connection
  group_value text CHECK (char_length(group_value) BETWEEN 1 AND 500),
  role text NOT NULL COLLATE "C" CHECK (is_role_key(role) AND role <> 'client_owner'),
  scope scope_type NOT NULL,
  workspace_id uuid,
  organization_id uuid,
  place_id uuid GENERATED ALWAYS AS (coalesce(workspace_id, organization_id)) STORED,
  author_id uuid NOT NULL,
  written_at timestamptz(3) NOT NULL,
  -- the owners were told that it pauses; empty again once it is confirmed
  alarmed_at timestamptz(3),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, connection_id) REFERENCES sso_connection (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, workspace_id) REFERENCES workspace (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, organization_id) REFERENCES organization (tenant_id, id) ON DELETE CASCADE,
  CHECK ((scope = 'workspace') = (workspace_id IS NOT NULL)),
  CHECK ((scope = 'organization') = (organization_id IS NOT NULL)),
  CHECK ((scope = 'tenant') = (role NOT IN ('workspace_admin', 'workspace_auditor')))
);
CREATE UNIQUE INDEX sso_mapping_line_once ON sso_mapping_line (tenant_id, connection_id, (coalesce(group_value, '')), role, (coalesce(workspace_id, organization_id, '00000000-0000-0000-0000-000000000000'::uuid)));
CREATE INDEX sso_mapping_line_by ON sso_mapping_line (tenant_id, author_id);
CREATE INDEX sso_mapping_line_in_workspace ON sso_mapping_line (tenant_id, workspace_id) WHERE workspace_id IS NOT NULL;
CREATE INDEX sso_mapping_line_in_organization ON sso_mapping_line (tenant_id, organization_id) WHERE organization_id IS NOT NULL;

-- Which connection a grant came through; what it no longer asserts ends.
ALTER TABLE role_grant ADD COLUMN sso_connection_id uuid, ADD CHECK ((source::text = 'sso') = (sso_connection_id IS NOT NULL));
CREATE INDEX role_grant_by_connection ON role_grant (tenant_id, sso_connection_id, administrator_id) WHERE sso_connection_id IS NOT NULL AND revoked_at IS NULL;

-- ── Who somebody is elsewhere ───────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE sso_identity (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  connection_id uuid NOT NULL,
  issuer text NOT NULL CHECK (char_length(issuer) BETWEEN 1 AND 1024),
  subject text NOT NULL COLLATE "C" CHECK (char_length(subject) BETWEEN 1 AND 1024),
  administrator_id uuid NOT NULL,
  linked_by text NOT NULL CHECK (linked_by IN ('mail', 'self', 'just_in_time')),
  linked_at timestamptz(3) NOT NULL,
  -- what the connection was made of when its owner last vouched for it: where keys are typed in, new ones could speak for anybody
  vouched_material integer NOT NULL,
  -- the address it last came with; says nothing about who it is
  shown_email text CHECK (char_length(shown_email) <= 254),
  last_used_at timestamptz(3),
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, connection_id, issuer, subject),
  UNIQUE (tenant_id, administrator_id, connection_id),
  FOREIGN KEY (tenant_id, connection_id) REFERENCES sso_connection (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, administrator_id) REFERENCES administrator (tenant_id, id) ON DELETE CASCADE
);

-- Sessions know the connection they came through; a factor that it vouched for is written as its own.
ALTER TABLE session ADD COLUMN sso_connection_id uuid,
  DROP CONSTRAINT session_factor_used_kind_check, ADD CONSTRAINT session_factor_used_kind_check CHECK (factor_used_kind IN ('totp', 'passkey', 'recovery_code', 'sso')),
  ADD CHECK (factor_used_kind <> 'sso' OR sso_connection_id IS NOT NULL);
CREATE INDEX session_by_connection ON session (tenant_id, sso_connection_id) WHERE sso_connection_id IS NOT NULL AND ended_at IS NULL;

-- ── On the way ──────────────────────────────────────────────────────────────────────────────────────────────────────
-- One trip to a provider: bound to the browser by a cookie, to the answer by state or request id, used once.
CREATE TABLE sso_request (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  connection_id uuid NOT NULL,
  purpose sso_purpose NOT NULL,
  -- of the state, or of the id that InResponseTo has to name
  reference_hash bytea NOT NULL UNIQUE CHECK (octet_length(reference_hash) = 32),
  browser_hash bytea NOT NULL CHECK (octet_length(browser_hash) = 32),
  -- nonce and code verifier
  secrets_sealed text NOT NULL,
  material_version integer NOT NULL,
  -- proves the staged credential instead of the current one
  with_next boolean NOT NULL DEFAULT false,
  -- linking and proving: who is signed in, and with which session
  administrator_id uuid,
  session_id uuid,
  next text NOT NULL DEFAULT '' CHECK (char_length(next) <= 2000),
  created_at timestamptz(3) NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  -- the answer came: verified, and not yet acted on
  answered_at timestamptz(3),
  -- hand-over: what was verified, for the one who holds the cookie. Proving: what was received, what it maps to, what would happen
  answer_sealed text,
  used_at timestamptz(3),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, connection_id) REFERENCES sso_connection (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, administrator_id) REFERENCES administrator (tenant_id, id) ON DELETE CASCADE,
  CHECK (expires_at > created_at),
  CHECK ((purpose = 'sign_in') = (administrator_id IS NULL)),
  CHECK ((administrator_id IS NULL) = (session_id IS NULL)),
  CHECK (answer_sealed IS NULL OR answered_at IS NOT NULL),
  CHECK (used_at IS NULL OR answered_at IS NOT NULL)
);
CREATE INDEX sso_request_of ON sso_request (tenant_id, administrator_id) WHERE administrator_id IS NOT NULL;
CREATE INDEX sso_request_through ON sso_request (tenant_id, connection_id);
CREATE INDEX sso_request_age ON sso_request (expires_at);

-- Assertions that were accepted, until they could not be any more.
CREATE TABLE sso_replay (
  tenant_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  assertion_hash bytea NOT NULL CHECK (octet_length(assertion_hash) = 32),
  expires_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, connection_id, assertion_hash),
  FOREIGN KEY (tenant_id, connection_id) REFERENCES sso_connection (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX sso_replay_age ON sso_replay (expires_at);

-- Somebody came with the verified address of an administrator: a link was mailed there, and counts in the browser that waits for it.
CREATE TABLE sso_pending_link (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  connection_id uuid NOT NULL,
  administrator_id uuid NOT NULL,
  issuer text NOT NULL CHECK (char_length(issuer) BETWEEN 1 AND 1024),
  subject text NOT NULL COLLATE "C" CHECK (char_length(subject) BETWEEN 1 AND 1024),
  material_version integer NOT NULL,
  -- names, groups and factor of that sign-in
  answer_sealed text NOT NULL,
  token_hash bytea NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
  browser_hash bytea NOT NULL CHECK (octet_length(browser_hash) = 32),
  next text NOT NULL DEFAULT '' CHECK (char_length(next) <= 2000),
  created_at timestamptz(3) NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  used_at timestamptz(3),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, connection_id) REFERENCES sso_connection (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, administrator_id) REFERENCES administrator (tenant_id, id) ON DELETE CASCADE,
  CHECK (expires_at > created_at)
);
CREATE INDEX sso_pending_link_of ON sso_pending_link (tenant_id, administrator_id);
CREATE INDEX sso_pending_link_through ON sso_pending_link (tenant_id, connection_id);
CREATE INDEX sso_pending_link_age ON sso_pending_link (expires_at);

-- What owes its second step may have begun elsewhere: then no password stands behind it, but an identity or a link that was opened.
ALTER TABLE pending_sign_in
  ALTER COLUMN compared_hash DROP NOT NULL,
  ADD COLUMN first_factor text NOT NULL DEFAULT 'password' CHECK (first_factor IN ('password', 'email_code', 'sso')),
  ADD COLUMN sso_identity_id uuid,
  ADD COLUMN sso_pending_link_id uuid,
  -- names, groups and factor of that sign-in
  ADD COLUMN sso_answer_sealed text,
  ADD FOREIGN KEY (tenant_id, sso_identity_id) REFERENCES sso_identity (tenant_id, id) ON DELETE CASCADE,
  ADD FOREIGN KEY (tenant_id, sso_pending_link_id) REFERENCES sso_pending_link (tenant_id, id) ON DELETE CASCADE,
  ADD CHECK ((first_factor = 'password') = (compared_hash IS NOT NULL)),
  ADD CHECK (num_nonnulls(sso_identity_id, sso_pending_link_id) = (first_factor = 'sso')::integer),
  ADD CHECK ((first_factor = 'sso') = (sso_answer_sealed IS NOT NULL));
CREATE INDEX pending_sign_in_identity ON pending_sign_in (tenant_id, sso_identity_id) WHERE sso_identity_id IS NOT NULL;
CREATE INDEX pending_sign_in_link ON pending_sign_in (tenant_id, sso_pending_link_id) WHERE sso_pending_link_id IS NOT NULL;

GRANT SELECT, INSERT, UPDATE, DELETE ON sso_connection, sso_credential, sso_connection_domain, sso_mapping_line, sso_identity, sso_request, sso_pending_link TO castellan_app;
GRANT SELECT, INSERT, DELETE ON sso_replay TO castellan_app;
-- What was proved stands; it goes with its connection.
GRANT SELECT, INSERT ON sso_proof TO castellan_app;
