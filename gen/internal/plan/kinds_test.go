package plan_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/pgen-go/pgen/gen/internal/diff"
	"github.com/pgen-go/pgen/gen/internal/pgsql"
	"github.com/pgen-go/pgen/gen/internal/plan"
	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/source"
)

// kindCase is a case that versions of the server from since on understand.
type kindCase struct {
	diffCase
	since int
	// static is true for what a server refuses without more than it has by itself.
	static bool
}

// kindCases reads pairs of schemas: each starts at a line "-- case: name", "-- case: name,
// since 15" or "-- case: name, static", and its second schema at "-- new".
func kindCases(t testing.TB) []kindCase {
	t.Helper()
	paths, err := filepath.Glob("testdata/*.sql")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no cases in testdata: %v", err)
	}
	var out []kindCase
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range strings.Split(string(data), "-- case: ")[1:] {
			name, sql, _ := strings.Cut(text, "\n")
			older, newer, _ := strings.Cut(sql, "-- new\n")
			name, static := strings.CutSuffix(name, ", static")
			name, version, _ := strings.Cut(name, ", since ")
			since, _ := strconv.Atoi(version)
			c := diffCase{path: strings.TrimSuffix(filepath.Base(path), ".sql") + " " + name, old: older, new: newer}
			out = append(out, kindCase{diffCase: c, since: since, static: static})
		}
	}
	return out
}

// TestPlansOfEveryKind plans the cases in both directions, and each of their schemas
// from and to nothing, with the static replay as judge.
func TestPlansOfEveryKind(t *testing.T) {
	t.Parallel()
	count := &tally{reasons: map[string]int{}}
	for _, c := range kindCases(t) {
		from, err := model(nil, c.path+" old", c.old)
		if err != nil {
			t.Errorf("%s: %v", c.path, err)
			continue
		}
		to, err := model(nil, c.path+" new", c.new)
		if err != nil {
			t.Errorf("%s: %v", c.path, err)
			continue
		}
		empty, err := model(nil, "empty", "")
		if err != nil {
			t.Fatal(err)
		}
		count.prove(t, c.path+" up", from, to, false)
		count.prove(t, c.path+" down", to, from, false)
		count.prove(t, c.path+" from nothing", empty, to, false)
		count.prove(t, c.path+" to nothing", to, empty, false)
		again, err := model(nil, "script.sql", pgsql.Printer{}.Script(to))
		if err != nil {
			t.Errorf("%s: the script does not apply: %v\n%s", c.path, err, pgsql.Printer{}.Script(to))
			continue
		}
		if rest := meaningful(diff.Compare(again, to, diff.Hints{})); len(rest) > 0 {
			t.Errorf("%s: the script gives another model\n%s", c.path, describe(rest))
		}
	}
	t.Log(count)
}

// TestPlansOfEveryKindOnPostgreSQL is the same with a server as judge of the outcome
// and of the locks.
func TestPlansOfEveryKindOnPostgreSQL(t *testing.T) {
	t.Parallel()
	s := scratch(t)
	count := &tally{reasons: map[string]int{}}
	t.Cleanup(func() { t.Log(count) })
	var version int
	if err := s.admin.QueryRow(context.Background(), "select current_setting('server_version_num')::int / 10000").Scan(&version); err != nil {
		t.Fatal(err)
	}
	t.Run("cases", func(t *testing.T) {
		for _, c := range kindCases(t) {
			if c.since > version || c.static {
				continue
			}
			t.Run(c.path, func(t *testing.T) {
				t.Parallel()
				unread := count.unread
				proveOnServer(t, s, c.diffCase, count)
				if count.unread > unread {
					t.Error("the case cannot be read or applied")
				}
			})
		}
	})
}

