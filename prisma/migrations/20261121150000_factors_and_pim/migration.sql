-- Second factors, and privileged roles held just in time.

ALTER TYPE session_end ADD VALUE 'factors_changed';
ALTER TYPE session_end ADD VALUE 'factors_reset';
CREATE TYPE factor_kind AS ENUM ('totp', 'passkey');
CREATE TYPE pim_state AS ENUM ('pending_approval', 'approved', 'denied', 'timed_out', 'withdrawn', 'cancelled', 'deactivated', 'revoked', 'cut_short', 'expired');
CREATE TYPE pim_verdict AS ENUM ('approved', 'denied');
CREATE TYPE standing_access AS ENUM ('yes', 'time_bound', 'no');
CREATE TYPE ticket_rule AS ENUM ('off', 'text', 'pattern');

-- ── MFA policy ──────────────────────────────────────────────────────────────────────────────────────────────────────
-- On from here, with grace: nobody loses a power today. Client Security Admin needs a factor whatever stands here.
ALTER TABLE tenant
  ALTER COLUMN mfa_required_roles SET DEFAULT '{client_owner,client_admin,client_security_admin,client_compliance_auditor,super_admin}',
  ADD COLUMN mfa_grace_seconds integer NOT NULL DEFAULT 604800 CHECK (mfa_grace_seconds BETWEEN 0 AND 1209600),
  ADD COLUMN mfa_allowed_factors factor_kind[] NOT NULL DEFAULT '{totp,passkey}' CHECK (cardinality(mfa_allowed_factors) > 0),
  ADD COLUMN mfa_version integer NOT NULL DEFAULT 1;
UPDATE tenant SET mfa_required_roles = DEFAULT WHERE mfa_required_roles = '{}' AND NOT mfa_required_for_everyone;

ALTER TABLE administrator
  -- the kinds of confirmed factors, and since when there is one; the trigger below keeps both
  ADD COLUMN factor_kinds factor_kind[] NOT NULL DEFAULT '{}',
  -- first sign-in after the policy began to bind this person: their grace counts from it and never starts again
  ADD COLUMN mfa_bound_at timestamptz(3),
  -- activated while the policy bound them: they had their chance then
  ADD COLUMN mfa_without_grace boolean NOT NULL DEFAULT false,
  ADD COLUMN break_glass_at timestamptz(3),
  ADD COLUMN break_glass_by_id uuid;
UPDATE administrator SET factor_kinds = '{totp}' WHERE factor_enrolled_at IS NOT NULL;
ALTER TABLE administrator ADD CHECK ((factor_enrolled_at IS NULL) = (factor_kinds = '{}'));
CREATE INDEX administrator_break_glass ON administrator (tenant_id) WHERE break_glass_at IS NOT NULL;

ALTER TABLE session
  ADD COLUMN factor_used_kind text CHECK (factor_used_kind IN ('totp', 'passkey', 'recovery_code')),
  ADD COLUMN break_glass boolean NOT NULL DEFAULT false;
UPDATE session SET factor_used_kind = 'totp' WHERE factor_used_at IS NOT NULL;
ALTER TABLE session ADD CHECK ((factor_used_at IS NULL) = (factor_used_kind IS NULL));

