package golang

import (
	"bytes"
	"fmt"
	"go/format"
	"os"
	"strings"
	"testing"

	"github.com/pgen-go/pgen/gen/internal/ddl"
	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/source"
)

// remarks are comments that gofmt leaves alone, and some that it changes.
var remarks = []string{
	"One line.", "No full stop", "Two lines,\nof one paragraph.", "A paragraph.\n\nAnother one.", "A Heading\n\nand text.", "Text.\n\nA Heading\n\nMore text.",
	"List:\n  - one\n  - two", "List:\n- one\n* two\n1. three", "# heading\n\ntext", "code:\n\n\tx := 1\n", " indented", "``quoted'' text", "[link]: https://example.com",
	"\n\nlate", "trailing\n\n\n", "äöü starts with a letter", "(starts with a bracket)", "go:generate looks like a directive", "tab\tinside", "\"", "`", "--", "",
}

// TestLayoutIsThatOfGofmt holds the two together: on every shape of column and name,
// and on comments that gofmt reads as lists, headings or code.
func TestLayoutIsThatOfGofmt(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"testdata/kitchen.sql", "testdata/hostile.sql"} {
		sql, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if left := compareLayouts(t, model(t, string(sql))); left > 0 {
			t.Errorf("%s: %d files were left to gofmt", path, left)
		}
	}
	for _, r := range remarks {
		quoted := "'" + strings.ReplaceAll(r, "'", "''") + "'"
		compareLayouts(t, model(t, "CREATE TYPE mood AS ENUM ('ok'); CREATE TABLE t (id int PRIMARY KEY, name text, äé mood);"+
			"COMMENT ON TABLE t IS "+quoted+"; COMMENT ON COLUMN t.name IS "+quoted+"; COMMENT ON TYPE mood IS "+quoted))
	}
}

// TestLayoutOfNames tries names of every length, since columns of the code depend on them.
func TestLayoutOfNames(t *testing.T) {
	t.Parallel()
	for n := 1; n < 60; n += 3 {
		sql := strings.Builder{}
		for table := range 3 {
			name := strings.Repeat(string(rune('a'+table)), n*(table+1)%59+1)
			fmt.Fprintf(&sql, "CREATE TABLE %s (id uuid PRIMARY KEY", name)
			for column := range n % 12 {
				fmt.Fprintf(&sql, ", %s_%d %s", strings.Repeat("x", (n*column)%50+1), column, []string{"int", "text NOT NULL", "text[]", "timestamptz", "jsonb"}[column%5])
			}
			fmt.Fprintf(&sql, ");\n")
		}
		compareLayouts(t, model(t, sql.String()))
	}
}

// TestLayoutGivesWay shows that what this package does not print is gofmt's work.
func TestLayoutGivesWay(t *testing.T) {
	t.Parallel()
	for _, code := range []string{
		"var x = a - b\n", "var x = f(a + b)\n", "func f() {\nfor {\n}\n}\n", "var x = a[1:2]\n", "var x = 1 // one\n", "/* x */\n", "func f() {\n", "}\n",
		"var x = \"a\n", "var x <-chan int\n", "var (\na, b = 1, 2\nc = 3\n)\n",
	} {
		var l layout
		if got, ok := l.format([]byte(code)); ok {
			t.Errorf("%q became %q; gofmt had better look at it", code, got)
		}
	}
}

func model(t *testing.T, sql string) *schema.Database {
	t.Helper()
	f, err := source.New("a.sql", sql)
	if err != nil {
		t.Fatal(err)
	}
	r := ddl.New(ddl.Options{})
	if err := r.Apply(f).Err(); err != nil {
		t.Fatal(err)
	}
	return r.Database()
}

// compareLayouts returns the number of files that layout did not do.
func compareLayouts(t *testing.T, db *schema.Database) (left int) {
	t.Helper()
	p, ds := build(db, Options{Package: "db"})
	if err := ds.Of(source.Error).Err(); err != nil {
		t.Fatal(err)
	}
	var w press
	for _, u := range p.units() {
		raw, err := w.print(p, u)
		if err != nil {
			t.Fatal(err)
		}
		want, err := format.Source(raw)
		if err != nil {
			t.Fatalf("%v\n%s", err, raw)
		}
		got, ok := w.layout.format(raw)
		if !ok {
			left++
		} else if !bytes.Equal(got, want) {
			t.Errorf("%s: got\n%s\nwant\n%s", u.name, got, want)
		}
	}
	return left
}
