-- A start takes effect by itself; that it was written down and told is noted here, so that it happens exactly once.
ALTER TABLE pim_activation ADD COLUMN start_noted_at timestamptz(3);
CREATE INDEX pim_activation_unnoted ON pim_activation (starts_at) WHERE start_noted_at IS NULL AND ended_at IS NULL;
