-- Home shows whoever invited the people that ask for a new invitation after theirs was withdrawn.
CREATE INDEX withdrawn_link_asked ON withdrawn_link (tenant_id, inviter_id, asked_again_at) WHERE asked_again_at IS NOT NULL;
