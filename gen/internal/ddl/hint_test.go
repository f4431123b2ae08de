package ddl_test

import (
	"testing"

	"github.com/pgen-go/pgen/gen/internal/ddl"
	"github.com/pgen-go/pgen/gen/internal/source"
)

// TestHints wants every error about what is missing or there already, and about what
// only a server understands, to say what to do.
func TestHints(t *testing.T) {
	t.Parallel()
	const before = "CREATE TABLE t (a int, CONSTRAINT c CHECK (a > 0)); CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE SCHEMA s; CREATE TYPE e AS ENUM ('x');\n"
	for _, statement := range []string{
		"ALTER TABLE gone ADD COLUMN b int", "DROP TABLE gone", "DROP TABLE gone.t", "CREATE TABLE u (a gone)", "DROP FUNCTION gone()",
		"ALTER TABLE t ALTER gone SET NOT NULL", "ALTER TABLE t DROP CONSTRAINT gone", "CREATE INDEX ON t (gone)", "CREATE VIEW v AS SELECT gone FROM t",
		"CREATE VIEW v AS SELECT * FROM gone", "CREATE VIEW v AS SELECT gone()", "INSERT INTO t (gone) VALUES (1)", "UPDATE gone SET a = 1", "DROP TYPE gone",
		"CREATE TABLE t ()", "ALTER TABLE t ADD COLUMN a int", "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 1)", "CREATE SCHEMA s", "CREATE TYPE e AS ENUM ()",
		"CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'", "CREATE FUNCTION g() RETURNS int LANGUAGE sql AS 'SELECT a FROM gone'",
		"CREATE SCHEMA AUTHORIZATION CURRENT_USER", "CREATE TRIGGER x AFTER INSERT ON t EXECUTE FUNCTION gone()", "COMMENT ON COLUMN t.gone IS ''",
	} {
		found := ddl.New(ddl.Options{}).Apply(file(t, before+statement))
		errors := found.Of(source.Error)
		if len(errors) != 1 || errors[0].Hint == "" {
			t.Errorf("%s gives %v, without a hint or not once", statement, found)
		}
	}
}
