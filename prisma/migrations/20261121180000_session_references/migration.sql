-- Since when a session has the reference that its cookie carries; null: since it began. A role that comes into force later brings a new one (T22).
ALTER TABLE session ADD COLUMN reference_at timestamptz(3);
