-- A list narrowed to a role and to states walks one index for each pair; an approver's queue walks one for each of their roles.
DROP INDEX pim_request_by_role;
CREATE INDEX pim_request_by_role ON pim_request (tenant_id, role, state, requested_at DESC, id DESC);
CREATE INDEX pim_request_waiting_by_role ON pim_request (tenant_id, role, requested_at, id) WHERE state = 'pending_approval';
-- What is still to start, among all that runs.
CREATE INDEX pim_activation_starting ON pim_activation (tenant_id, starts_at) WHERE ended_at IS NULL;