-- ── Second factors ──────────────────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE second_factor (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  administrator_id uuid NOT NULL,
  kind factor_kind NOT NULL,
  name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 60),
  created_at timestamptz(3) NOT NULL,
  -- an authenticator app counts from its first right code on; until then it is a draft that runs out
  confirmed_at timestamptz(3),
  draft_expires_at timestamptz(3),
  last_used_at timestamptz(3),
  -- wrong codes in a row; ten block it
  failures integer NOT NULL DEFAULT 0 CHECK (failures >= 0),
  blocked_at timestamptz(3),
  -- authenticator app: the sealed secret, and the last time step that was accepted
  secret_sealed text,
  last_step bigint,
  -- passkey
  credential_id bytea,
  public_key bytea,
  sign_count bigint,
  transports text[] NOT NULL DEFAULT '{}',
  backed_up boolean NOT NULL DEFAULT false,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, administrator_id) REFERENCES administrator (tenant_id, id) ON DELETE CASCADE,
  CHECK ((kind = 'totp') = (secret_sealed IS NOT NULL)),
  CHECK ((kind = 'passkey') = (credential_id IS NOT NULL AND public_key IS NOT NULL AND sign_count IS NOT NULL)),
  CHECK ((confirmed_at IS NULL) = (draft_expires_at IS NOT NULL)),
  CHECK (kind = 'totp' OR confirmed_at IS NOT NULL)
);
CREATE INDEX second_factor_of ON second_factor (tenant_id, administrator_id);
CREATE UNIQUE INDEX second_factor_credential ON second_factor (tenant_id, credential_id) WHERE credential_id IS NOT NULL;
CREATE INDEX second_factor_drafts ON second_factor (draft_expires_at) WHERE confirmed_at IS NULL;

-- A blocked factor stays enrolled: guessing must not open enrolment.
CREATE FUNCTION administrator_follows_factors() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  changed record;
BEGIN
  IF TG_OP = 'DELETE' THEN changed := OLD; ELSE changed := NEW; END IF;
  UPDATE administrator a SET factor_kinds = coalesce(f.kinds, '{}'), factor_enrolled_at = f.since
  FROM (
    SELECT array_agg(DISTINCT kind ORDER BY kind) AS kinds, min(confirmed_at) AS since FROM second_factor
    WHERE tenant_id = changed.tenant_id AND administrator_id = changed.administrator_id AND confirmed_at IS NOT NULL
  ) f
  WHERE a.tenant_id = changed.tenant_id AND a.id = changed.administrator_id AND (a.factor_kinds, a.factor_enrolled_at) IS DISTINCT FROM (coalesce(f.kinds, '{}'), f.since);
  RETURN NULL;
END $$;
CREATE TRIGGER factors_of_administrator AFTER INSERT OR DELETE OR UPDATE OF confirmed_at ON second_factor FOR EACH ROW EXECUTE FUNCTION administrator_follows_factors();

CREATE TABLE recovery_code (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  administrator_id uuid NOT NULL,
  code_hash bytea NOT NULL CHECK (octet_length(code_hash) = 32),
  -- of the key ring
  key_id text NOT NULL,
  created_at timestamptz(3) NOT NULL,
  used_at timestamptz(3),
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, administrator_id, code_hash),
  FOREIGN KEY (tenant_id, administrator_id) REFERENCES administrator (tenant_id, id) ON DELETE CASCADE
);

-- The code mailed to the verified address, which the first enrolment (and one after a reset) also asks for.
CREATE TABLE enrolment_code (
  tenant_id uuid NOT NULL,
  administrator_id uuid NOT NULL,
  code_hash bytea NOT NULL CHECK (octet_length(code_hash) = 32),
  created_at timestamptz(3) NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  tries integer NOT NULL DEFAULT 0,
  used_at timestamptz(3),
  PRIMARY KEY (tenant_id, administrator_id),
  FOREIGN KEY (tenant_id, administrator_id) REFERENCES administrator (tenant_id, id) ON DELETE CASCADE,
  CHECK (expires_at > created_at)
);