// TestRenamesReachEveryKind renames what rules, statistics, publications and foreign
// tables speak of, and proves on both judges that nothing else has to change.
func TestRenamesReachEveryKind(t *testing.T) {
	t.Parallel()
	const before = `CREATE EXTENSION file_fdw;
		CREATE TABLE t (id int PRIMARY KEY, name text);
		CREATE TABLE log (id int, label text);
		CREATE RULE r AS ON UPDATE TO t WHERE old.name <> new.name DO ALSO (INSERT INTO log VALUES (new.id, new.name); DELETE FROM log WHERE label = old.name);
		CREATE STATISTICS st ON id, (lower(name)) FROM t;
		CREATE PUBLICATION p FOR TABLE t, log;
		CREATE FUNCTION f() RETURNS event_trigger LANGUAGE plpgsql AS 'begin end';
		CREATE EVENT TRIGGER e ON sql_drop EXECUTE FUNCTION f();
		CREATE SERVER s FOREIGN DATA WRAPPER file_fdw;
		CREATE USER MAPPING FOR PUBLIC SERVER s;
		CREATE FOREIGN TABLE ft (a int) SERVER s OPTIONS (filename '/dev/null');`
	const after = `CREATE EXTENSION file_fdw;
		CREATE TABLE u (id int CONSTRAINT t_pkey PRIMARY KEY, title text);
		CREATE TABLE journal (id int, label text);
		CREATE RULE rr AS ON UPDATE TO u WHERE old.title <> new.title DO ALSO (INSERT INTO journal VALUES (new.id, new.title); DELETE FROM journal WHERE label = old.title);
		CREATE STATISTICS st2 ON id, (lower(title)) FROM u;
		CREATE PUBLICATION p2 FOR TABLE u, journal;
		CREATE FUNCTION g() RETURNS event_trigger LANGUAGE plpgsql AS 'begin end';
		CREATE EVENT TRIGGER e2 ON sql_drop EXECUTE FUNCTION g();
		CREATE SERVER s2 FOREIGN DATA WRAPPER file_fdw;
		CREATE USER MAPPING FOR PUBLIC SERVER s2;
		CREATE FOREIGN TABLE ft2 (b int) SERVER s2 OPTIONS (filename '/dev/null');`
	from, err := model(nil, "before", before)
	if err != nil {
		t.Fatal(err)
	}
	to, err := model(nil, "after", after)
	if err != nil {
		t.Fatal(err)
	}
	table, foreign := schema.NewTable("public", "t"), schema.NewTable("public", "ft")
	renames := map[schema.ID]string{table: "u", schema.NewTable("public", "log"): "journal", table.In(schema.KindColumn, "name"): "title",
		table.In(schema.KindRule, "r"): "rr", {Kind: schema.KindStatistics, Schema: "public", Name: "st"}: "st2",
		{Kind: schema.KindPublication, Name: "p"}: "p2", {Kind: schema.KindFunction, Schema: "public", Name: "f"}: "g",
		{Kind: schema.KindEventTrigger, Name: "e"}: "e2", {Kind: schema.KindServer, Name: "s"}: "s2",
		foreign: "ft2", foreign.In(schema.KindColumn, "a"): "b"}
	hints := diff.Hints{Renames: map[schema.ID]schema.ID{}}
	for old, name := range renames {
		next := old
		if next.Name = name; old.Relation == "t" {
			next.Relation = "u"
		} else if old.Relation == "ft" {
			next.Relation = "ft2"
		}
		hints.Renames[old] = next
	}
	changes := diff.Compare(from, to, hints)
	p, found := plan.Build(from, to, changes, plan.Options{})
	if found.Has(source.Error) {
		t.Fatal(found)
	}
	for _, a := range p.Actions() {
		if !strings.Contains(a.SQL, " RENAME ") {
			t.Errorf("the plan has more than renames: %s", a.SQL)
		}
	}
	got, err := model(from, "plan.sql", script(p))
	if err != nil {
		t.Fatal(err)
	}
	if rest := meaningful(diff.Compare(got, to, diff.Hints{})); len(rest) > 0 {
		t.Errorf("after the plan\n%s%s", describe(rest), script(p))
	}
	s := scratch(t)
	old, dropOld := s.create(t, nil)
	defer dropOld()
	wanted, dropWanted := s.create(t, nil)
	defer dropWanted()
	if err := errors.Join(old.run(before), wanted.run(after), old.execute(p)); err != nil {
		t.Fatal(err)
	}
	old.looks(t, wanted.dump(t), p)
}
