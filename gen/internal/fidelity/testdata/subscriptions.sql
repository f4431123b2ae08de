-- case: create
CREATE SUBSCRIPTION plain CONNECTION 'host=nowhere dbname=d user=u' PUBLICATION p WITH (connect = false);
CREATE SUBSCRIPTION slotless CONNECTION 'host=nowhere' PUBLICATION a, b, "C d" WITH (connect = false, enabled = false, create_slot = false, slot_name = NONE);
CREATE SUBSCRIPTION other_slot CONNECTION '' PUBLICATION p WITH (connect = false, slot_name = 'other', binary, synchronous_commit = 'local', streaming = on);
CREATE SUBSCRIPTION "Odd name" CONNECTION 'host=nowhere' PUBLICATION p WITH (connect = false, binary = off, synchronous_commit = off, streaming = off);
COMMENT ON SUBSCRIPTION plain IS 'from elsewhere';

-- case: connections
CREATE SUBSCRIPTION a CONNECTION 'host = nowhere  password=''not kept'' dbname=''x y'' application_name=it\\''s' PUBLICATION p WITH (connect = false);
CREATE SUBSCRIPTION b CONNECTION 'postgresql://me:secret@nowhere:5433/d%20b?sslmode=require&application_name=x' PUBLICATION p WITH (connect = false);
CREATE SUBSCRIPTION c CONNECTION 'postgres://one:1,two:2,[::1]/d?target_session_attrs=any' PUBLICATION p WITH (connect = false);
CREATE SUBSCRIPTION d CONNECTION 'user=u host=h sslpassword=hidden' PUBLICATION p WITH (connect = false);

-- case: options since 15, since 15
CREATE SUBSCRIPTION a CONNECTION 'host=h' PUBLICATION p WITH (connect = false, two_phase, disable_on_error = true);
CREATE SUBSCRIPTION b CONNECTION 'host=h' PUBLICATION p WITH (connect = false, two_phase = false, disable_on_error = false);
ALTER SUBSCRIPTION b SET (disable_on_error);

-- case: options since 16, since 16
CREATE SUBSCRIPTION a CONNECTION 'host=h' PUBLICATION p WITH (connect = false, origin = none, run_as_owner = true, password_required = false, streaming = parallel);
CREATE SUBSCRIPTION b CONNECTION 'host=h' PUBLICATION p WITH (connect = false, origin = 'any', run_as_owner = false, password_required, streaming = on);

-- case: alter
CREATE SUBSCRIPTION s CONNECTION 'host=h' PUBLICATION a WITH (connect = false, slot_name = 's_slot');
CREATE SUBSCRIPTION gone CONNECTION 'host=h' PUBLICATION a WITH (connect = false, slot_name = NONE);
ALTER SUBSCRIPTION s CONNECTION 'host=h2 user=u password=p';
ALTER SUBSCRIPTION s ADD PUBLICATION b, c WITH (refresh = false);
ALTER SUBSCRIPTION s DROP PUBLICATION a WITH (refresh = false);
ALTER SUBSCRIPTION s SET (binary = true, synchronous_commit = remote_apply);
ALTER SUBSCRIPTION s SET (synchronous_commit = off, slot_name = 'quite_another');
ALTER SUBSCRIPTION s RENAME TO t;
DROP SUBSCRIPTION gone;
DROP SUBSCRIPTION IF EXISTS gone;

-- case: switched on and off
CREATE SUBSCRIPTION s CONNECTION 'host=h' PUBLICATION a WITH (connect = false);
CREATE SUBSCRIPTION u CONNECTION 'host=h' PUBLICATION a WITH (connect = false);
ALTER SUBSCRIPTION s SET PUBLICATION x, y WITH (refresh = false);
ALTER SUBSCRIPTION s ENABLE;
ALTER SUBSCRIPTION u ENABLE;
ALTER SUBSCRIPTION u DISABLE;
ALTER SUBSCRIPTION u SET (slot_name = NONE);

-- case: owner
CREATE ROLE pgen_subscriber SUPERUSER;
CREATE SUBSCRIPTION s CONNECTION 'host=h' PUBLICATION a WITH (connect = false);
ALTER SUBSCRIPTION s OWNER TO pgen_subscriber;
SET ROLE pgen_subscriber;
CREATE SUBSCRIPTION t CONNECTION 'host=h' PUBLICATION a WITH (connect = false);
RESET ROLE;

-- case: blocks see them
DO $$ BEGIN
 IF NOT EXISTS (SELECT 1 FROM pg_subscription WHERE subname = 'pgen_seen_by_block') THEN
  CREATE SUBSCRIPTION pgen_seen_by_block CONNECTION 'host=h' PUBLICATION a WITH (connect = false);
 END IF;
 IF EXISTS (SELECT 1 FROM pg_subscription WHERE subname = 'pgen_seen_by_block' AND NOT subenabled) THEN CREATE TABLE seen (); END IF;
END $$;
