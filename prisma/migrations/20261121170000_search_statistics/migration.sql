-- How many people a part of a name will meet is guessed from a sample of names. With the usual one the guess was off by so much now
-- and then that the list was walked from its beginning where the index of words would have found the few at once.
ALTER TABLE administrator ALTER COLUMN search_key SET STATISTICS 400;
