package fidelity_test

import (
	"context"
	"errors"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/pgen-go/pgen/gen/internal/catalog"
	"github.com/pgen-go/pgen/gen/internal/ddl"
	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/source"
)

// duel is one schema on a server, in a transaction, and in a replay.
type duel struct {
	server *server
	tx     pgx.Tx
	replay *ddl.Replay
	base   *source.File
	// same counts the statements that both refuse with one state, other those with two,
	// accepted those that both take, and lenient those that the replay alone takes.
	same, other, accepted, lenient int
}

func newDuel(t *testing.T, script string) *duel {
	t.Helper()
	d := &duel{server: connect(t), replay: ddl.New(ddl.Options{}), base: file(t, script, read(t, filepath.Join("testdata", "random", script)))}
	t.Cleanup(func() { d.server.close(t) })
	d.server.supported(t, nil)
	ctx := context.Background()
	if err := d.server.createRole("pgen_random_role"); err != nil {
		t.Fatal(err)
	}
	var err error
	if d.tx, err = d.server.shared.Begin(ctx); err != nil {
		t.Fatal(err)
	}
	if err := run(ctx, d.server.shared, d.base.Text); err != nil {
		t.Fatal(err)
	}
	if err := d.replay.Apply(d.base).Err(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		t.Logf("accepted %d, refused alike %d, with another state %d, by the server alone %d", d.accepted, d.same, d.other, d.lenient)
	})
	return d
}

func (d *duel) exec(t *testing.T, sql string) {
	t.Helper()
	if err := run(context.Background(), d.server.shared, sql); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}

// apply runs the statement on both; what the server refuses leaves no trace there. It
// returns the states, "" for none.
func (d *duel) apply(t *testing.T, sql, before, after string) (server, replayed string) {
	t.Helper()
	d.exec(t, "SAVEPOINT random")
	err := run(context.Background(), d.server.shared, sql)
	var fault *pgconn.PgError
	if errors.As(err, &fault) {
		server = fault.Code
		d.exec(t, "ROLLBACK TO random")
	} else if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	found := d.replay.Apply(file(t, "random", before+sql+after))
	if len(found.Of(source.Opaque)) > 0 {
		return server, server
	}
	if faults := found.Of(source.Error); len(faults) > 0 {
		replayed = faults[0].SQLState
	}
	switch {
	case server == "" && replayed == "":
		d.accepted++
	case server == replayed:
		d.same++
	case replayed == "":
		d.lenient++
		t.Logf("the server alone refuses with %s: %s", server, sql)
	case server != "":
		d.other++
		t.Logf("the server refuses with %s, the replay with %s: %s", server, replayed, sql)
	default:
		t.Errorf("the server takes it, the replay refuses with %s: %s", replayed, sql)
	}
	return server, replayed
}

