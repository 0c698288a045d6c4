-- Who withdrew an invitation. A revoked invitation that keeps its person (another role holds them here) says so itself.
ALTER TABLE invitation ADD COLUMN revoked_by_id uuid, ADD CHECK (revoked_by_id IS NULL OR revoked_at IS NOT NULL);

-- What is left of the links of an invitation that was withdrawn together with its person: enough to tell their holder so, and to tell
-- the inviter that a new one is wanted. Nothing here keeps the address from being invited anew. Whose it was is sealed, and swept with the row.
CREATE TABLE withdrawn_link (
  token_hash bytea PRIMARY KEY CHECK (octet_length(token_hash) = 32),
  tenant_id uuid NOT NULL REFERENCES tenant (id),
  -- ids of rows that are gone, as the audit knows them
  administrator_id uuid NOT NULL,
  invitation_id uuid NOT NULL,
  inviter_id uuid,
  withdrawn_by_id uuid NOT NULL,
  withdrawn_at timestamptz(3) NOT NULL,
  -- a keyed hash, by which the row is found when somebody with this address is erased
  address_key bytea NOT NULL,
  sealed text NOT NULL,
  asked_again_at timestamptz(3)
);
CREATE INDEX withdrawn_link_of ON withdrawn_link (tenant_id, invitation_id);
CREATE INDEX withdrawn_link_address ON withdrawn_link (tenant_id, address_key);
CREATE INDEX withdrawn_link_age ON withdrawn_link (withdrawn_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON withdrawn_link TO castellan_app;
