-- What whoever runs the tenant tells everybody on its sign-in page; empty: nothing.
ALTER TABLE tenant ADD COLUMN sign_in_notice text NOT NULL DEFAULT '' CHECK (char_length(sign_in_notice) <= 500);
