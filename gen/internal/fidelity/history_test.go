package fidelity_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/pgen-go/pgen/gen/internal/ddl"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// historyLength is how many statements a random history has.
const historyLength = 24

// TestRandomHistories runs statements one after the other on a few objects, which they
// create, rename, move, change, drop and refer to again. What the server takes stays, and
// in the end both have the same objects.
func TestRandomHistories(t *testing.T) {
	t.Parallel()
	d := newDuel(t, "histories.sql")
	d.strict = true
	start := d.replay.Database()
	g := newGrammar(t, filepath.Join("testdata", "random", "histories.txt"), nil)
	for range rounds() / historyLength {
		d.history(t, g, start)
	}
}

// history runs one random history from the start, and goes back there.
func (d *duel) history(t *testing.T, g *grammar, start *schema.Database) {
	t.Helper()
	d.exec(t, "SAVEPOINT history")
	d.replay = ddl.New(ddl.Options{Base: start})
	var kept []string
	agree := true
	for range historyLength {
		sql := g.rule("statement")
		server, replayed := d.apply(t, sql, true)
		d.exec(t, "RELEASE random")
		if server == "" {
			kept = append(kept, sql)
			agree = agree && replayed == ""
		}
	}
	if agree {
		db := d.read(t)
		for _, difference := range compare(d.replay.Database().As(db.Reading), db) {
			t.Errorf("%s;\n%s", strings.Join(kept, ";\n"), difference)
		}
	}
	d.exec(t, "ROLLBACK TO history")
	d.exec(t, "RELEASE history")
}