// read reads the model of the server.
func (d *duel) read(t *testing.T) *schema.Database {
	t.Helper()
	db, _, err := catalog.Read(context.Background(), nested{d.tx}, catalog.Options{SessionOwner: true})
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// TestRandomStatements runs statements that are often wrong: each must be taken or
// refused by the replay as by the server, and leave no trace once it is rolled back. The
// states are those of version 15; older and newer ones differ in some.
func TestRandomStatements(t *testing.T) {
	t.Parallel()
	d := newDuel(t, "statements.sql")
	start := d.replay.Database()
	g := newGrammar(t, filepath.Join("testdata", "random", "statements.txt"), start)
	kinds := append(g.named("statement "), "statement alter table", "statement alter table", "statement alter table", "statement create table",
		"statement create table", "statement index")
	seen := map[string]bool{}
	for i := range 1500 {
		g.columns = nil
		sql := g.rule(g.pick(kinds))
		if seen[sql] {
			continue
		}
		seen[sql] = true
		server, _ := d.apply(t, sql, "BEGIN;", ";ROLLBACK;")
		if server == "" && i%25 == 0 {
			other := ddl.New(ddl.Options{})
			other.Apply(d.base)
			// Temporary objects end with the file; the server still has them.
			if found := other.Apply(file(t, "random", sql)); found.Err() == nil && !strings.Contains(sql, "TEMP") {
				db := d.read(t)
				for _, difference := range compare(other.Database().As(db.Reading), db) {
					t.Errorf("%s: %s", sql, difference)
				}
			}
		}
		if server == "" {
			d.exec(t, "ROLLBACK TO random")
		}
		d.exec(t, "RELEASE random")
	}
	for _, difference := range compare(d.replay.Database(), start) {
		t.Errorf("after all was rolled back: %s", difference)
	}
	if refused := d.same + d.other + d.lenient; d.server.version == 15 && d.same*100 < refused*80 {
		t.Errorf("only %d of %d refusals are the same", d.same, refused)
	}
}

// TestRandomExpressions puts expressions into checks, defaults, indexes, generated
// columns, policies, triggers and views; what both take must be equal when it is read
// back.
func TestRandomExpressions(t *testing.T) {
	t.Parallel()
	d := newDuel(t, "expressions.sql")
	g := newGrammar(t, filepath.Join("testdata", "random", "expressions.txt"), nil)
	g.literal = true
	g.leaves = map[string]string{"I": "id", "T": "name", "B": "ok", "F": "n", "D": "d", "TS": "at", "V": "iv", "J": "doc", "AT": "tags", "AI": "nums", "O": "m"}
	for i := range 1500 {
		sql := g.wrapped(i)
		if isFolded(sql) {
			continue
		}
		server, replayed := d.apply(t, sql, "", "")
		if server == "" || replayed != "" {
			d.exec(t, "RELEASE random")
			continue
		}
		d.exec(t, "RELEASE random")
		d.undo(t, i)
	}
	db := d.read(t)
	for _, difference := range compare(d.replay.Database().As(db.Reading), db) {
		t.Error(difference)
	}
	keepApart(t, db)
	if d.accepted < 900 {
		t.Errorf("only %d expressions were compared", d.accepted)
	}
}

// keepApart checks that what the server prints in two ways is not one to us.
func keepApart(t *testing.T, db *schema.Database) {
	t.Helper()
	texts := map[string]string{}
	same := func(kind string, e schema.Expr) {
		key := kind + e.Key
		if have, ok := texts[key]; ok && have != e.SQL && !calledByName(have) && !calledByName(e.SQL) {
			t.Errorf("one key for two texts:\n%s\n%s\n%s", have, e.SQL, e.Key)
		}
		texts[key] = e.SQL
	}
	for v := range schema.AllOf[schema.View](db) {
		same("view ", v.Query)
	}
	for c := range schema.AllOf[schema.Check](db) {
		same("check ", c.Expr)
	}
	for p := range schema.AllOf[schema.Policy](db) {
		same("policy ", p.Using)
	}
}

// calledByName reports whether a text calls a function that the server prints in the
// syntax of the standard where the author used that: timezone('utc', x) for x AT TIME
// ZONE 'utc'. They are the same call.
func calledByName(text string) bool {
	for _, name := range []string{"timezone(", "btrim(", "ltrim(", "rtrim(", "overlay(", "substring(", "normalize(", "like_escape("} {
		if strings.Contains(text, name) || strings.Contains(text, `"`+strings.TrimSuffix(name, "(")+`"(`) {
			return true
		}
	}
	return false
}

// isFolded reports whether the server may find that an expression is immutable only
// because it works out a part of it beforehand.
func isFolded(sql string) bool {
	return (strings.Contains(sql, "CASE") || strings.Contains(sql, "COALESCE") || strings.Contains(sql, "fi(")) &&
		(strings.Contains(sql, "CREATE INDEX") || strings.Contains(sql, "GENERATED"))
}

// undo takes back in the replay what the server alone refused.
func (d *duel) undo(t *testing.T, number int) {
	t.Helper()
	for _, form := range []string{"VIEW IF EXISTS v#", "INDEX IF EXISTS i#", "TABLE IF EXISTS d#", "TABLE IF EXISTS g#", "POLICY IF EXISTS p# ON t", "TRIGGER IF EXISTS g# ON t",
		"EXTENSION IF EXISTS intarray"} {
		d.replay.Apply(file(t, "undo", "DROP "+strings.ReplaceAll(form, "#", strconv.Itoa(number))))
	}
	d.replay.Apply(file(t, "undo", "ALTER TABLE t DROP CONSTRAINT IF EXISTS k"+strconv.Itoa(number)))
}
