-- The house: tenants, administrators, roles, places, sessions, links, jobs, audit.
-- Times are timestamptz(3): the product promises the millisecond, so nothing finer is stored.
-- Every tenant-owned table has (tenant_id, id) as its key and refers by both columns: a cross-tenant reference cannot be written.

CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS btree_gin;

DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'castellan_app') THEN CREATE ROLE castellan_app NOLOGIN; END IF;
END $$;

CREATE TYPE administrator_status AS ENUM ('new', 'active', 'inactive', 'deleted');
CREATE TYPE organization_status AS ENUM ('active', 'inactive');
CREATE TYPE identifier_type AS ENUM ('email', 'mobile', 'uid', 'external', 'federated');
CREATE TYPE address_type AS ENUM ('email', 'mobile');
CREATE TYPE password_state AS ENUM ('usable', 'must_change', 'must_reset', 'switched_off');
CREATE TYPE scope_type AS ENUM ('tenant', 'workspace', 'organization');
CREATE TYPE grant_kind AS ENUM ('active', 'eligible');
CREATE TYPE grant_source AS ENUM ('manual', 'invitation', 'operator', 'seed');
CREATE TYPE session_end AS ENUM ('signed_out', 'revoked', 'replaced', 'status_changed', 'password_changed', 'password_reset', 'address_changed', 'expired');
CREATE TYPE link_purpose AS ENUM ('activation', 'password_reset', 'address_change', 'address_undo');
CREATE TYPE job_state AS ENUM ('queued', 'done', 'abandoned', 'cancelled');
CREATE TYPE bulk_state AS ENUM ('running', 'stopped', 'done');
CREATE TYPE bulk_outcome AS ENUM ('waiting', 'done', 'unchanged', 'refused', 'failed');
CREATE TYPE audit_outcome AS ENUM ('done', 'refused', 'failed');
CREATE TYPE audit_actor AS ENUM ('administrator', 'operator', 'system', 'stranger');

-- ── What this database is for, and what time it is ──────────────────────────────────────────────────────────────────
CREATE TABLE database_mark (
  singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
  mode text NOT NULL CHECK (mode IN ('demo', 'test', 'production')),
  created_at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds', clock_timestamp())
);

CREATE TABLE test_clock (
  singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
  offset_ms bigint NOT NULL
);

CREATE FUNCTION test_clock_only_in_test() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM database_mark WHERE mode = 'test') THEN
    RAISE EXCEPTION 'the clock of this database cannot be moved' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER test_clock_guard BEFORE INSERT OR UPDATE ON test_clock FOR EACH ROW EXECUTE FUNCTION test_clock_only_in_test();

-- The one clock. clock_timestamp(), not now(): a guarded operation reads it again after its lock.
CREATE FUNCTION castellan_now() RETURNS timestamptz LANGUAGE sql VOLATILE PARALLEL SAFE AS $$
  SELECT date_trunc('milliseconds', clock_timestamp() + coalesce((SELECT offset_ms FROM test_clock), 0) * interval '1 millisecond')
$$;

-- ── Tenants and places ──────────────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE tenant (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
  name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100),
  locale text NOT NULL DEFAULT 'en',
  had_usable_owner boolean NOT NULL DEFAULT false,
  only_owners_assign_client_admin boolean NOT NULL DEFAULT false,
  invitation_lifetime_seconds integer NOT NULL DEFAULT 259200 CHECK (invitation_lifetime_seconds BETWEEN 3600 AND 2592000),
  invitation_mails_per_hour integer NOT NULL DEFAULT 200 CHECK (invitation_mails_per_hour BETWEEN 1 AND 100000),
  mfa_required_for_everyone boolean NOT NULL DEFAULT false,
  mfa_required_roles text[] NOT NULL DEFAULT '{}',
  step_up_age_seconds integer NOT NULL DEFAULT 300 CHECK (step_up_age_seconds BETWEEN 60 AND 900),
  idle_timeout_seconds integer NOT NULL DEFAULT 1800 CHECK (idle_timeout_seconds BETWEEN 300 AND 3600),
  absolute_timeout_seconds integer NOT NULL DEFAULT 43200 CHECK (absolute_timeout_seconds BETWEEN 3600 AND 86400),
  brute_force_failures integer NOT NULL DEFAULT 5 CHECK (brute_force_failures BETWEEN 3 AND 20),
  brute_force_lock_seconds integer NOT NULL DEFAULT 1800 CHECK (brute_force_lock_seconds BETWEEN 60 AND 86400),
  password_minimum_length integer NOT NULL DEFAULT 15 CHECK (password_minimum_length BETWEEN 8 AND 64),
  password_minimum_strength integer NOT NULL DEFAULT 3 CHECK (password_minimum_strength BETWEEN 0 AND 4),
  password_history_length integer NOT NULL DEFAULT 5 CHECK (password_history_length BETWEEN 0 AND 24),
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT castellan_now()
);