-- What a passkey has to sign: used once, by the session, the pending sign-in or the sign-in page it was made for.
CREATE TABLE passkey_challenge (
  tenant_id uuid NOT NULL REFERENCES tenant (id),
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  purpose text NOT NULL CHECK (purpose IN ('enrol', 'sign_in', 'second_step', 'step_up')),
  -- nobody yet on the sign-in page
  administrator_id uuid,
  bound_to uuid,
  challenge bytea NOT NULL CHECK (octet_length(challenge) = 32),
  created_at timestamptz(3) NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  used_at timestamptz(3),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, administrator_id) REFERENCES administrator (tenant_id, id) ON DELETE CASCADE,
  CHECK (purpose = 'sign_in' OR administrator_id IS NOT NULL),
  CHECK (expires_at > created_at)
);
CREATE INDEX passkey_challenge_of ON passkey_challenge (tenant_id, administrator_id) WHERE administrator_id IS NOT NULL;
CREATE INDEX passkey_challenge_age ON passkey_challenge (expires_at);

-- The first factor was right, the second is still owed: no session, no permission.
CREATE TABLE pending_sign_in (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  administrator_id uuid NOT NULL,
  token_hash bytea NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
  -- the password that was right: it must still stand when the second factor is
  compared_hash text NOT NULL,
  next text NOT NULL DEFAULT '' CHECK (char_length(next) <= 2000),
  created_at timestamptz(3) NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  tries integer NOT NULL DEFAULT 0,
  ended_at timestamptz(3),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, administrator_id) REFERENCES administrator (tenant_id, id) ON DELETE CASCADE,
  CHECK (expires_at > created_at)
);
CREATE INDEX pending_sign_in_of ON pending_sign_in (tenant_id, administrator_id);
CREATE INDEX pending_sign_in_age ON pending_sign_in (expires_at);

-- ── Break-glass ─────────────────────────────────────────────────────────────────────────────────────────────────────
-- One row for each use; open until another owner has looked at it.
CREATE TABLE break_glass_use (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  administrator_id uuid NOT NULL,
  session_id uuid NOT NULL,
  used_at timestamptz(3) NOT NULL,
  reviewed_at timestamptz(3),
  reviewed_by_id uuid,
  finding text CHECK (char_length(finding) BETWEEN 1 AND 1000),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, administrator_id) REFERENCES administrator (tenant_id, id) ON DELETE CASCADE,
  UNIQUE (tenant_id, session_id),
  CHECK ((reviewed_at IS NULL) = (reviewed_by_id IS NULL)),
  CHECK ((reviewed_at IS NULL) = (finding IS NULL)),
  CHECK (reviewed_by_id <> administrator_id)
);
CREATE INDEX break_glass_use_of ON break_glass_use (tenant_id, administrator_id, used_at DESC);
CREATE INDEX break_glass_use_open ON break_glass_use (tenant_id, used_at) WHERE reviewed_at IS NULL;

-- ── PIM: one policy per role, where the tenant has its own ──────────────────────────────────────────────────────────
CREATE TABLE pim_policy (
  tenant_id uuid NOT NULL REFERENCES tenant (id),
  role text NOT NULL COLLATE "C" CHECK (is_role_key(role)),
  enabled boolean NOT NULL,
  standing standing_access NOT NULL,
  longest_seconds integer NOT NULL CHECK (longest_seconds BETWEEN 1800 AND 86400 AND longest_seconds % 900 = 0),
  -- 0: none is asked for
  justification_length integer NOT NULL CHECK (justification_length = 0 OR justification_length BETWEEN 10 AND 500),
  ticket ticket_rule NOT NULL,
  ticket_pattern text CHECK (char_length(ticket_pattern) BETWEEN 1 AND 200),
  mfa boolean NOT NULL,
  approvals integer NOT NULL CHECK (approvals BETWEEN 0 AND 5),
  undecided_seconds integer NOT NULL CHECK (undecided_seconds BETWEEN 3600 AND 604800),
  -- none: eligible grants need not end
  eligible_seconds integer CHECK (eligible_seconds BETWEEN 604800 AND 31536000),
  mail_requester boolean NOT NULL,
  mail_approvers boolean NOT NULL,
  mail_owners boolean NOT NULL,
  mail_extra text[] NOT NULL DEFAULT '{}' CHECK (cardinality(mail_extra) <= 20),
  version integer NOT NULL DEFAULT 1,
  updated_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, role),
  CHECK ((ticket = 'pattern') = (ticket_pattern IS NOT NULL)),
  CHECK (role <> 'client_owner' OR approvals > 0)
);
-- Who may decide about a role: named people and holders of a role. None: Client Owners. They survive a policy set back to its default.
CREATE TABLE pim_approver (
  tenant_id uuid NOT NULL REFERENCES tenant (id),
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  role text NOT NULL COLLATE "C" CHECK (is_role_key(role) AND role <> 'client_owner'),
  administrator_id uuid,
  approver_role text COLLATE "C" CHECK (is_role_key(approver_role)),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, administrator_id) REFERENCES administrator (tenant_id, id) ON DELETE CASCADE,
  CHECK ((administrator_id IS NULL) <> (approver_role IS NULL))
);
CREATE UNIQUE INDEX pim_approver_person ON pim_approver (tenant_id, role, administrator_id) WHERE administrator_id IS NOT NULL;
CREATE UNIQUE INDEX pim_approver_role ON pim_approver (tenant_id, role, approver_role) WHERE approver_role IS NOT NULL;
CREATE INDEX pim_approver_of ON pim_approver (tenant_id, administrator_id) WHERE administrator_id IS NOT NULL;

