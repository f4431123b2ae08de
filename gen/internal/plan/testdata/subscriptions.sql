-- case: made and dropped
CREATE TABLE t (id int);
CREATE SUBSCRIPTION a CONNECTION 'host=h user=u' PUBLICATION p WITH (connect = false, slot_name = NONE);
CREATE SUBSCRIPTION b CONNECTION 'host=h user=u' PUBLICATION p WITH (connect = false);
-- new
CREATE TABLE t (id int);
CREATE SUBSCRIPTION "C c" CONNECTION 'host=h user=u' PUBLICATION p, q WITH (connect = false, slot_name = 'its_own', binary, streaming = on);
COMMENT ON SUBSCRIPTION "C c" IS 'new';

-- case: altered
CREATE SUBSCRIPTION s CONNECTION 'host=h user=u' PUBLICATION p WITH (connect = false, binary);
-- new
CREATE SUBSCRIPTION s CONNECTION 'host=h2 user=u application_name=''x y''' PUBLICATION q, p WITH (connect = false, slot_name = 'x', synchronous_commit = 'local');

-- case: switched on and off
CREATE SUBSCRIPTION s CONNECTION 'host=h' PUBLICATION p WITH (connect = false);
ALTER SUBSCRIPTION s ENABLE;
CREATE SUBSCRIPTION u CONNECTION 'host=h' PUBLICATION p WITH (connect = false, slot_name = NONE);
-- new
CREATE SUBSCRIPTION s CONNECTION 'host=h' PUBLICATION p WITH (connect = false, slot_name = NONE);
CREATE SUBSCRIPTION u CONNECTION 'host=h' PUBLICATION p WITH (connect = false);
ALTER SUBSCRIPTION u ENABLE;

-- case: made anew, since 15
CREATE SUBSCRIPTION s CONNECTION 'host=h' PUBLICATION p WITH (connect = false, two_phase, disable_on_error);
-- new
CREATE SUBSCRIPTION s CONNECTION 'host=h' PUBLICATION p WITH (connect = false);
