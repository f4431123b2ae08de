-- case: a setting that is a list, static
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
-- new
CREATE FUNCTION f() RETURNS int LANGUAGE sql SET temp_tablespaces = 'Mixed/Case', 'a"b', '' SET search_path = public, "Odd one" AS 'SELECT 1';
-- case: functions in sql that speak of overloads
CREATE TABLE kept (id int);
-- new
CREATE TABLE kept (id int);
CREATE FUNCTION shown(a text, b text, c text) RETURNS text LANGUAGE sql AS $$ SELECT a || b || c $$;
CREATE FUNCTION shown(a text) RETURNS text LANGUAGE sql AS $$ SELECT shown (a, 'x,(', 'y') $$;
CREATE FUNCTION shown(a text, b text) RETURNS text LANGUAGE sql AS $$ SELECT shown(upper(a), b, '(') || shown(b) $$;
CREATE FUNCTION a_first() RETURNS text LANGUAGE sql AS $$ SELECT shown('a', 'b') $$;
