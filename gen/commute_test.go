package gen_test

import (
	"context"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/pgen-go/pgen/gen"
	"github.com/pgen-go/pgen/gen/internal/catalog"
	"github.com/pgen-go/pgen/gen/internal/diff"
	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/scratch/scratchtest"
	"github.com/pgen-go/pgen/gen/internal/source"
)

const commonBase = `CREATE TABLE a (id int PRIMARY KEY, x int, y text);
CREATE TABLE b (id int PRIMARY KEY, a int REFERENCES a);
CREATE TYPE mood AS ENUM ('sad');
CREATE VIEW v AS SELECT id, x FROM a;
CREATE FUNCTION f(n int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT n + 1';
`

// sides are what somebody may add to the common base, each alone.
var sides = []string{
	"ALTER TABLE a ADD COLUMN z int;",
	"ALTER TABLE a DROP COLUMN y;",
	"ALTER TABLE a ALTER COLUMN y TYPE varchar(10);",
	"ALTER TABLE a RENAME TO accounts;",
	"CREATE INDEX a_y ON a (y);",
	"ALTER TABLE a ADD CHECK (x > 0);",
	"DROP TABLE b;",
	"ALTER TABLE b ADD COLUMN m mood;",
	"ALTER TYPE mood ADD VALUE 'ok';",
	"ALTER TYPE mood ADD VALUE 'great';",
	"CREATE OR REPLACE VIEW v AS SELECT id, x, y FROM a;",
	"CREATE OR REPLACE FUNCTION f(n int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT n + 2';",
	"CREATE INDEX a_f ON a (f(x));",
	"COMMENT ON TABLE a IS 'one';",
	"COMMENT ON TABLE a IS 'two';",
}

// TestVerdictsAreTheServers asks PostgreSQL about every pair: what commutes must
// give the same catalogs in both orders, what clashes must not.
func TestVerdictsAreTheServers(t *testing.T) {
	t.Parallel()
	p, err := gen.Open(gen.Settings{Environ: []string{}})
	if err != nil {
		t.Fatal(err)
	}
	base := file(t, "base.sql", commonBase)
	server := newJudge(t)
	count := map[gen.Verdict]int{}
	for i, theirs := range sides {
		for _, ours := range sides[i+1:] {
			c, err := p.OrderOf(t.Context(), base, file(t, "theirs.sql", theirs), file(t, "ours.sql", ours))
			if err != nil {
				t.Fatal(err)
			}
			count[c.Verdict]++
			same, why := server.sameEitherWay(theirs, ours)
			if c.Verdict == gen.Commutes && !same || c.Verdict == gen.Clashes && same || c.Verdict == gen.Undecided {
				t.Errorf("%s\n%s\nverdict %s (%s), the server says %s", theirs, ours, c.Verdict, c.Reason, why)
			}
			if c.Verdict == gen.Clashes && len(c.Overlaps) == 0 && !strings.Contains(c.Reason, "exists") {
				t.Errorf("%s\n%s\nclash, but touch nothing in common: %s", theirs, ours, c.Reason)
			}
		}
	}
	t.Log(count)
}

func file(t *testing.T, name, text string) *source.File {
	t.Helper()
	f, err := source.New(name, text)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// judge is a database that is emptied again and again.
type judge struct {
	t    *testing.T
	conn *pgx.Conn
}

func newJudge(t *testing.T) judge {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), scratchtest.Database(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(context.Background()) })
	return judge{t, conn}
}

func (j judge) sameEitherWay(a, b string) (same bool, why string) {
	forth, err := j.catalogs(commonBase, a, b)
	if err != nil {
		return false, err.Error()
	}
	back, err := j.catalogs(commonBase, b, a)
	if err != nil {
		return false, err.Error()
	}
	if changes := diff.Compare(forth, back, diff.Hints{}); len(changes) > 0 {
		return false, "the catalogs differ"
	}
	return true, "either order is the same"
}

func (j judge) catalogs(statements ...string) (*schema.Database, error) {
	ctx := j.t.Context()
	for _, sql := range append([]string{"DROP SCHEMA public CASCADE; CREATE SCHEMA public;"}, statements...) {
		if _, err := j.conn.Exec(ctx, sql, pgx.QueryExecModeSimpleProtocol); err != nil {
			return nil, err
		}
	}
	db, _, err := catalog.Read(ctx, j.conn, catalog.Options{})
	return db, err
}

// TestWhatRowsAndUnknownStatementsDo: the schema is the same, so it is not known.
func TestWhatRowsAndUnknownStatementsDo(t *testing.T) {
	t.Parallel()
	p, err := gen.Open(gen.Settings{Environ: []string{}})
	if err != nil {
		t.Fatal(err)
	}
	base := file(t, "base.sql", commonBase)
	for _, tc := range []struct {
		theirs, ours string
		want         gen.Verdict
		overlap      string
	}{
		{"UPDATE a SET x = 1;", "UPDATE b SET a = 1;", gen.Commutes, ""},
		{"UPDATE a SET x = 1;", "UPDATE a SET x = 2;", gen.Undecided, "table public.a"},
		{"INSERT INTO a VALUES (1);", "ALTER TABLE a ADD CHECK (x > 0);", gen.Undecided, "table public.a"},
		{"INSERT INTO b SELECT 1, id FROM a;", "DELETE FROM a;", gen.Undecided, "table public.a"},
		{"INSERT INTO b SELECT 1, id FROM a;", "ALTER TABLE a ALTER COLUMN x SET DEFAULT 1;", gen.Undecided, "table public.a"},
		{"TRUNCATE a, b;", "COPY b FROM STDIN;", gen.Undecided, "table public.b"},
		{"SELECT * FROM a;", "UPDATE a SET x = 2;", gen.Undecided, "table public.a"},
		{"UPDATE a SET x = 1;", "CREATE TABLE c (id int);", gen.Commutes, ""},
		{"DO $$ BEGIN EXECUTE 'CREATE TABLE ' || current_user || '_t ()'; END $$;", "CREATE TABLE c (id int);", gen.Undecided, ""},
		{"DO $$ BEGIN UPDATE a SET x = 1; END $$;", "DELETE FROM a;", gen.Undecided, ""},
	} {
		c, err := p.OrderOf(t.Context(), base, file(t, "theirs.sql", tc.theirs), file(t, "ours.sql", tc.ours))
		if err != nil {
			t.Fatal(err)
		}
		var objects []string
		for _, o := range c.Overlaps {
			objects = append(objects, o.Object)
		}
		if c.Verdict != tc.want || !strings.Contains(strings.Join(objects, ", "), tc.overlap) {
			t.Errorf("%s | %s: %s (%s), overlaps %v; want %s on %s", tc.theirs, tc.ours, c.Verdict, c.Reason, objects, tc.want, tc.overlap)
		}
	}
}
