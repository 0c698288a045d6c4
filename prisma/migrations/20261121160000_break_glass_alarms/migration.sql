-- When the owners were last told that a use still waits for its review; told again a day later.
ALTER TABLE break_glass_use ADD COLUMN alarmed_at timestamptz(3) NOT NULL DEFAULT castellan_now();
CREATE INDEX break_glass_use_alarm ON break_glass_use (alarmed_at) WHERE reviewed_at IS NULL;
