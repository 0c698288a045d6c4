-- Why a bulk run stopped by itself; and what finds its rows again: the session and the person that go, the sweeper.
ALTER TABLE bulk_run ADD COLUMN stopped_because text;
CREATE INDEX bulk_run_session ON bulk_run (tenant_id, session_id);
CREATE INDEX bulk_run_age ON bulk_run (created_at);
CREATE INDEX bulk_item_of ON bulk_item (tenant_id, administrator_id);
