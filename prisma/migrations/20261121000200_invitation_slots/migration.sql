-- Invitation mails are spread over the hours a tenant may send them in: the last ones are looked at for each new one.
CREATE INDEX job_invitation_mail ON job (tenant_id, run_at) WHERE kind = 'mail' AND payload ->> 'letter' = 'invitation';