CREATE TABLE workspace (
  tenant_id uuid NOT NULL REFERENCES tenant (id),
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100),
  slug text NOT NULL CHECK (slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
  description text NOT NULL DEFAULT '' CHECK (char_length(description) <= 1000),
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT castellan_now(),
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, slug)
);
CREATE INDEX workspace_by_name ON workspace (tenant_id, lower(name) COLLATE "und-x-icu", id);

CREATE TABLE organization (
  tenant_id uuid NOT NULL REFERENCES tenant (id),
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100),
  slug text NOT NULL CHECK (slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
  description text NOT NULL DEFAULT '' CHECK (char_length(description) <= 1000),
  domains text[] NOT NULL DEFAULT '{}' CHECK (cardinality(domains) <= 100),
  status organization_status NOT NULL DEFAULT 'active',
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT castellan_now(),
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, slug)
);
CREATE INDEX organization_by_name ON organization (tenant_id, lower(name) COLLATE "und-x-icu", id);

-- ── Administrators, in an identity pool ─────────────────────────────────────────────────────────────────────────────
CREATE TABLE identity_pool (
  tenant_id uuid NOT NULL REFERENCES tenant (id),
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100),
  built_in boolean NOT NULL DEFAULT false,
  created_at timestamptz(3) NOT NULL DEFAULT castellan_now(),
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX identity_pool_one_built_in ON identity_pool (tenant_id) WHERE built_in;

-- email/email_key repeat the primary address so that the list can be sorted, searched and paged inside one table.
CREATE TABLE administrator (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  pool_id uuid NOT NULL,
  status administrator_status NOT NULL DEFAULT 'new',
  given_name text NOT NULL CHECK (char_length(given_name) <= 100),
  family_name text NOT NULL CHECK (char_length(family_name) <= 100),
  email text NOT NULL CHECK (char_length(email) BETWEEN 3 AND 254),
  email_key text NOT NULL COLLATE "C" CHECK (char_length(email_key) BETWEEN 3 AND 254),
  name_key text NOT NULL COLLATE "und-x-icu" GENERATED ALWAYS AS (lower(given_name || ' ' || family_name)) STORED,
  search_key text NOT NULL COLLATE "C" GENERATED ALWAYS AS (lower(given_name || ' ' || family_name) || ' ' || email_key) STORED,
  factor_enrolled_at timestamptz(3),
  invitation_expires_at timestamptz(3),
  activated_at timestamptz(3),
  last_sign_in_at timestamptz(3),
  deleted_at timestamptz(3),
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT castellan_now(),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, pool_id) REFERENCES identity_pool (tenant_id, id),
  CHECK ((status = 'deleted') = (deleted_at IS NOT NULL)),
  CHECK (status <> 'active' OR activated_at IS NOT NULL),
  CHECK (status = 'new' OR invitation_expires_at IS NULL),
  -- a first owner made by the operator gives the names at activation
  CHECK (status = 'new' OR activated_at IS NULL OR (given_name <> '' AND family_name <> ''))
);
CREATE UNIQUE INDEX administrator_email ON administrator (tenant_id, email_key);
-- One keyset order per sort of the list. The default list hides the deleted, so those orders leave them out too.
CREATE INDEX administrator_by_name ON administrator (tenant_id, name_key, id);
CREATE INDEX administrator_by_email ON administrator (tenant_id, email_key, id);
CREATE INDEX administrator_by_status ON administrator (tenant_id, status, name_key, id);
CREATE INDEX administrator_by_last_sign_in ON administrator (tenant_id, (coalesce(last_sign_in_at, '-infinity')), id);
CREATE INDEX administrator_by_added ON administrator (tenant_id, created_at, id);
CREATE INDEX administrator_search ON administrator USING gin (tenant_id, search_key gin_trgm_ops);

