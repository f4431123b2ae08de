package tree_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	pg "github.com/pganalyze/pg_query_go/v5"
	"google.golang.org/protobuf/encoding/prototext"
	"google.golang.org/protobuf/proto"

	"github.com/pgen-go/pgen/gen/internal/ddl/tree"
)

// texts reach each way in which a tree is read: all kinds of values, integers
// that the JSON form leaves out, with and without a place in the text, escapes,
// several statements, and faults.
var texts = []string{
	"",
	"-- nothing\n;;",
	"SELECT 0, -0, -1, - 7, -\n8, - /* c */ 9, +3, 2147483647, -2147483648, 2147483648, -99999999999, 0.0, -1.5, -1e3, 0x10, -0x10, 1_000, -1_000",
	"SELECT 1 - 2, 1 -0, a-1, (-3), -(4), - -5, -a, ARRAY[-1,0,1], 'x'::numeric(10,-2)",
	"CREATE TABLE t (a int[], b int[3][4], c int[0], d numeric(5,0) DEFAULT -1, e varchar(10)[] COLLATE \"C\")",
	"CREATE SEQUENCE s MINVALUE 0; CREATE TABLE after_it (x int DEFAULT 0); CREATE SEQUENCE t INCREMENT BY -1 MINVALUE -10 START -1",
	"CREATE SEQUENCE s\nMINVALUE 0",
	"SELECT 'ü', 1; CREATE SEQUENCE s MINVALUE 0; SELECT 'ü', -2; ALTER SEQUENCE s MINVALUE -5",
	"CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int, INITCOND = '0'); CREATE AGGREGATE o(ORDER BY int) (SFUNC = f, STYPE = int)",
	"ALTER TABLE t ALTER c SET STATISTICS -1, ALTER d SET STATISTICS 0, ALTER e SET STATISTICS 100",
	`SELECT E'a\tb\nc\\d"e\b\f\r\x01', '<b>&</b>', U&'\00e9', $q$ 'x' "y" \ $q$, '日本', "we""ird", x'1F', b'101', true, false, NULL`,
	"INSERT INTO t (a, b) VALUES (-1, DEFAULT), (0, 'x') ON CONFLICT (a) DO UPDATE SET b = excluded.b RETURNING *",
	"WITH RECURSIVE r AS (SELECT 1 UNION ALL SELECT n - 1 FROM r WHERE n > -5) SELECT * FROM r LIMIT 0 OFFSET 0 FOR UPDATE",
	"SELECT count(*) FILTER (WHERE x > 0) OVER (PARTITION BY a ORDER BY b ROWS BETWEEN 1 PRECEDING AND CURRENT ROW), extract(year FROM d), a AT TIME ZONE 'UTC' FROM t",
	"CREATE FUNCTION f(a int DEFAULT -1, VARIADIC b text[] DEFAULT '{}') RETURNS TABLE (x int) LANGUAGE sql COST 0.5 ROWS 0 BEGIN ATOMIC SELECT -1; SELECT 2; END",
	"CREATE TABLE p PARTITION OF q FOR VALUES FROM (-10, MINVALUE) TO (0, MAXVALUE); CREATE TABLE h PARTITION OF q FOR VALUES WITH (MODULUS 4, REMAINDER 0)",
	"GRANT SELECT (a), UPDATE ON t TO PUBLIC WITH GRANT OPTION; ALTER DEFAULT PRIVILEGES IN SCHEMA s GRANT ALL ON TABLES TO r",
	"DO $$BEGIN PERFORM 1; END$$; BEGIN ISOLATION LEVEL SERIALIZABLE; SAVEPOINT s; COMMIT AND CHAIN; SET LOCAL search_path = a, b; SET TIME ZONE -7",
	"COMMENT ON CONSTRAINT c ON t IS 'a<b'; COPY t FROM stdin; VACUUM (FULL, VERBOSE) t; EXPLAIN (ANALYZE, COSTS off) SELECT 1",
	"CREATE TABLE t (a int; SELECT",
	"SELECT 'open",
	"SELEC 1",
}

