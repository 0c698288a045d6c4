-- Letters to one person that were given up: their profile says so, at the cost of one look at an index.
CREATE INDEX job_lost_mail ON job (tenant_id, administrator_id) WHERE state = 'abandoned' AND administrator_id IS NOT NULL;
