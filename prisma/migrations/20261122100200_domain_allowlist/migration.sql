-- The domains that addresses may have: "acme.example" alone, or "*.acme.example" with its subdomains. None: every domain.
ALTER TABLE tenant
  ADD COLUMN allowed_domains text[] NOT NULL DEFAULT '{}' CHECK (cardinality(allowed_domains) <= 100),
  ADD COLUMN domain_allowlist_version integer NOT NULL DEFAULT 1;

-- Which domains there are, and who is of one: a list is shown against everybody there is before it is saved.
CREATE INDEX administrator_by_domain ON administrator (tenant_id, split_part(email_key, '@', 2)) WHERE status <> 'deleted';