-- ── PIM: requests, decisions, activations ───────────────────────────────────────────────────────────────────────────
-- `approved` covers scheduled, active and over: which of them it is follows from the activation's times and the clock.
CREATE TABLE pim_request (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  -- sent together
  basket_id uuid NOT NULL,
  administrator_id uuid NOT NULL,
  grant_id uuid NOT NULL,
  role text NOT NULL COLLATE "C" CHECK (is_role_key(role)),
  scope scope_type NOT NULL,
  workspace_id uuid,
  organization_id uuid,
  place_id uuid GENERATED ALWAYS AS (coalesce(workspace_id, organization_id)) STORED,
  -- the running activation it is to go on from
  extends_id uuid,
  justification text NOT NULL DEFAULT '' CHECK (char_length(justification) <= 1000),
  ticket text NOT NULL DEFAULT '' CHECK (char_length(ticket) <= 200),
  requested_at timestamptz(3) NOT NULL,
  -- none: as soon as it is approved
  starts_at timestamptz(3),
  seconds integer NOT NULL CHECK (seconds BETWEEN 60 AND 86400),
  undecided_until timestamptz(3) NOT NULL,
  approvals_needed integer NOT NULL CHECK (approvals_needed BETWEEN 0 AND 5),
  -- the fresh factor given for this very request, where its policy asked for one
  factor_given_at timestamptz(3),
  state pim_state NOT NULL,
  version integer NOT NULL DEFAULT 1,
  decided_at timestamptz(3),
  ended_at timestamptz(3),
  ended_by_id uuid,
  end_reason text CHECK (char_length(end_reason) <= 1000),
  nudged_at timestamptz(3),
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, id, administrator_id),
  FOREIGN KEY (tenant_id, administrator_id) REFERENCES administrator (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, grant_id) REFERENCES role_grant (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, workspace_id) REFERENCES workspace (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, organization_id) REFERENCES organization (tenant_id, id) ON DELETE CASCADE,
  CHECK ((scope = 'workspace') = (workspace_id IS NOT NULL)),
  CHECK ((scope = 'organization') = (organization_id IS NOT NULL)),
  CHECK (undecided_until > requested_at)
);
CREATE UNIQUE INDEX pim_request_one_pending ON pim_request (tenant_id, administrator_id, role, (coalesce(workspace_id, organization_id, '00000000-0000-0000-0000-000000000000'::uuid))) WHERE state = 'pending_approval';
CREATE INDEX pim_request_of ON pim_request (tenant_id, administrator_id, requested_at DESC, id DESC);
CREATE INDEX pim_request_history ON pim_request (tenant_id, requested_at DESC, id DESC);
CREATE INDEX pim_request_by_role ON pim_request (tenant_id, role, requested_at DESC, id DESC);
CREATE INDEX pim_request_by_state ON pim_request (tenant_id, state, requested_at DESC, id DESC);
-- the approvers' queue, longest waiting first
CREATE INDEX pim_request_waiting ON pim_request (tenant_id, requested_at, id) WHERE state = 'pending_approval';
CREATE INDEX pim_request_timing_out ON pim_request (undecided_until) WHERE state = 'pending_approval';
CREATE INDEX pim_request_by_grant ON pim_request (tenant_id, grant_id);
CREATE INDEX pim_request_in_workspace ON pim_request (tenant_id, workspace_id) WHERE workspace_id IS NOT NULL;
CREATE INDEX pim_request_in_organization ON pim_request (tenant_id, organization_id) WHERE organization_id IS NOT NULL;

