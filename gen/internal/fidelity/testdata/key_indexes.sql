-- case: options of the indexes of keys
CREATE TABLE t (a int PRIMARY KEY, b int UNIQUE, c int, CONSTRAINT x EXCLUDE (c WITH =));
ALTER INDEX t_pkey SET (fillfactor = 70);
ALTER INDEX t_b_key SET (fillfactor = 60, deduplicate_items = off);
ALTER INDEX t_b_key RESET (deduplicate_items);
ALTER INDEX x SET (fillfactor = 50);
