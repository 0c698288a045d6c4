-- What Home lists as waiting is found along these, however many people there are; both are almost always empty.
CREATE INDEX role_grant_unconfirmed ON role_grant (tenant_id, administrator_id) WHERE NOT confirmed AND revoked_at IS NULL;
CREATE INDEX invitation_asked_again ON invitation (tenant_id, inviter_id) WHERE asked_again_at IS NOT NULL AND accepted_at IS NULL AND revoked_at IS NULL;