CREATE TABLE identifier (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  pool_id uuid NOT NULL,
  administrator_id uuid NOT NULL,
  type identifier_type NOT NULL,
  value text NOT NULL CHECK (char_length(value) BETWEEN 1 AND 320),
  value_key text NOT NULL COLLATE "C",
  created_at timestamptz(3) NOT NULL DEFAULT castellan_now(),
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, pool_id, value_key),
  FOREIGN KEY (tenant_id, pool_id) REFERENCES identity_pool (tenant_id, id),
  FOREIGN KEY (tenant_id, administrator_id) REFERENCES administrator (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX identifier_of ON identifier (tenant_id, administrator_id);

CREATE TABLE address (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  administrator_id uuid NOT NULL,
  type address_type NOT NULL,
  value text NOT NULL CHECK (char_length(value) BETWEEN 3 AND 254),
  value_key text NOT NULL COLLATE "C",
  is_primary boolean NOT NULL DEFAULT false,
  verified_at timestamptz(3),
  created_at timestamptz(3) NOT NULL DEFAULT castellan_now(),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, administrator_id) REFERENCES administrator (tenant_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX address_one_primary ON address (tenant_id, administrator_id) WHERE is_primary;
CREATE UNIQUE INDEX address_verified_once ON address (tenant_id, value_key) WHERE verified_at IS NOT NULL;
CREATE INDEX address_of ON address (tenant_id, administrator_id);

CREATE TABLE address_change (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  administrator_id uuid NOT NULL,
  requested_by_id uuid,
  old_value text NOT NULL,
  new_value text NOT NULL CHECK (char_length(new_value) BETWEEN 3 AND 254),
  new_value_key text NOT NULL COLLATE "C",
  requested_at timestamptz(3) NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  confirmed_at timestamptz(3),
  undone_at timestamptz(3),
  cancelled_at timestamptz(3),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, administrator_id) REFERENCES administrator (tenant_id, id) ON DELETE CASCADE,
  CHECK (expires_at > requested_at)
);
CREATE UNIQUE INDEX address_change_one_pending ON address_change (tenant_id, administrator_id)
  WHERE confirmed_at IS NULL AND undone_at IS NULL AND cancelled_at IS NULL;

CREATE TABLE password_credential (
  tenant_id uuid NOT NULL,
  administrator_id uuid NOT NULL,
  hash text NOT NULL,
  pepper_key_id text NOT NULL,
  state password_state NOT NULL DEFAULT 'usable',
  changed_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, administrator_id),
  FOREIGN KEY (tenant_id, administrator_id) REFERENCES administrator (tenant_id, id) ON DELETE CASCADE
);

