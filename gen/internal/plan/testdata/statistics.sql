-- case: changed statistics
CREATE SCHEMA app;
CREATE TABLE t (a int, b text, c int);
CREATE TABLE gone (a int, b int);
CREATE STATISTICS one ON a, b FROM t;
CREATE STATISTICS two (mcv) ON a, c FROM t;
CREATE STATISTICS three ON (lower(b)), a FROM t;
CREATE STATISTICS four ON a, b FROM gone;
CREATE STATISTICS five ON a, c FROM t;
COMMENT ON STATISTICS one IS '1';
ALTER STATISTICS one SET STATISTICS 100;
-- new
CREATE SCHEMA app;
CREATE TABLE t (a bigint, b text, d int);
CREATE STATISTICS one ON a, b FROM t;
CREATE STATISTICS two (mcv, ndistinct) ON a, d FROM t;
CREATE STATISTICS app.three ON (upper(b)) FROM t;
CREATE STATISTICS five ON a, d FROM t;
ALTER STATISTICS five SET STATISTICS 5;
COMMENT ON STATISTICS two IS '2';

-- case: targets that outlive a change of type
CREATE TABLE t (a int, b text);
CREATE STATISTICS one ON a, b FROM t;
CREATE STATISTICS two ON a, (lower(b)) FROM t;
ALTER STATISTICS one SET STATISTICS 100;
-- new
CREATE TABLE t (a bigint, b varchar(10));
CREATE STATISTICS one ON a, b FROM t;
CREATE STATISTICS two ON a, (lower(b)) FROM t;
ALTER STATISTICS one SET STATISTICS 100;
ALTER STATISTICS two SET STATISTICS 50;