-- Submitted requests do not change, and only these states follow each other.
CREATE FUNCTION pim_request_keeps_to_its_states() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NOT (NEW.state = 'pending_approval' AND NEW.approvals_needed > 0 OR NEW.state = 'approved' AND NEW.approvals_needed = 0) THEN
      RAISE EXCEPTION 'a request begins as pending, or approved where none need approve' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF (NEW.administrator_id, NEW.grant_id, NEW.role, NEW.scope, NEW.workspace_id, NEW.organization_id, NEW.extends_id, NEW.justification, NEW.ticket, NEW.requested_at, NEW.starts_at, NEW.seconds, NEW.undecided_until, NEW.approvals_needed, NEW.basket_id, NEW.factor_given_at)
    IS DISTINCT FROM (OLD.administrator_id, OLD.grant_id, OLD.role, OLD.scope, OLD.workspace_id, OLD.organization_id, OLD.extends_id, OLD.justification, OLD.ticket, OLD.requested_at, OLD.starts_at, OLD.seconds, OLD.undecided_until, OLD.approvals_needed, OLD.basket_id, OLD.factor_given_at) THEN
    RAISE EXCEPTION 'a submitted request does not change' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.state <> OLD.state AND NOT (
    OLD.state = 'pending_approval' AND NEW.state IN ('approved', 'denied', 'timed_out', 'withdrawn', 'revoked', 'cut_short')
    OR OLD.state = 'approved' AND NEW.state IN ('cancelled', 'deactivated', 'revoked', 'cut_short', 'expired')
  ) THEN
    RAISE EXCEPTION 'a request cannot go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER pim_request_states BEFORE INSERT OR UPDATE ON pim_request FOR EACH ROW EXECUTE FUNCTION pim_request_keeps_to_its_states();

-- Nobody decides their own request: the requester stands beside the approver, so the database can see it.
CREATE TABLE pim_decision (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  request_id uuid NOT NULL,
  requester_id uuid NOT NULL,
  approver_id uuid NOT NULL,
  verdict pim_verdict NOT NULL,
  -- approved for less than was asked
  seconds integer CHECK (seconds BETWEEN 60 AND 86400),
  reason text NOT NULL DEFAULT '' CHECK (char_length(reason) <= 1000),
  at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, request_id, requester_id, approver_id),
  FOREIGN KEY (tenant_id, request_id, requester_id) REFERENCES pim_request (tenant_id, id, administrator_id) ON DELETE CASCADE,
  CHECK (approver_id <> requester_id),
  CHECK (verdict = 'approved' OR reason <> '')
);
CREATE INDEX pim_decision_by ON pim_decision (tenant_id, approver_id, at DESC);