CREATE TABLE password_history (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  administrator_id uuid NOT NULL,
  hash text NOT NULL,
  pepper_key_id text NOT NULL,
  created_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, administrator_id) REFERENCES administrator (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX password_history_of ON password_history (tenant_id, administrator_id, created_at DESC);

-- ── Grants ──────────────────────────────────────────────────────────────────────────────────────────────────────────
CREATE FUNCTION is_role_key(key text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT key IN ('client_owner', 'client_admin', 'client_security_admin', 'client_compliance_auditor', 'governance_operator', 'approver', 'requester',
    'readonly_viewer', 'super_admin', 'auditor', 'business_admin', 'member', 'workspace_admin', 'workspace_auditor')
$$;

CREATE TABLE role_grant (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  administrator_id uuid NOT NULL,
  role text NOT NULL COLLATE "C" CHECK (is_role_key(role)),
  scope scope_type NOT NULL,
  workspace_id uuid,
  organization_id uuid,
  place_id uuid GENERATED ALWAYS AS (coalesce(workspace_id, organization_id)) STORED,
  kind grant_kind NOT NULL DEFAULT 'active',
  source grant_source NOT NULL DEFAULT 'manual',
  granted_by_id uuid,
  starts_at timestamptz(3) NOT NULL,
  ends_at timestamptz(3),
  revoked_at timestamptz(3),
  -- false after a restore, until someone said yes to this grant
  confirmed boolean NOT NULL DEFAULT true,
  -- a known person invited from within a place shows as pending until they next sign in
  seen_at timestamptz(3),
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT castellan_now(),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, administrator_id) REFERENCES administrator (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, workspace_id) REFERENCES workspace (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, organization_id) REFERENCES organization (tenant_id, id) ON DELETE CASCADE,
  CHECK (ends_at IS NULL OR ends_at > starts_at),
  CHECK ((scope = 'workspace') = (workspace_id IS NOT NULL)),
  CHECK ((scope = 'organization') = (organization_id IS NOT NULL)),
  CHECK ((scope = 'tenant') = (role NOT IN ('workspace_admin', 'workspace_auditor'))),
  -- the same role cannot be held twice in the same place at the same time
  CONSTRAINT role_grant_no_overlap EXCLUDE USING gist (
    tenant_id WITH =, administrator_id WITH =, role WITH =, (coalesce(workspace_id, organization_id, '00000000-0000-0000-0000-000000000000'::uuid)) WITH =,
    kind WITH =, tstzrange(starts_at, ends_at) WITH &&
  ) WHERE (revoked_at IS NULL)
);
CREATE INDEX role_grant_of ON role_grant (tenant_id, administrator_id) WHERE revoked_at IS NULL;
CREATE INDEX role_grant_by_role ON role_grant (tenant_id, role, administrator_id) WHERE revoked_at IS NULL;
CREATE INDEX role_grant_in_workspace ON role_grant (tenant_id, workspace_id, administrator_id) WHERE workspace_id IS NOT NULL AND revoked_at IS NULL;
CREATE INDEX role_grant_in_organization ON role_grant (tenant_id, organization_id, administrator_id) WHERE organization_id IS NOT NULL AND revoked_at IS NULL;

-- ── Sessions, links, invitations ────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE session (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  administrator_id uuid NOT NULL,
  token_hash bytea NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
  created_at timestamptz(3) NOT NULL,
  last_seen_at timestamptz(3) NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  factor_used_at timestamptz(3),
  fresh_factor_at timestamptz(3),
  -- a session that still owes something (a new password) may do nothing else
  owes text CHECK (owes IN ('new_password')),
  address text NOT NULL DEFAULT '',
  user_agent text NOT NULL DEFAULT '' CHECK (char_length(user_agent) <= 500),
  ended_at timestamptz(3),
  end_reason session_end,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, administrator_id) REFERENCES administrator (tenant_id, id) ON DELETE CASCADE,
  CHECK (expires_at > created_at),
  CHECK ((ended_at IS NULL) = (end_reason IS NULL))
);
CREATE INDEX session_of ON session (tenant_id, administrator_id, created_at DESC);

CREATE TABLE invitation (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  administrator_id uuid NOT NULL,
  inviter_id uuid,
  created_at timestamptz(3) NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  accepted_at timestamptz(3),
  revoked_at timestamptz(3),
  asked_again_at timestamptz(3),
  sent_count integer NOT NULL DEFAULT 1,
  last_sent_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, administrator_id) REFERENCES administrator (tenant_id, id) ON DELETE CASCADE,
  CHECK (NOT (accepted_at IS NOT NULL AND revoked_at IS NOT NULL)),
  CHECK (expires_at > created_at)
);
CREATE UNIQUE INDEX invitation_one_open ON invitation (tenant_id, administrator_id) WHERE accepted_at IS NULL AND revoked_at IS NULL;

CREATE TABLE link_token (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  purpose link_purpose NOT NULL,
  token_hash bytea NOT NULL CHECK (octet_length(token_hash) = 32),
  administrator_id uuid NOT NULL,
  invitation_id uuid,
  address_change_id uuid,
  created_at timestamptz(3) NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  used_at timestamptz(3),
  revoked_at timestamptz(3),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, administrator_id) REFERENCES administrator (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, invitation_id) REFERENCES invitation (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, address_change_id) REFERENCES address_change (tenant_id, id) ON DELETE CASCADE,
  CHECK (expires_at > created_at),
  CHECK ((purpose = 'activation') = (invitation_id IS NOT NULL)),
  CHECK ((purpose IN ('address_change', 'address_undo')) = (address_change_id IS NOT NULL))
);
CREATE UNIQUE INDEX link_token_hash ON link_token (token_hash);
CREATE INDEX link_token_of ON link_token (tenant_id, administrator_id, purpose);

-- ── Brute force, limits, double submits ─────────────────────────────────────────────────────────────────────────────
-- account_key is a keyed hash of the canonical identifier: unknown accounts count like known ones.
CREATE TABLE sign_in_attempt (
  tenant_id uuid NOT NULL REFERENCES tenant (id),
  account_key bytea NOT NULL,
  address text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('password', 'code')),
  failures integer NOT NULL DEFAULT 0,
  locked_until timestamptz(3),
  updated_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, account_key, address, kind)
);
CREATE TABLE sign_in_streak (
  tenant_id uuid NOT NULL REFERENCES tenant (id),
  account_key bytea NOT NULL,
  kind text NOT NULL CHECK (kind IN ('password', 'code')),
  failures integer NOT NULL DEFAULT 0,
  updated_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, account_key, kind)
);
CREATE TABLE rate_bucket (
  key text PRIMARY KEY,
  tokens double precision NOT NULL,
  updated_at timestamptz(3) NOT NULL
);
CREATE TABLE idempotency_key (
  scope text NOT NULL,
  key uuid NOT NULL,
  action text NOT NULL,
  input_hash bytea NOT NULL,
  result jsonb,
  created_at timestamptz(3) NOT NULL DEFAULT castellan_now(),
  PRIMARY KEY (scope, key)
);
CREATE INDEX idempotency_key_age ON idempotency_key (created_at);

