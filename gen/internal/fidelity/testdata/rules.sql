-- case: rules of every event
CREATE TABLE t (id int PRIMARY KEY, name text, "At" timestamptz DEFAULT now());
CREATE TABLE log (id bigint, name varchar(20), "At" timestamptz DEFAULT now());
CREATE RULE also AS ON INSERT TO t WHERE id > 0 DO ALSO INSERT INTO log VALUES (new.*);
CREATE RULE several AS ON UPDATE TO t WHERE (old.name <> new.name) DO INSTEAD (
    INSERT INTO log VALUES (new.id, 'x');
    UPDATE log SET name = new.name WHERE id = old.id;
    DELETE FROM log WHERE id = old.id AND name = 'a';
    SELECT old.name, new.*
);
CREATE RULE told AS ON UPDATE TO t DO NOTIFY changes, 'row';
CREATE RULE kept AS ON DELETE TO t DO INSTEAD NOTHING;
CREATE RULE nobody AS ON DELETE TO log WHERE name = 'keep' DO INSTEAD NOTHING;
CREATE RULE selects AS ON INSERT TO t DO ALSO INSERT INTO log SELECT new.id, name FROM t WHERE id = new.id;
CREATE RULE conflicts AS ON INSERT TO t DO INSERT INTO log AS l (id) VALUES (new.id), (3) ON CONFLICT DO NOTHING;
CREATE RULE defaults AS ON INSERT TO t DO INSERT INTO log DEFAULT VALUES;
CREATE RULE with_query AS ON UPDATE TO t DO INSERT INTO log (id, name) WITH x AS (SELECT 1 AS a) SELECT x.a, new.name FROM x;
CREATE RULE rows AS ON UPDATE TO t WHERE (SELECT count(*) FROM log) > 0 DO UPDATE log SET (id, name) = (SELECT new.id, t.name FROM t WHERE t.id = log.id);
CREATE RULE twice AS ON UPDATE TO t WHERE new.id IN (1, 2) OR old."At" IS NULL DO ALSO DELETE FROM log USING t AS x WHERE x.id = log.id AND log.id = CASE WHEN old.id > 1 THEN 1 ELSE 2 END;
COMMENT ON RULE also ON t IS 'writes the log';
ALTER TABLE t DISABLE RULE also;
ALTER TABLE t ENABLE ALWAYS RULE several, ENABLE REPLICA RULE told, DISABLE RULE kept, ENABLE RULE kept;

-- case: rules of views
CREATE TABLE film (id serial PRIMARY KEY, title text NOT NULL, year int, tags text[]);
CREATE TABLE log (film int, what text);
CREATE VIEW new_films AS SELECT id, title, year FROM film WHERE year > 2000;
CREATE RULE ins AS ON INSERT TO new_films DO INSTEAD INSERT INTO film (title, year) VALUES (new.title, coalesce(new.year, 2001)) RETURNING id, title, year;
CREATE RULE upd AS ON UPDATE TO new_films DO INSTEAD UPDATE film SET title = new.title, year = DEFAULT FROM log l WHERE film.id = old.id AND l.film = film.id RETURNING film.id, film.title, film.year;
CREATE RULE del AS ON DELETE TO new_films DO INSTEAD DELETE FROM film WHERE id = old.id;
CREATE RULE told AS ON DELETE TO new_films WHERE old.year > 2010 DO ALSO INSERT INTO log VALUES (old.id, 'gone');
COMMENT ON RULE ins ON new_films IS 'c';

-- case: renames reach into rules
CREATE SCHEMA app;
CREATE TABLE t (id int, name text);
CREATE TABLE log (id int, name text, note text);
CREATE VIEW v AS SELECT * FROM t;
CREATE RULE r AS ON UPDATE TO t WHERE old.name <> new.name DO ALSO (INSERT INTO log (id, name) VALUES (old.id, new.name); UPDATE log SET name = new.name WHERE log.id = old.id AND note IS NULL);
CREATE RULE vr AS ON INSERT TO v DO INSTEAD INSERT INTO t VALUES (new.id, new.name);
ALTER TABLE t RENAME COLUMN name TO title;
ALTER TABLE log RENAME COLUMN id TO "Key";
ALTER TABLE log RENAME TO journal;
ALTER TABLE journal SET SCHEMA app;
ALTER TABLE t RENAME TO things;
ALTER TABLE things RENAME COLUMN id TO "order";
ALTER VIEW v RENAME TO w;
ALTER RULE r ON things RENAME TO "on update";
ALTER SCHEMA app RENAME TO store;

-- case: replaced and dropped rules
CREATE TABLE t (id int, name text);
CREATE TABLE log (id int, name text);
CREATE TABLE other (id int, name text);
CREATE RULE a AS ON INSERT TO t DO ALSO INSERT INTO log VALUES (new.id);
ALTER TABLE t DISABLE RULE a;
CREATE OR REPLACE RULE a AS ON DELETE TO t DO INSTEAD INSERT INTO other VALUES (old.id, old.name);
CREATE RULE b AS ON INSERT TO t DO ALSO INSERT INTO log VALUES (new.id);
CREATE RULE c AS ON INSERT TO t DO ALSO INSERT INTO log VALUES (new.id);
CREATE RULE d AS ON INSERT TO t DO ALSO INSERT INTO other VALUES (new.id, NULL);
DROP RULE b ON t;
DROP RULE IF EXISTS b ON t;
DROP RULE IF EXISTS b ON nothing;
DROP TABLE log CASCADE;
ALTER TABLE t DROP COLUMN name CASCADE;

-- case: casts in rules
CREATE TYPE mood AS ENUM ('ok', 'sad');
CREATE TABLE t (id bigint, m mood, code varchar(5), n numeric(10,2), at date);
CREATE TABLE log (id int, m mood, code text, n int, at timestamptz);
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'select $1';
CREATE RULE r AS ON UPDATE TO t WHERE new.m = 'sad' AND new.code LIKE 'a%' DO ALSO
    INSERT INTO log (id, m, code, n, at) VALUES (f(new.id::int), 'ok', new.code, new.n, current_date);
CREATE RULE q AS ON DELETE TO t DO ALSO UPDATE log SET m = 'sad', code = old.code, n = n + 1 WHERE id = old.id;
CREATE RULE s AS ON INSERT TO t DO ALSO INSERT INTO log SELECT t.id, 'ok', t.code, count(*) FROM t WHERE t.code = new.code GROUP BY t.id, t.code;
