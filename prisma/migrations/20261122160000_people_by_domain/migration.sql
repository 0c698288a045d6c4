-- People of a domain in the order of their addresses, from the index alone: how many are outside of an allowlist, and who comes first, is asked before it is saved.
DROP INDEX administrator_by_domain;
CREATE INDEX administrator_by_domain ON administrator (tenant_id, (split_part(email_key, '@', 2)), email_key) WHERE status <> 'deleted';