-- ── Jobs: one queue for mail, bulk work and housekeeping ────────────────────────────────────────────────────────────
-- A worker owns a job only while its lease token stands (fencing): completion is WHERE id AND lease_token.
CREATE TABLE job (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  tenant_id uuid REFERENCES tenant (id),
  kind text NOT NULL,
  -- at most one queued job of this key
  dedup_key text,
  administrator_id uuid,
  payload jsonb NOT NULL DEFAULT '{}',
  -- secrets on their way (a link in a mail) travel sealed and are wiped when the job is over
  sealed text,
  state job_state NOT NULL DEFAULT 'queued',
  run_at timestamptz(3) NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  max_attempts integer NOT NULL DEFAULT 8,
  lease_token uuid,
  leased_until timestamptz(3),
  last_error text,
  created_at timestamptz(3) NOT NULL DEFAULT castellan_now(),
  finished_at timestamptz(3),
  FOREIGN KEY (tenant_id, administrator_id) REFERENCES administrator (tenant_id, id) ON DELETE CASCADE,
  CHECK (state = 'queued' OR sealed IS NULL),
  CHECK ((state = 'queued') = (finished_at IS NULL))
);
CREATE INDEX job_due ON job (run_at) WHERE state = 'queued';
CREATE UNIQUE INDEX job_dedup ON job (dedup_key) WHERE state = 'queued' AND dedup_key IS NOT NULL;
CREATE INDEX job_pending_mail ON job (tenant_id, administrator_id, kind) WHERE state = 'queued' AND administrator_id IS NOT NULL;
CREATE INDEX job_finished ON job (finished_at) WHERE state <> 'queued';

