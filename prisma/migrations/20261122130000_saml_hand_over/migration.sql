-- An assertion comes by a POST of another site, without our cookies. What was verified waits here for the one who holds them; until then it
-- is nobody's: neither a proof, nor an identity that could be linked.
ALTER TABLE sso_request
  ADD COLUMN hand_over_sealed text,
  ADD COLUMN handed_over_at timestamptz(3),
  ADD CHECK (hand_over_sealed IS NULL OR answered_at IS NOT NULL),
  ADD CHECK (handed_over_at IS NULL OR hand_over_sealed IS NOT NULL);
