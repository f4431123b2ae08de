-- case: parts of an index that are not whole
CREATE TABLE years (a int, b int) PARTITION BY RANGE (a);
CREATE TABLE early PARTITION OF years FOR VALUES FROM (0) TO (100);
CREATE TABLE later PARTITION OF years FOR VALUES FROM (100) TO (1000) PARTITION BY RANGE (a);
CREATE TABLE later_one PARTITION OF later FOR VALUES FROM (100) TO (200);
CREATE TABLE later_two PARTITION OF later FOR VALUES FROM (200) TO (300);
CREATE INDEX two_a ON later_two (a);
CREATE INDEX half ON ONLY later (a);
ALTER INDEX half ATTACH PARTITION two_a;
CREATE INDEX whole ON years (a);
CREATE INDEX fresh ON years (b);
CREATE TABLE latest (a int, b int) PARTITION BY RANGE (a);
CREATE TABLE latest_one PARTITION OF latest FOR VALUES FROM (1000) TO (1100);
CREATE INDEX latest_half ON ONLY latest (a);
ALTER TABLE years ATTACH PARTITION latest FOR VALUES FROM (1000) TO (2000);

-- case: an index made whole from below
CREATE TABLE years (a int, b int) PARTITION BY RANGE (a);
CREATE TABLE later PARTITION OF years FOR VALUES FROM (100) TO (1000) PARTITION BY RANGE (a);
CREATE TABLE later_one PARTITION OF later FOR VALUES FROM (100) TO (200);
CREATE INDEX half ON ONLY later (a);
CREATE INDEX whole ON years (a);
CREATE INDEX one_a ON later_one (a);
ALTER INDEX half ATTACH PARTITION one_a;

-- case: a bound that a check has said already
CREATE TABLE years (a int, b int) PARTITION BY RANGE (a);
CREATE TABLE inner_one PARTITION OF years (CHECK (a >= 123 AND a < 133 AND a IS NOT NULL)) FOR VALUES FROM (100) TO (200);
CREATE TABLE same PARTITION OF years (a NOT NULL, CHECK (a >= 200), CHECK (a < 300)) FOR VALUES FROM (200) TO (300);
CREATE TABLE wider PARTITION OF years (a NOT NULL, CHECK (a >= 300 AND a <= 400)) FOR VALUES FROM (300) TO (400);
CREATE TABLE nulls PARTITION OF years (CHECK (a >= 400 AND a < 500)) FOR VALUES FROM (400) TO (500);
CREATE TABLE other PARTITION OF years (a NOT NULL, CHECK (b >= 500 AND b < 600)) FOR VALUES FROM (500) TO (600);
ALTER TABLE years DETACH PARTITION inner_one CONCURRENTLY;
ALTER TABLE years DETACH PARTITION same CONCURRENTLY;
ALTER TABLE years DETACH PARTITION wider CONCURRENTLY;
ALTER TABLE years DETACH PARTITION nulls CONCURRENTLY;
ALTER TABLE years DETACH PARTITION other CONCURRENTLY;
CREATE TABLE days (d date NOT NULL) PARTITION BY RANGE (d);
CREATE TABLE day_one (d date NOT NULL, CONSTRAINT one CHECK (d >= '2020-01-01' AND d < '2020-02-01'));
ALTER TABLE days ATTACH PARTITION day_one FOR VALUES FROM ('2020-01-01') TO ('2020-02-01');
ALTER TABLE days DETACH PARTITION day_one CONCURRENTLY;

-- case: checks and indexes of a column with a new type
CREATE TABLE base (a float CHECK (a > 10.2), b float, n numeric, c int, s text, at timestamp, v varchar(9), q int[]);
CREATE TABLE heir () INHERITS (base);
ALTER TABLE base ADD CONSTRAINT own CHECK (b > 100) NO INHERIT;
ALTER TABLE heir ADD CONSTRAINT two CHECK (b > -1);
ALTER TABLE base ADD CONSTRAINT two CHECK (b > -1);
ALTER TABLE base ADD CONSTRAINT sum CHECK (c + n > 0), ADD CONSTRAINT among CHECK (n IN (1, 2.5, -3)), ADD CONSTRAINT range CHECK (n BETWEEN 1 AND 10),
	ADD CONSTRAINT length CHECK (length(s) > n), ADD CONSTRAINT late CHECK (at > '2020-01-01'), ADD CONSTRAINT name CHECK (v = 'x' AND coalesce(v, 'z') <> 'z');
