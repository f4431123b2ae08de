//go:build suite

package fidelity_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/pgen-go/pgen/gen/internal/catalog"
	"github.com/pgen-go/pgen/gen/internal/ddl"
	"github.com/pgen-go/pgen/gen/internal/source"
)

// TestRegressionSuite runs PostgreSQL's own regression tests, the files of
// src/test/regress/sql in its sources, statement by statement on a server and in the
// replay. PGEN_SUITE is that folder. It prints a table, and fails where the replay
// refuses what the server takes or gives another model. What follows a statement that
// pgen leaves to a server, or an index build that failed and left its index behind, counts
// as opaque. PGEN_SUITE_LIST is a file for the statements on which both differ.
func TestRegressionSuite(t *testing.T) {
	dir := os.Getenv("PGEN_SUITE")
	paths, err := filepath.Glob(filepath.Join(dir, "*.sql"))
	if err != nil || dir == "" || len(paths) == 0 {
		t.Fatalf("PGEN_SUITE=%q has no .sql files: set it to src/test/regress/sql of PostgreSQL's sources", dir)
	}
	s := connect(t)
	defer s.close(t)
	setup := read(t, filepath.Join(dir, "test_setup.sql"))
	total := verdicts{}
	var list strings.Builder
	table := fmt.Sprintf("%-28s %s\n", "file", strings.Join(headings, " "))
	for _, path := range paths {
		name := filepath.Base(path)
		// These are for other programs, or stop the server's session.
		if slices.Contains([]string{"test_setup.sql", "psql.sql", "psql_crosstab.sql", "infinite_recurse.sql"}, name) {
			continue
		}
		v := s.judgeSuite(t, name, setup, read(t, path), &list)
		total.add(v)
		table += fmt.Sprintf("%-28s %s\n", strings.TrimSuffix(name, ".sql"), v)
	}
	t.Logf("\n%s%-28s %s", table, "all", total)
	if to := os.Getenv("PGEN_SUITE_LIST"); to != "" {
		if err := os.WriteFile(to, []byte(list.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// headings name the numbers of verdicts.
var headings = []string{"taken", "alike", "other-state", "other-place", "server-only", "replay-only", "opaque", "model"}

// verdicts counts the statements of a file by what server and replay say.
type verdicts [8]int

func (v *verdicts) add(o verdicts) {
	for i, n := range o {
		v[i] += n
	}
}

func (v verdicts) String() string {
	parts := make([]string, len(v))
	for i, n := range v {
		parts[i] = fmt.Sprintf("%*d", len(headings[i]), n)
	}
	return strings.Join(parts, " ")
}

// told is what the server says of a statement, and where that stands in what is replayed.
type told struct {
	sql, kind, state, message string
	// position is that of the error in characters, 0 for none.
	position, start, end int
}

// aloneKinds refuse transactions and leave the schema as it is.
var aloneKinds = []string{"CreateTableSpaceStmt", "CreatedbStmt", "DropTableSpaceStmt", "DropdbStmt", "ReindexStmt", "VacuumStmt"}

// judgeSuite runs one file in a database of its own, then in a replay. What the server
// refuses is rolled back in both.
func (s *server) judgeSuite(t *testing.T, name, setup, text string, list *strings.Builder) (v verdicts) {
	t.Helper()
	ctx := context.Background()
	conn, database, err := s.create()
	if err != nil {
		t.Fatal(err)
	}
	defer s.dropRegressRoles(t)
	defer s.drop(t, conn, database)
	for _, sql := range []string{"set statement_timeout = '20s'", "alter database " + database + " set datestyle = 'Postgres, MDY'"} {
		if err := run(ctx, conn, sql); err != nil {
			t.Fatal(err)
		}
	}
	var script strings.Builder
	s.tell(t, conn, setup, &script)
	all := s.tell(t, conn, text, &script)
	for _, sql := range []string{"rollback", "reset session authorization", "reset role", "discard all"} {
		_ = run(ctx, conn, sql)
	}
	script.WriteString("rollback;\n")
	replay := ddl.New(ddl.Options{})
	found := replay.Apply(file(t, name, script.String()))
	blind := false
	for _, x := range all {
		n, replayed := x.verdict(found, blind)
		v[n]++
		switch n {
		case 2, 3, 4:
			fmt.Fprintf(list, "%s\t%s\t%s\tserver %s at %d: %s\treplay %s at %d: %s\t%s\n", headings[n], x.kind, name, x.state, x.position, flat(x.message),
				replayed.SQLState, x.place(replayed), flat(replayed.Message), flat(x.sql))
		case 5:
			t.Errorf("%s: the server takes it, the replay refuses with %s (%s): %s", name, replayed.SQLState, replayed.Message, x.sql)
		}
		blind = blind || n == 6 || x.state != "" && strings.Contains(strings.ToLower(x.sql), "concurrently")
	}
	db, _, err := catalog.Read(ctx, conn, catalog.Options{SessionOwner: true})
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return v
	}
	for _, difference := range compare(replay.Database().As(db.Reading), db) {
		v[7]++
		t.Errorf("%s: %s", name, difference)
	}
	return v
}

// tell runs the statements of a file one by one and adds them to the script, those that
// the server refuses between BEGIN and ROLLBACK, or SAVEPOINT and ROLLBACK TO.
func (s *server) tell(t *testing.T, conn *pgx.Conn, text string, script *strings.Builder) []told {
	t.Helper()
	ctx := context.Background()
	statements, _ := ddl.Statements(file(t, "suite.sql", strings.NewReplacer(`\gset`, ";", `\gexec`, ";", `\gdesc`, ";", `\;`, ";").Replace(text)))
	var all []told
	for _, st := range statements {
		x := told{sql: st.Span.Text(), kind: st.Kind}
		if low := strings.ToLower(x.sql); strings.Contains(low, "copy") && (strings.Contains(low, "stdin") || strings.Contains(low, "stdout")) {
			continue // the driver would wait for rows
		}
		inside, own := conn.PgConn().TxStatus() == 'T', st.Kind == "TransactionStmt"
		if inside && !own {
			_ = run(ctx, conn, "savepoint suite")
		}
		err := run(ctx, conn, x.sql)
		var fault *pgconn.PgError
		if errors.As(err, &fault) {
			x.state, x.position, x.message = fault.Code, int(fault.Position), fault.Message
		} else if err != nil {
			t.Fatalf("%s: %v", x.sql, err)
		}
		before, after := "", ";\n"
		switch {
		case own:
		case inside && err != nil:
			before, after = "savepoint suite;", ";rollback to savepoint suite;\n"
			_ = run(ctx, conn, "rollback to savepoint suite")
		case inside:
			_ = run(ctx, conn, "release savepoint suite")
		case err != nil && !slices.Contains(aloneKinds, x.kind):
			before, after = "begin;", ";rollback;\n"
		}
		if conn.PgConn().TxStatus() == 'E' {
			_ = run(ctx, conn, "rollback")
		}
		x.start = script.Len() + len(before)
		script.WriteString(before + x.sql + after)
		x.end = script.Len()
		all = append(all, x)
	}
	return all
}

// verdict compares what both say of one statement: the heading that it counts under, and
// what the replay found. A blind replay lacks something that was left to a server.
func (x told) verdict(found source.Diagnostics, blind bool) (int, source.Diagnostic) {
	var replayed source.Diagnostic
	opaque := false
	for _, d := range found {
		if at := d.Span.File.Offset0 + d.Span.Start; at >= x.start && at < x.end {
			opaque = opaque || d.Severity == source.Opaque
			if d.Severity == source.Error && replayed.Span.IsZero() {
				replayed = d
			}
		}
	}
	switch {
	case opaque || x.state == "" && replayed.SQLState != "" && blind:
		return 6, replayed
	case x.state == "" && replayed.SQLState == "":
		return 0, replayed
	case x.state == "":
		return 5, replayed
	case replayed.SQLState == "":
		return 4, replayed
	case replayed.SQLState != x.state:
		return 2, replayed
	case x.position > 0 && x.position != x.place(replayed):
		return 3, replayed
	}
	return 1, replayed
}

// flat puts a text on one line.
func flat(text string) string { return strings.Join(strings.Fields(text), " ") }

// place is where in the statement the replay found something, in characters from 1.
func (x told) place(d source.Diagnostic) int {
	if at := d.Span.Start - x.start; !d.Span.IsZero() && at >= 0 && at <= len(x.sql) {
		return len([]rune(x.sql[:at])) + 1
	}
	return 0
}

// dropRegressRoles drops the roles that a file left behind; they belong to all databases.
func (s *server) dropRegressRoles(t *testing.T) {
	t.Helper()
	ctx := context.Background()
	rows, err := s.admin.Query(ctx, "select rolname from pg_roles where rolname like 'regress%'")
	if err != nil {
		t.Fatal(err)
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		role := pgx.Identifier{name}.Sanitize()
		_, _ = s.admin.Exec(ctx, "drop owned by "+role+" cascade")
		_, _ = s.admin.Exec(ctx, "drop role "+role)
	}
}
