-- case: added and changed rules
CREATE TABLE t (id int PRIMARY KEY, name text, gone text);
CREATE TABLE log (id int, name text);
CREATE RULE a AS ON INSERT TO t DO ALSO INSERT INTO log VALUES (new.id);
CREATE RULE b AS ON DELETE TO t DO INSTEAD NOTHING;
CREATE RULE c AS ON UPDATE TO t DO ALSO INSERT INTO log (name) VALUES (old.gone);
CREATE RULE d AS ON UPDATE TO t DO ALSO NOTIFY changed;
COMMENT ON RULE b ON t IS 'b';
-- new
CREATE TABLE t (id bigint PRIMARY KEY, name text, come text);
CREATE TABLE log (id bigint, name text);
CREATE TABLE other (id bigint, name text);
CREATE RULE a AS ON INSERT TO t WHERE new.id > 1 DO ALSO (INSERT INTO log (id) VALUES (new.id); INSERT INTO other VALUES (new.id, new.come));
CREATE RULE c AS ON DELETE TO t DO ALSO INSERT INTO log (name) VALUES (old.name);
CREATE RULE d AS ON UPDATE TO t DO ALSO NOTIFY changed;
CREATE RULE e AS ON UPDATE TO t DO ALSO UPDATE other SET name = new.name WHERE id = old.id;
ALTER TABLE t DISABLE RULE d;
ALTER TABLE t ENABLE ALWAYS RULE e;

-- case: rules of views
CREATE TABLE film (id int PRIMARY KEY, title text NOT NULL, year int);
CREATE VIEW films AS SELECT id, title FROM film;
CREATE RULE ins AS ON INSERT TO films DO INSTEAD INSERT INTO film (id, title) VALUES (new.id, new.title);
CREATE RULE del AS ON DELETE TO films DO INSTEAD DELETE FROM film WHERE id = old.id;
-- new
CREATE TABLE film (id int PRIMARY KEY, title varchar(100) NOT NULL, year int);
CREATE VIEW films AS SELECT id, title, year FROM film;
CREATE RULE ins AS ON INSERT TO films DO INSTEAD INSERT INTO film (id, title, year) VALUES (new.id, new.title, new.year) RETURNING id, title, year;
CREATE RULE upd AS ON UPDATE TO films DO INSTEAD UPDATE film SET title = new.title WHERE id = old.id;
