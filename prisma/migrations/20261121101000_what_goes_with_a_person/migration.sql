-- Deleting a person for good takes rows of theirs along in many tables, and their page shows what they held before. Each is found
-- by an index, or one deletion would read every table from end to end under the tenant's lock.
DROP INDEX role_grant_of;
CREATE INDEX role_grant_of ON role_grant (tenant_id, administrator_id);
CREATE INDEX address_change_of ON address_change (tenant_id, administrator_id);
CREATE INDEX invitation_of ON invitation (tenant_id, administrator_id);
CREATE INDEX job_of ON job (tenant_id, administrator_id) WHERE administrator_id IS NOT NULL;
CREATE INDEX link_token_of_invitation ON link_token (tenant_id, invitation_id) WHERE invitation_id IS NOT NULL;
CREATE INDEX link_token_of_address_change ON link_token (tenant_id, address_change_id) WHERE address_change_id IS NOT NULL;
CREATE INDEX bulk_run_of_session ON bulk_run (tenant_id, session_id);