CREATE INDEX part ON base (v) WHERE v = 'x';
CREATE INDEX parts ON base ((a * 2)) WHERE a > 5 AND b < 7.5;
ALTER TABLE base ALTER a TYPE numeric;
ALTER TABLE base ALTER b TYPE numeric;
ALTER TABLE base ALTER c TYPE float;
ALTER TABLE base ALTER n TYPE float;
ALTER TABLE base ALTER n TYPE bigint;
ALTER TABLE base ALTER at TYPE date;
ALTER TABLE base ALTER v TYPE text;
ALTER TABLE base ALTER s TYPE varchar(7);

-- case: tables made by EXPLAIN
CREATE TABLE t (a int);
DO $$ BEGIN
 EXECUTE 'EXPLAIN ANALYZE SELECT * INTO TABLE one FROM t';
 EXECUTE 'EXPLAIN (ANALYZE) CREATE TABLE two AS SELECT * FROM t WITH NO DATA';
 EXECUTE 'EXPLAIN CREATE TABLE three AS SELECT * FROM t';
END $$;

-- case: functions of the rows of heirs
CREATE TYPE spot AS (x int, y int);
CREATE TABLE spots OF spot;
CREATE TABLE above (a int);
CREATE TABLE below (b int) INHERITS (above);
CREATE TABLE under () INHERITS (below);
CREATE FUNCTION told(above) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1.a';
CREATE FUNCTION said(spot) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1.x';
CREATE VIEW telling AS SELECT told(under.*) AS a, told(below) AS b, below.told AS c FROM under, below;
CREATE VIEW saying AS SELECT said(spots) AS a FROM spots;
CREATE INDEX telling_of ON below (told(below));

-- case: renamed columns of views
CREATE TABLE b (id int PRIMARY KEY, x text);
CREATE VIEW v AS SELECT id, x FROM b;
CREATE MATERIALIZED VIEW w AS SELECT id, v.x AS z FROM v;
CREATE VIEW w2 AS SELECT * FROM v;
CREATE VIEW w3 AS SELECT q.id, upper(q.x) FROM v q JOIN b USING (id) WHERE EXISTS (SELECT 1 FROM v WHERE v.id = q.id);
CREATE VIEW w4 AS SELECT b.id, c FROM v AS t(c, d), b;
CREATE INDEX i ON w (id) WHERE id > 5;
CREATE INDEX j ON w ((id + 1)) INCLUDE (z);
CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT id FROM v; END;
CREATE TABLE l (a int);
CREATE RULE r AS ON INSERT TO v DO INSTEAD INSERT INTO l VALUES (NEW.id);
CREATE RULE u AS ON UPDATE TO v WHERE OLD.id > 5 DO INSTEAD INSERT INTO l SELECT id FROM v;
CREATE FUNCTION tg() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER tr INSTEAD OF UPDATE ON v FOR EACH ROW EXECUTE FUNCTION tg();
CREATE SCHEMA s1;
ALTER VIEW v RENAME COLUMN id TO y;
ALTER MATERIALIZED VIEW w RENAME COLUMN id TO y;
ALTER VIEW v RENAME TO vv;
ALTER VIEW vv RENAME COLUMN y TO yy;
ALTER MATERIALIZED VIEW w SET SCHEMA s1;

-- case: joins of columns of two types
CREATE TABLE long (id bigint, a text);
CREATE TABLE short (id int, b text);
CREATE TABLE mid (id int, c varchar(4));
CREATE VIEW inner_first AS SELECT id FROM short JOIN long USING (id);
CREATE VIEW inner_second AS SELECT id FROM long JOIN short USING (id);
CREATE VIEW left_first AS SELECT id FROM short LEFT JOIN long USING (id);
CREATE VIEW right_first AS SELECT id FROM long RIGHT JOIN short USING (id);
CREATE VIEW full_first AS SELECT id FROM short FULL JOIN long USING (id);
CREATE VIEW three AS SELECT id, mid.id AS other FROM mid JOIN short USING (id) LEFT JOIN long USING (id) WHERE id > 5;
CREATE TABLE made AS SELECT * FROM short LEFT JOIN long USING (id);
