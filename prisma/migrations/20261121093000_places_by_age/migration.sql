-- The lists of workspaces and organizations, newest first: page after page by key.
CREATE INDEX workspace_by_age ON workspace (tenant_id, created_at, id);
CREATE INDEX organization_by_age ON organization (tenant_id, created_at, id);
