CREATE TYPE mood AS ENUM ('sad', 'ok', 'NULL', 'a,b', '{}');
CREATE DOMAIN labels AS text[];
CREATE DOMAIN code AS varchar(10);

CREATE TABLE skipped (id bigserial PRIMARY KEY, n integer NOT NULL);
CREATE FUNCTION skip_thirteen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.n = 13 THEN
    RETURN NULL;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER skip BEFORE INSERT ON skipped FOR EACH ROW EXECUTE FUNCTION skip_thirteen();

CREATE TABLE deferred_keys (id integer PRIMARY KEY DEFERRABLE, mark text NOT NULL UNIQUE DEFERRABLE INITIALLY DEFERRED);

CREATE TABLE partials (id serial PRIMARY KEY, email text NOT NULL, login text NOT NULL COLLATE "C", gone boolean NOT NULL DEFAULT false);
CREATE UNIQUE INDEX ON partials (email) WHERE NOT gone;
CREATE UNIQUE INDEX ON partials (lower(login));
CREATE TABLE not_distinct (id serial PRIMARY KEY, a integer, note text, UNIQUE NULLS NOT DISTINCT (a));

CREATE TABLE parents (
  id integer PRIMARY KEY,
  mark text NOT NULL UNIQUE,
  name text NOT NULL UNIQUE,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE kids (
  id serial PRIMARY KEY,
  mark text REFERENCES parents (mark),
  late text REFERENCES parents (mark) DEFERRABLE INITIALLY DEFERRED
);
CREATE TABLE versions (id integer, updated_at timestamptz NOT NULL, note text, PRIMARY KEY (id, updated_at));

CREATE TABLE lists (
  id serial PRIMARY KEY,
  byteas bytea[],
  jsons jsonb[],
  texts text[],
  ints integer[],
  labels labels,
  codes code[],
  moods mood[],
  varchars varchar(3)[],
  inets inet[]
);
CREATE TABLE scalars (
  id serial PRIMARY KEY,
  a_char char(4),
  a_numeric numeric(6, 2),
  a_float4 real,
  a_float8 double precision,
  a_time timestamptz,
  a_seconds timestamp(0),
  a_date date,
  an_interval interval,
  a_json json,
  a_jsonb jsonb,
  a_bytea bytea,
  an_oid oid,
  an_int2 smallint,
  a_code code,
  a_text text
);
CREATE TABLE tags (id serial PRIMARY KEY, "a b" text, a_b text, "a""b" text, "A_B" text);
CREATE TABLE customs (id serial PRIMARY KEY, note text, data bytea, url text, level integer);

CREATE SCHEMA other;
CREATE TABLE events (id integer PRIMARY KEY, note text UNIQUE);
CREATE TABLE other.events (id integer PRIMARY KEY, event_id integer REFERENCES public.events, note text REFERENCES public.events (note));
CREATE TABLE "Trees" (id integer PRIMARY KEY, "Parent ID" integer REFERENCES "Trees", mark text);
CREATE TABLE others (id integer PRIMARY KEY, event_id integer REFERENCES events);

CREATE TABLE ctx (id serial PRIMARY KEY, db text, ctx text NOT NULL, "row" text NOT NULL, error text NOT NULL, "order" text, filter text, f text NOT NULL UNIQUE);
CREATE TABLE errors (id serial PRIMARY KEY, nil text NOT NULL, len text NOT NULL, "any" text, int64 bigint NOT NULL UNIQUE);
CREATE TABLE user_filters (id serial PRIMARY KEY);
CREATE TABLE users (id serial PRIMARY KEY, "filter" text);
CREATE TABLE new_users (id serial PRIMARY KEY);
CREATE TABLE rowless ();

CREATE TABLE ranks (rank numeric PRIMARY KEY, "Mood" mood NOT NULL, parent numeric REFERENCES ranks);