// same compares the tree of a text in some memory with the parser's.
func same(t *testing.T, r *tree.Reader, m *tree.Memory, text string) {
	t.Helper()
	want, wantErr := pg.Parse(text)
	got, err := r.Parse(text, m)
	if (err == nil) != (wantErr == nil) || err != nil && err.Error() != wantErr.Error() {
		t.Fatalf("%q: error %v, want %v", text, err, wantErr)
	}
	if err == nil && !proto.Equal(got, want) {
		o := prototext.MarshalOptions{Multiline: true}
		t.Errorf("%q: tree\n%s\nwant\n%s", text, o.Format(got), o.Format(want))
	}
}

// TestParseIsTheParsers compares with the parser's own binding, with a reader that
// knows nothing and with one that has read all before.
func TestParseIsTheParsers(t *testing.T) {
	t.Parallel()
	all, memory := tree.NewReader(), &tree.Memory{}
	for _, text := range texts {
		same(t, tree.NewReader(), &tree.Memory{}, text)
		same(t, all, memory, text)
	}
	for range 3 {
		memory.Reset()
		same(t, all, memory, strings.Join(texts[2:19], ";\n"))
	}
}

// TestParseProjectFiles reads whatever SQL files stand in the project.
func TestParseProjectFiles(t *testing.T) {
	t.Parallel()
	r, m, n := tree.NewReader(), &tree.Memory{}, 0
	err := filepath.WalkDir("../../../..", func(path string, _ os.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".sql" {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil || strings.ContainsRune(string(data), 0) {
			return err
		}
		n++
		same(t, r, m, string(data))
		m.Reset()
		return nil
	})
	if err != nil || n == 0 {
		t.Fatalf("%d files, error %v", n, err)
	}
}

// TestTreesAreIndependent changes one tree and looks at another of the same text, in
// the same memory and after that was reset.
func TestTreesAreIndependent(t *testing.T) {
	t.Parallel()
	const text = "CREATE TABLE a (b int DEFAULT 1); DROP TABLE a"
	r, m := tree.NewReader(), &tree.Memory{}
	one, _ := r.Parse(text, m)
	two, _ := r.Parse(text, m)
	one.Stmts[0].Stmt.GetCreateStmt().Relation.Relname = "other"
	one.Stmts[1].Stmt.GetDropStmt().Objects = nil
	want, err := pg.Parse(text)
	if err != nil || !proto.Equal(two, want) {
		t.Errorf("the second tree changed with the first, or %v", err)
	}
	m.Reset()
	if three, err := r.Parse(text, m); err != nil || !proto.Equal(three, want) {
		t.Errorf("the third tree is made of parts of the first, or %v", err)
	}
}

// FuzzParse compares any text with the parser's own binding.
func FuzzParse(f *testing.F) {
	for _, text := range texts {
		f.Add(text)
	}
	r := tree.NewReader()
	f.Fuzz(func(t *testing.T, text string) {
		if strings.ContainsRune(text, 0) || len(text) > 4000 {
			return
		}
		same(t, r, &tree.Memory{}, text)
	})
}

func BenchmarkParse(b *testing.B) {
	text := strings.Join(texts[2:19], ";\n")
	b.Run("reader", func(b *testing.B) {
		r, m := tree.NewReader(), &tree.Memory{}
		b.ReportAllocs()
		for b.Loop() {
			if _, err := r.Parse(text, m); err != nil {
				b.Fatal(err)
			}
			m.Reset()
		}
	})
	b.Run("binding", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := pg.Parse(text); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// TestParsePart compares the part of a text behind each of its semicolons with what the
// whole text has there.
func TestParsePart(t *testing.T) {
	t.Parallel()
	whole := strings.Join(texts[2:19], ";\n") + ";\nSELECT 'ü', 1, 0;\nCREATE SEQUENCE last MINVALUE 0"
	want, err := pg.Parse(whole)
	if err != nil {
		t.Fatal(err)
	}
	r, m := tree.NewReader(), &tree.Memory{}
	for i, raw := range want.Stmts[1:] {
		from := int(raw.StmtLocation) - 1
		got, err := r.ParsePart(whole, from, m)
		if err != nil || whole[from] != ';' || len(got.Stmts) != len(want.Stmts)-i-1 {
			t.Fatalf("from %q: %d statements, error %v", whole[from:], len(got.Stmts), err)
		}
		for n, stmt := range got.Stmts {
			if !proto.Equal(stmt, want.Stmts[i+1+n]) {
				t.Errorf("from %d: %s\nwant %s", from, prototext.Format(stmt), prototext.Format(want.Stmts[i+1+n]))
			}
		}
	}
}