CREATE TABLE bulk_run (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  started_by_id uuid NOT NULL,
  session_id uuid NOT NULL,
  action text NOT NULL,
  input jsonb NOT NULL,
  state bulk_state NOT NULL DEFAULT 'running',
  total integer NOT NULL,
  created_at timestamptz(3) NOT NULL,
  finished_at timestamptz(3),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, started_by_id) REFERENCES administrator (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, session_id) REFERENCES session (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX bulk_run_by ON bulk_run (tenant_id, started_by_id, created_at DESC);
CREATE TABLE bulk_item (
  tenant_id uuid NOT NULL,
  run_id uuid NOT NULL,
  administrator_id uuid NOT NULL,
  position integer NOT NULL,
  outcome bulk_outcome NOT NULL DEFAULT 'waiting',
  code text,
  sentence text,
  PRIMARY KEY (tenant_id, run_id, administrator_id),
  FOREIGN KEY (tenant_id, run_id) REFERENCES bulk_run (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX bulk_item_next ON bulk_item (tenant_id, run_id, position) WHERE outcome = 'waiting';
CREATE INDEX bulk_item_outcome ON bulk_item (tenant_id, run_id, outcome, position);

-- ── Audit ───────────────────────────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE audit_chain (
  tenant_id uuid PRIMARY KEY REFERENCES tenant (id),
  sequence bigint NOT NULL DEFAULT 0,
  hash bytea NOT NULL
);

-- Person data (names, addresses, network addresses) stands here only as salted commitments inside before/after/origin;
-- the values are in audit_person, which can be erased without breaking the chain.
CREATE TABLE audit_event (
  tenant_id uuid NOT NULL REFERENCES tenant (id),
  sequence bigint NOT NULL CHECK (sequence > 0),
  at timestamptz(3) NOT NULL,
  actor_kind audit_actor NOT NULL,
  actor_id uuid,
  session_id uuid,
  actor_roles text[] NOT NULL DEFAULT '{}',
  activation_id uuid,
  action text NOT NULL,
  outcome audit_outcome NOT NULL,
  reason text,
  target_type text,
  target_id text,
  affected_id uuid,
  workspace_id uuid,
  organization_id uuid,
  before jsonb,
  after jsonb,
  origin jsonb NOT NULL DEFAULT '{}',
  request_id text NOT NULL,
  previous_hash bytea NOT NULL,
  hash bytea NOT NULL,
  PRIMARY KEY (tenant_id, sequence)
);
CREATE INDEX audit_event_by_actor ON audit_event (tenant_id, actor_id, sequence) WHERE actor_id IS NOT NULL;
CREATE INDEX audit_event_by_affected ON audit_event (tenant_id, affected_id, sequence) WHERE affected_id IS NOT NULL;
CREATE INDEX audit_event_by_action ON audit_event (tenant_id, action, sequence);
CREATE INDEX audit_event_by_workspace ON audit_event (tenant_id, workspace_id, sequence) WHERE workspace_id IS NOT NULL;
CREATE INDEX audit_event_by_organization ON audit_event (tenant_id, organization_id, sequence) WHERE organization_id IS NOT NULL;
CREATE INDEX audit_event_by_target ON audit_event (tenant_id, target_type, target_id, sequence) WHERE target_id IS NOT NULL;
CREATE INDEX audit_event_not_done ON audit_event (tenant_id, outcome, sequence) WHERE outcome <> 'done';
CREATE INDEX audit_event_by_time ON audit_event (tenant_id, at, sequence);

CREATE TABLE audit_person (
  tenant_id uuid NOT NULL,
  sequence bigint NOT NULL,
  path text NOT NULL,
  administrator_id uuid,
  salt bytea NOT NULL,
  value text NOT NULL,
  PRIMARY KEY (tenant_id, sequence, path),
  FOREIGN KEY (tenant_id, sequence) REFERENCES audit_event (tenant_id, sequence)
);
CREATE INDEX audit_person_of ON audit_person (tenant_id, administrator_id) WHERE administrator_id IS NOT NULL;

CREATE TABLE audit_checkpoint (
  tenant_id uuid NOT NULL,
  sequence bigint NOT NULL,
  hash bytea NOT NULL,
  at timestamptz(3) NOT NULL,
  key_id text NOT NULL,
  signature bytea NOT NULL,
  PRIMARY KEY (tenant_id, sequence),
  FOREIGN KEY (tenant_id, sequence) REFERENCES audit_event (tenant_id, sequence)
);

-- Failures of strangers, aggregated per minute, address and account: outside the chain, so nobody starves it from outside.
CREATE TABLE stranger_failure (
  tenant_id uuid NOT NULL REFERENCES tenant (id),
  minute timestamptz(3) NOT NULL,
  action text NOT NULL,
  address text NOT NULL,
  account_key bytea NOT NULL,
  reason text NOT NULL,
  count integer NOT NULL DEFAULT 1,
  digested_at timestamptz(3),
  PRIMARY KEY (tenant_id, minute, action, address, account_key, reason)
);
CREATE INDEX stranger_failure_undigested ON stranger_failure (tenant_id, minute) WHERE digested_at IS NULL;

CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_event_append_only BEFORE UPDATE OR DELETE ON audit_event FOR EACH ROW EXECUTE FUNCTION audit_is_append_only();
CREATE TRIGGER audit_event_no_truncate BEFORE TRUNCATE ON audit_event FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
CREATE TRIGGER audit_checkpoint_append_only BEFORE UPDATE OR DELETE ON audit_checkpoint FOR EACH ROW EXECUTE FUNCTION audit_is_append_only();
CREATE TRIGGER audit_checkpoint_no_truncate BEFORE TRUNCATE ON audit_checkpoint FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();

-- Erasing a person takes their data out of the audit; the commitments stay, so the chain stays valid.
CREATE FUNCTION erase_audit_person(tenant uuid, person uuid) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
  DELETE FROM audit_person WHERE tenant_id = tenant AND administrator_id = person
$$;
REVOKE ALL ON FUNCTION erase_audit_person(uuid, uuid) FROM PUBLIC;

-- ── The application's own role ──────────────────────────────────────────────────────────────────────────────────────
GRANT USAGE ON SCHEMA public TO castellan_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO castellan_app;
REVOKE UPDATE, DELETE, TRUNCATE ON audit_event, audit_person, audit_checkpoint FROM castellan_app;
REVOKE INSERT, UPDATE, DELETE ON database_mark FROM castellan_app;
GRANT EXECUTE ON FUNCTION erase_audit_person(uuid, uuid) TO castellan_app;
