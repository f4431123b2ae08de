package gen_test

import (
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/pgen-go/pgen/gen"
)

// TestScriptOfADatabaseWithStaleFunctions prints a database with a function whose table
// is gone: the script must make the same in an empty one.
func TestScriptOfADatabaseWithStaleFunctions(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		sql       string
		unchecked bool
	}{
		"stale": {"CREATE TABLE gone (id int); CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT id FROM gone'; DROP TABLE gone;", true},
		"fresh": {"CREATE TABLE kept (id int); CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT id FROM kept';", false},
	} {
		url := newDatabase(t, func(conn *pgx.Conn) { execText(t, conn, tc.sql) })
		p := project(t, map[string]string{"pgen.yaml": ""})
		script, err := p.Script(t.Context(), url, gen.ReplayAuto)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(script.SQL, "check_function_bodies"); got != tc.unchecked {
			t.Errorf("%s: the check is off: %v\n%s", name, got, script.SQL)
		}
		newDatabase(t, func(conn *pgx.Conn) { execText(t, conn, script.SQL) })
	}
}