-- In force when starts_at ≤ now < ends_at and not ended: nothing else keeps a power alive, and no job is needed to end it.
CREATE TABLE pim_activation (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  request_id uuid NOT NULL,
  administrator_id uuid NOT NULL,
  grant_id uuid NOT NULL,
  role text NOT NULL COLLATE "C",
  scope scope_type NOT NULL,
  workspace_id uuid,
  organization_id uuid,
  place_id uuid GENERATED ALWAYS AS (coalesce(workspace_id, organization_id)) STORED,
  starts_at timestamptz(3) NOT NULL,
  ends_at timestamptz(3) NOT NULL,
  ended_at timestamptz(3),
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, request_id, administrator_id),
  FOREIGN KEY (tenant_id, request_id, administrator_id) REFERENCES pim_request (tenant_id, id, administrator_id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, grant_id) REFERENCES role_grant (tenant_id, id) ON DELETE CASCADE,
  CHECK (ends_at > starts_at),
  CHECK (ends_at <= starts_at + interval '24 hours'),
  -- one running per person, role and scope
  CONSTRAINT pim_activation_no_overlap EXCLUDE USING gist (
    (coalesce(tenant_id, tenant_id)) WITH =, (coalesce(administrator_id, administrator_id)) WITH =, role WITH =,
    (coalesce(workspace_id, organization_id, '00000000-0000-0000-0000-000000000000'::uuid)) WITH =, tstzrange(starts_at, ends_at) WITH &&
  ) WHERE (ended_at IS NULL)
);
CREATE INDEX pim_activation_open ON pim_activation (tenant_id, grant_id) WHERE ended_at IS NULL;
CREATE INDEX pim_activation_of ON pim_activation (tenant_id, administrator_id, starts_at DESC);
CREATE INDEX pim_activation_ending ON pim_activation (ends_at) WHERE ended_at IS NULL;
CREATE INDEX pim_activation_by_grant ON pim_activation (tenant_id, grant_id);

-- No power without the decisions it needs, and no power that grows after it was given.
CREATE FUNCTION pim_activation_needs_its_decisions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW.starts_at <> OLD.starts_at OR NEW.ends_at > OLD.ends_at OR (OLD.ended_at IS NOT NULL AND NEW.ended_at IS DISTINCT FROM OLD.ended_at)
      OR (NEW.request_id, NEW.administrator_id, NEW.grant_id, NEW.role, NEW.scope, NEW.workspace_id, NEW.organization_id)
        IS DISTINCT FROM (OLD.request_id, OLD.administrator_id, OLD.grant_id, OLD.role, OLD.scope, OLD.workspace_id, OLD.organization_id) THEN
      RAISE EXCEPTION 'an activation only ends' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF NOT EXISTS (
    SELECT FROM pim_request r
    WHERE r.tenant_id = NEW.tenant_id AND r.id = NEW.request_id AND r.state = 'approved' AND r.grant_id = NEW.grant_id AND r.role = NEW.role AND r.scope = NEW.scope
      AND r.place_id IS NOT DISTINCT FROM coalesce(NEW.workspace_id, NEW.organization_id)
      AND NEW.ends_at <= NEW.starts_at + make_interval(secs => r.seconds)
      AND r.approvals_needed <= (SELECT count(*) FROM pim_decision d WHERE d.tenant_id = r.tenant_id AND d.request_id = r.id AND d.verdict = 'approved')
  ) THEN
    RAISE EXCEPTION 'an activation needs an approved request' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER pim_activation_decided BEFORE INSERT OR UPDATE ON pim_activation FOR EACH ROW EXECUTE FUNCTION pim_activation_needs_its_decisions();

GRANT SELECT, INSERT, UPDATE, DELETE ON second_factor, recovery_code, enrolment_code, passkey_challenge, pending_sign_in, break_glass_use, pim_policy, pim_approver, pim_request TO castellan_app;
-- What was decided stands, and an activation is ended, never taken out: both go only with their request.
GRANT SELECT, INSERT ON pim_decision TO castellan_app;
GRANT SELECT, INSERT, UPDATE ON pim_activation TO castellan_app;
