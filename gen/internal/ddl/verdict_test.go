package ddl_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/pgen-go/pgen/gen/internal/ddl"
	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/source"
)

// TestVerdicts runs scripts full of hard cases on a server and in the replay,
// statement by statement: both must refuse the same statements with the same
// SQLSTATE, at the same place where the server gives one, and end with the same
// objects.
func TestVerdicts(t *testing.T) {
	t.Parallel()
	url := scratchURL(t)
	paths, err := filepath.Glob("testdata/verdicts*.sql")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no scripts in testdata: %v", err)
	}
	var scripts []string
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		scripts = append(scripts, strings.Split(string(data), "--- ")[1:]...)
	}
	for _, script := range scripts {
		name, text, _ := strings.Cut(script, "\n")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			compareVerdicts(t, url, name, text)
		})
	}
}

func compareVerdicts(t *testing.T, url, name, text string) {
	f, err := source.New(name, text)
	if err != nil {
		t.Fatal(err)
	}
	stmts, found := ddl.Statements(f)
	if err := found.Err(); err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	conn := scratchDatabase(t, url, "ddl_v_"+strings.ReplaceAll(name, " ", "_"))
	errorsAt, places := map[int]string{}, map[int]int{}
	for _, d := range ddl.New(ddl.Options{}).Apply(f) {
		if d.Severity == source.Error {
			for _, s := range stmts {
				if at := d.Span.File.Offset0 + d.Span.Start; at >= s.Span.Start && at < s.Span.End {
					errorsAt[s.Span.Start] = d.SQLState + ": " + d.Message
					places[s.Span.Start] = utf8.RuneCountInString(text[s.Span.Start:at]) + 1
				}
			}
		}
	}
	for _, s := range stmts {
		_, err := conn.PgConn().Exec(ctx, s.Span.Text()).ReadAll()
		var pgErr *pgconn.PgError
		state, _, _ := strings.Cut(errorsAt[s.Span.Start], ":")
		want := ""
		if errors.As(err, &pgErr) {
			want = pgErr.Code
		}
		switch {
		case want != state:
			t.Errorf("%s\n  server: %v\n  replay: %s", s.Span.Text(), err, errorsAt[s.Span.Start])
		case want != "" && hasPlace(s, pgErr) && int(pgErr.Position) != places[s.Span.Start]:
			t.Errorf("%s\n  server: %v at %d\n  replay: %s at %d", s.Span.Text(), err, pgErr.Position, errorsAt[s.Span.Start], places[s.Span.Start])
		}
	}
	r := ddl.New(ddl.Options{})
	r.Apply(f)
	want, got := serverObjects(t, conn), modelObjects(r.Database())
	for name := range want {
		if strings.Contains(name, "pg_temp") {
			delete(want, name)
		}
	}
	reportDifferences(t, name, want, got)
	checkReferences(t, r.Database())
}

// hasPlace reports whether the server says where in the statement the fault is. It may
// also count in a text that it made itself; of changes of rows only the state counts.
func hasPlace(s ddl.Statement, e *pgconn.PgError) bool {
	return e.Position > 0 && int(e.Position) <= utf8.RuneCountInString(s.Span.Text()) && s.Kind != "InsertStmt" && s.Kind != "UpdateStmt"
}

// maybeOfExtension reports whether an extension may have brought what is named.
func maybeOfExtension(db *schema.Database, ref schema.ID) bool {
	for x := range schema.AllOf[schema.Extension](db) {
		if x.Schema == ref.Schema && ref.Kind == schema.KindOperatorClass || ref.Name == x.ID.Name {
			return true
		}
	}
	return false
}

// checkReferences checks that nothing refers to what does not exist.
func checkReferences(t *testing.T, db *schema.Database) {
	t.Helper()
	multiranges := map[string]bool{}
	for r := range schema.AllOf[schema.Range](db) {
		multiranges[r.Multirange] = true
	}
	for o := range db.All() {
		for _, ref := range o.Refs() {
			if !db.Has(ref) && !maybeOfExtension(db, ref) && ref.Schema != "pg_catalog" && ref.Kind != schema.KindColumn && ref.Kind != schema.KindFunction && !multiranges[ref.Name] {
				t.Errorf("%s refers to %s, which does not exist", o.Address(), ref)
			}
		}
		owner := db.Owner(o.Address())
		if owner.Kind == schema.KindColumn && !db.Has(owner) { // a comment on a column of a view or composite type
			owner, _ = db.Relation(owner.Schema, owner.Relation)
		}
		if !owner.IsZero() && !db.Has(owner) {
			t.Errorf("%s has lost its owner %s", o.Address(), owner)
		}
	}
}
