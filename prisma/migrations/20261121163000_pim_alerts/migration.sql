-- What the alerts of PIM look for: how often roles were activated lately, and which eligible grants there are.
CREATE INDEX pim_activation_recent ON pim_activation (tenant_id, starts_at);
CREATE INDEX role_grant_eligible ON role_grant (tenant_id, role, administrator_id) WHERE kind = 'eligible' AND revoked_at IS NULL;
