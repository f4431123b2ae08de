-- case: names under another search path
CREATE SCHEMA o;
SET search_path = o, public;
CREATE TABLE x (a int);
CREATE VIEW public.w AS SELECT a FROM x;
-- new
CREATE SCHEMA o;
SET search_path = o, public;
CREATE TABLE x (a int);
CREATE SEQUENCE sq;
CREATE TYPE mood AS ENUM ('a');
CREATE FUNCTION f(x mood) RETURNS int LANGUAGE sql IMMUTABLE RETURN 1;
CREATE FUNCTION g(y int) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT x.a FROM x WHERE x.a = y; END;
CREATE VIEW public.w AS SELECT a, x.a + 1 AS b FROM x;
CREATE TABLE public.t (a int DEFAULT nextval('sq'), m mood DEFAULT 'a'::mood, CHECK (f(m) > 0));
CREATE INDEX t_f ON public.t (f(m)) WHERE m = 'a'::mood;
CREATE DOMAIN d AS mood CHECK (f(VALUE) = 1);
CREATE VIEW public.z AS WITH q AS (SELECT x.a FROM x JOIN public.t ON t.a = x.a) SELECT q.*, f('a'), 'x'::regclass AS r FROM q;
CREATE TABLE p (k int) PARTITION BY RANGE ((f('a'::mood) + k));
