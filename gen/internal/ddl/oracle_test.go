package ddl_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl"
	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/scratch/scratchtest"
	"github.com/pgen-go/pgen/gen/internal/source"
)

const dataDir = "../../../../shared/data/migrations"

// migrationSet is a real migration folder.
type migrationSet struct {
	name    string
	prelude []string
	files   []*source.File
}

// loadSets reads the migration folders; without them the test is skipped, under
// CI it fails.
func loadSets(t testing.TB) []migrationSet {
	t.Helper()
	dirs, _ := filepath.Glob(dataDir + "/*/meta.json")
	if len(dirs) == 0 {
		if os.Getenv("CI") == "true" {
			t.Fatal("no migration folders in " + dataDir)
		}
		t.Skip("no migration folders in " + dataDir)
	}
	var out []migrationSet
	for _, meta := range dirs {
		out = append(out, loadSet(t, filepath.Dir(meta)))
	}
	return out
}

func loadSet(t testing.TB, dir string) migrationSet {
	t.Helper()
	var meta struct {
		Prelude []string
		Render  struct{ Split string }
	}
	data, err := os.ReadFile(filepath.Join(dir, "meta.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &meta); err != nil {
		t.Fatal(err)
	}
	set := migrationSet{name: filepath.Base(dir), prelude: meta.Prelude}
	order, err := os.ReadFile(filepath.Join(dir, "order.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for name := range strings.FieldsSeq(string(order)) {
		data, err := os.ReadFile(filepath.Join(dir, "files", name))
		if err != nil {
			t.Fatal(err)
		}
		// The tools whose folders these are skip a byte order mark.
		f, err := source.New(filepath.Join(set.name, name), strings.TrimPrefix(string(data), "\ufeff"))
		if err != nil {
			t.Fatal(err)
		}
		set.files = append(set.files, upHalf(f, meta.Render.Split))
	}
	return set
}

var downMark = regexp.MustCompile(`(?m)^--\s*\+(goose|migrate)\s+Down`)

// upHalf cuts the down half off files that hold both directions.
func upHalf(f *source.File, split string) *source.File {
	if at := downMark.FindStringIndex(f.Text); split != "" && at != nil {
		return f.Part(0, at[0])
	}
	return f
}

func replay(t testing.TB, set migrationSet) (*schema.Database, source.Diagnostics) {
	t.Helper()
	r := ddl.New(ddl.Options{})
	var found source.Diagnostics
	for _, sql := range set.prelude {
		f, err := source.New("prelude", sql)
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, r.Apply(f)...)
	}
	for _, f := range set.files {
		found = append(found, r.Apply(f)...)
	}
	return r.Database(), found
}

// outcome is one line of the table that TestOracle prints.
type outcome struct {
	set                                    string
	objects, differ, expressions, keys     int
	errors, opaque, warnings, milliseconds int
}

// TestOracle applies real migration folders to a server and replays them; both
// must have the same objects, and the server's text of every expression must mean
// what the author's does.
func TestOracle(t *testing.T) {
	t.Parallel()
	url := scratchURL(t)
	sets := loadSets(t)
	outcomes := make([]outcome, len(sets))
	t.Cleanup(func() {
		t.Logf("%-20s %8s %7s %12s %7s %7s %7s %9s %6s", "set", "objects", "differ", "expressions", "differ", "errors", "opaque", "warnings", "ms")
		for _, o := range outcomes {
			t.Logf("%-20s %8d %7d %12d %7d %7d %7d %9d %6d", o.set, o.objects, o.differ, o.expressions, o.keys, o.errors, o.opaque, o.warnings, o.milliseconds)
		}
	})
	for i, set := range sets {
		t.Run(set.name, func(t *testing.T) {
			t.Parallel()
			outcomes[i] = compareSet(t, url, set)
		})
	}
}

func compareSet(t *testing.T, url string, set migrationSet) outcome {
	t.Helper()
	o := outcome{set: set.name}
	start := time.Now()
	db, found := replay(t, set)
	o.milliseconds = int(time.Since(start).Milliseconds())
	for _, d := range found.Of(source.Error) {
		t.Error(d)
	}
	for _, d := range found.Of(source.Opaque) {
		t.Log(d)
	}
	o.errors, o.opaque, o.warnings = len(found.Of(source.Error)), len(found.Of(source.Opaque)), len(found.Of(source.Warning))
	conn := scratchDatabase(t, url, "ddl_"+strings.ReplaceAll(set.name, "-", "_"))
	applySet(t, conn, set)
	want := serverObjects(t, conn)
	o.objects, o.differ = len(want), reportDifferences(t, set.name, want, modelObjects(db))
	o.expressions, o.keys = compareExpressions(t, set.name, conn, db)
	checkReferences(t, db)
	return o
}

// unknownTypes reports whether two lists of columns differ only in types that the
// replay leaves open, as it may in views.
func unknownTypes(server, replay string) bool {
	a, b := strings.Split(server, ", "), strings.Split(replay, ", ")
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		name, _, _ := strings.Cut(a[i], " ")
		if a[i] != b[i] && b[i] != name+" ?" {
			return false
		}
	}
	return true
}

func scratchURL(t testing.TB) string {
	t.Helper()
	return scratchtest.Server(t).URL()
}

// scratchDatabase makes a database that goes away with the test.
func scratchDatabase(t testing.TB, url, name string) *pgx.Conn {
	t.Helper()
	ctx := context.Background()
	name = fmt.Sprintf("%s_%d", name, os.Getpid())
	admin, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close(ctx)
	if _, err := admin.Exec(ctx, "CREATE DATABASE "+pgx.Identifier{name}.Sanitize()); err != nil {
		t.Fatal(err)
	}
	config, err := pgx.ParseConfig(url)
	if err != nil {
		t.Fatal(err)
	}
	config.Database = name
	config.RuntimeParams["jit"] = "off" // costs more than the queries themselves
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		conn.Close(ctx)
		admin, err := pgx.Connect(ctx, url)
		if err != nil {
			t.Error(err)
			return
		}
		defer admin.Close(ctx)
		if _, err := admin.Exec(ctx, "DROP DATABASE "+pgx.Identifier{name}.Sanitize()+" WITH (FORCE)"); err != nil {
			t.Error(err)
		}
	})
	return conn
}

func applySet(t testing.TB, conn *pgx.Conn, set migrationSet) {
	t.Helper()
	ctx := context.Background()
	for _, sql := range set.prelude {
		if _, err := conn.PgConn().Exec(ctx, sql).ReadAll(); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range set.files {
		applyFile(t, conn, f)
	}
}

// applyFile runs a file whole, or statement by statement when it cannot run in a transaction.
func applyFile(t testing.TB, conn *pgx.Conn, f *source.File) {
	t.Helper()
	ctx := context.Background()
	whole := !strings.Contains(strings.ToUpper(f.Text), "CONCURRENTLY")
	if whole {
		if _, err := conn.PgConn().Exec(ctx, f.Text).ReadAll(); err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
	} else {
		stmts, found := ddl.Statements(f)
		if err := found.Err(); err != nil {
			t.Fatal(err)
		}
		for _, s := range stmts {
			if _, err := conn.PgConn().Exec(ctx, s.Span.Text()).ReadAll(); err != nil {
				t.Fatalf("%s: %v", s.Span, err)
			}
		}
	}
	if _, err := conn.PgConn().Exec(ctx, "RESET ALL; DISCARD TEMP").ReadAll(); err != nil {
		t.Fatal(err)
	}
}
