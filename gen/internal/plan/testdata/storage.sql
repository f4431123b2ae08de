-- case: options of keys
CREATE TABLE t (a int PRIMARY KEY, b int, c int, CONSTRAINT b_once UNIQUE (b) WITH (fillfactor = 70), CONSTRAINT apart EXCLUDE (c WITH =) WITH (fillfactor = 60));
CREATE TABLE child (a int REFERENCES t (a));
-- new
CREATE TABLE t (a int, b int, c int, PRIMARY KEY (a) WITH (fillfactor = 80), CONSTRAINT b_once UNIQUE (b), CONSTRAINT apart EXCLUDE (c WITH =) WITH (fillfactor = 65, deduplicate_items = off));
CREATE TABLE child (a int REFERENCES t (a));
-- case: options of keys and indexes of partitioned tables
CREATE TABLE p (a int PRIMARY KEY, b int) PARTITION BY LIST (a);
CREATE INDEX p_b ON p (b);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
-- new
CREATE TABLE p (a int, b int, PRIMARY KEY (a) WITH (fillfactor = 80)) PARTITION BY LIST (a);
CREATE INDEX p_b ON p (b) WITH (fillfactor = 70);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
