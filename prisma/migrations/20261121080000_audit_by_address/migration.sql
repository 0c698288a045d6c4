-- "Everything from this network address", newest first, whatever the size of the audit.
CREATE INDEX audit_person_by_address ON audit_person (tenant_id, value, sequence) WHERE path = 'origin.address';
