-- case: attached with its columns in another order
CREATE TABLE readings (id int NOT NULL, at date NOT NULL, v text) PARTITION BY RANGE (id);
CREATE INDEX readings_at ON readings (at);
-- new
CREATE TABLE readings (id int NOT NULL, at date NOT NULL, v text, PRIMARY KEY (id)) PARTITION BY RANGE (id);
CREATE INDEX readings_at ON readings (at);
CREATE TABLE readings_old (v text, at date NOT NULL, id int NOT NULL, CHECK (id > 0));
ALTER TABLE readings ATTACH PARTITION readings_old FOR VALUES FROM (0) TO (10);
CREATE TABLE readings_new PARTITION OF readings FOR VALUES FROM (10) TO (20);
-- case: attached with a foreign key of its own name
CREATE TABLE places (id int PRIMARY KEY);
-- new
CREATE TABLE places (id int PRIMARY KEY);
CREATE TABLE visits (id int, place int REFERENCES places ON DELETE CASCADE) PARTITION BY LIST (id);
CREATE TABLE visits_1 (id int, place int, CONSTRAINT at_place FOREIGN KEY (place) REFERENCES places ON DELETE CASCADE);
ALTER TABLE visits ATTACH PARTITION visits_1 FOR VALUES IN (1);
CREATE TABLE visits_2 PARTITION OF visits FOR VALUES IN (2);
-- case: a trigger that a partition switches off
CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TABLE orders (id int) PARTITION BY LIST (id);
CREATE TABLE orders_1 PARTITION OF orders FOR VALUES IN (1) PARTITION BY LIST (id);
CREATE TABLE orders_1_1 PARTITION OF orders_1 FOR VALUES IN (1);
CREATE TRIGGER note AFTER INSERT ON orders FOR EACH ROW EXECUTE FUNCTION noted();
-- new
CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TABLE orders (id int) PARTITION BY LIST (id);
CREATE TABLE orders_1 PARTITION OF orders FOR VALUES IN (1) PARTITION BY LIST (id);
CREATE TABLE orders_1_1 PARTITION OF orders_1 FOR VALUES IN (1);
CREATE TRIGGER note AFTER INSERT ON orders FOR EACH ROW EXECUTE FUNCTION noted();
ALTER TABLE ONLY orders_1 DISABLE TRIGGER note;
ALTER TABLE orders_1_1 ENABLE ALWAYS TRIGGER note;
-- case: a trigger that a partition keeps on
CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TABLE orders (id int) PARTITION BY LIST (id);
-- new
CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TABLE orders (id int) PARTITION BY LIST (id);
CREATE TABLE orders_1 PARTITION OF orders FOR VALUES IN (1);
CREATE TRIGGER note AFTER INSERT ON orders FOR EACH ROW EXECUTE FUNCTION noted();
ALTER TABLE ONLY orders DISABLE TRIGGER note;
-- case: a partition with another compression and storage
CREATE TABLE texts (id int, v text COMPRESSION pglz, w text) PARTITION BY LIST (id);
CREATE TABLE texts_1 PARTITION OF texts FOR VALUES IN (1);
-- new
CREATE TABLE texts (id int, v text COMPRESSION pglz, w text) PARTITION BY LIST (id);
CREATE TABLE texts_1 PARTITION OF texts FOR VALUES IN (1);
ALTER TABLE texts_1 ALTER COLUMN v SET COMPRESSION default, ALTER COLUMN w SET COMPRESSION pglz, ALTER COLUMN w SET STORAGE EXTERNAL;
-- case: a foreign key of a partitioned table to itself
CREATE TABLE other (id int);
-- new
CREATE TABLE other (id int);
CREATE TABLE tree (id int PRIMARY KEY, above int REFERENCES tree) PARTITION BY RANGE (id);
CREATE TABLE tree_1 PARTITION OF tree FOR VALUES FROM (0) TO (10);
CREATE TABLE tree_2 (id int PRIMARY KEY, above int) PARTITION BY RANGE (id);
CREATE TABLE tree_2_1 PARTITION OF tree_2 FOR VALUES FROM (10) TO (15);
ALTER TABLE tree ATTACH PARTITION tree_2 FOR VALUES FROM (10) TO (20);
