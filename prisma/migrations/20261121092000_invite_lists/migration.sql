-- Many people invited at once with the same access: worked off line by line, each line an invitation of its own or a reason why not.
CREATE TABLE invite_list (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  started_by_id uuid NOT NULL,
  session_id uuid NOT NULL,
  access jsonb NOT NULL,
  state bulk_state NOT NULL DEFAULT 'running',
  stopped_because text,
  created_at timestamptz(3) NOT NULL,
  finished_at timestamptz(3),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, started_by_id) REFERENCES administrator (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, session_id) REFERENCES session (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX invite_list_by ON invite_list (tenant_id, started_by_id, created_at DESC);
CREATE INDEX invite_list_session ON invite_list (tenant_id, session_id);
CREATE INDEX invite_list_age ON invite_list (created_at);

-- What was typed stands here until the list is swept, or until the person it became (or already was) is erased.
CREATE TABLE invite_line (
  tenant_id uuid NOT NULL,
  list_id uuid NOT NULL,
  position integer NOT NULL CHECK (position > 0),
  email text NOT NULL,
  given_name text NOT NULL,
  family_name text NOT NULL,
  outcome bulk_outcome NOT NULL DEFAULT 'waiting',
  sentence text,
  administrator_id uuid,
  PRIMARY KEY (tenant_id, list_id, position),
  FOREIGN KEY (tenant_id, list_id) REFERENCES invite_list (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, administrator_id) REFERENCES administrator (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX invite_line_outcome ON invite_line (tenant_id, list_id, outcome, position);
CREATE INDEX invite_line_of ON invite_line (tenant_id, administrator_id) WHERE administrator_id IS NOT NULL;

GRANT SELECT, INSERT, UPDATE, DELETE ON invite_list, invite_line TO castellan_app;
