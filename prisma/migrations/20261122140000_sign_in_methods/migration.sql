-- What the sign-in page of a tenant takes, as rows: what is not there is removed. Which kinds of second factors count (authenticator app, passkey)
-- is said by the MFA policy alone (tenant.mfa_allowed_factors).
CREATE TABLE sign_in_method (
  tenant_id uuid NOT NULL REFERENCES tenant (id) ON DELETE CASCADE,
  method text NOT NULL CHECK (method IN ('password', 'passkey', 'email_code', 'recovery_code')),
  step text NOT NULL CHECK (step IN ('first', 'second')),
  -- the first of the first step is the preferred one
  position integer NOT NULL CHECK (position >= 0),
  PRIMARY KEY (tenant_id, method, step),
  CHECK (method NOT IN ('password', 'passkey') OR step = 'first'),
  CHECK (method <> 'recovery_code' OR step = 'second')
);

CREATE FUNCTION sign_in_methods_of_a_new_tenant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO sign_in_method (tenant_id, method, step, position) VALUES (NEW.id, 'password', 'first', 0), (NEW.id, 'passkey', 'first', 1), (NEW.id, 'recovery_code', 'second', 0);
  RETURN NULL;
END $$;
CREATE TRIGGER sign_in_methods_at_first AFTER INSERT ON tenant FOR EACH ROW EXECUTE FUNCTION sign_in_methods_of_a_new_tenant();
INSERT INTO sign_in_method (tenant_id, method, step, position)
  SELECT t.id, m.method, m.step, m.position FROM tenant t, (VALUES ('password', 'first', 0), ('passkey', 'first', 1), ('recovery_code', 'second', 0)) AS m (method, step, position);
ALTER TABLE tenant ADD COLUMN sign_in_methods_version integer NOT NULL DEFAULT 1;

-- Asked of every statement that acts on a method: what was removed is refused from the next one on.
CREATE FUNCTION takes_method(tenant uuid, wanted text, at_step text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT EXISTS (SELECT FROM sign_in_method m WHERE m.tenant_id = tenant AND m.method = wanted AND m.step = at_step)
$$;

-- ── Codes by mail ───────────────────────────────────────────────────────────────────────────────────────────────────
-- There is a row for whoever asks, whether anybody has the address or not: nothing differs between them.
CREATE TABLE email_code (
  tenant_id uuid NOT NULL REFERENCES tenant (id) ON DELETE CASCADE,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  step text NOT NULL CHECK (step IN ('first', 'second')),
  -- the browser that asked: the code counts in no other
  token_hash bytea UNIQUE CHECK (octet_length(token_hash) = 32),
  -- a keyed hash of the canonical address, as the counters have it
  account_key bytea NOT NULL,
  -- the sign-in that owes its second step
  pending_id uuid,
  code_hash bytea NOT NULL CHECK (octet_length(code_hash) = 32),
  created_at timestamptz(3) NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  tries integer NOT NULL DEFAULT 0 CHECK (tries BETWEEN 0 AND 5),
  used_at timestamptz(3),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, pending_id) REFERENCES pending_sign_in (tenant_id, id) ON DELETE CASCADE,
  CHECK (expires_at > created_at),
  CHECK ((step = 'first') = (token_hash IS NOT NULL)),
  CHECK ((step = 'second') = (pending_id IS NOT NULL))
);
CREATE INDEX email_code_of_pending ON email_code (tenant_id, pending_id, created_at) WHERE pending_id IS NOT NULL;
CREATE INDEX email_code_age ON email_code (expires_at);

-- Codes that anybody may ask for are counted apart from those that need a password first: whoever guesses at them must not close these.
ALTER TABLE sign_in_attempt DROP CONSTRAINT sign_in_attempt_kind_check, ADD CONSTRAINT sign_in_attempt_kind_check CHECK (kind IN ('password', 'code', 'email_code'));
ALTER TABLE sign_in_streak DROP CONSTRAINT sign_in_streak_kind_check, ADD CONSTRAINT sign_in_streak_kind_check CHECK (kind IN ('password', 'code', 'email_code'));

GRANT SELECT, INSERT, UPDATE, DELETE ON sign_in_method, email_code TO castellan_app;
