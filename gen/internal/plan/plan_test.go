package plan_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/pgen-go/pgen/gen/internal/diff"
	"github.com/pgen-go/pgen/gen/internal/plan"
	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/source"
)

// build plans the way between two SQL texts.
func build(t *testing.T, from, to string, hints diff.Hints, o plan.Options) (*plan.Plan, source.Diagnostics) {
	t.Helper()
	a, err := model(nil, "from.sql", from)
	if err != nil {
		t.Fatal(err)
	}
	b, err := model(nil, "to.sql", to)
	if err != nil {
		t.Fatal(err)
	}
	return plan.Build(a, b, diff.Compare(a, b, hints), o)
}

// flat writes a plan as one line per statement; "|" stands between steps and "!"
// before what runs outside a transaction.
func flat(p *plan.Plan) string {
	var lines []string
	for i, step := range p.Steps {
		if i > 0 {
			lines = append(lines, "|")
		}
		for _, a := range step.Actions {
			line := strings.Join(strings.Fields(a.SQL), " ")
			if !step.Transaction {
				line = "! " + line
			}
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

func TestSafeShapesOnExistingTables(t *testing.T) {
	t.Parallel()
	const base = "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE t (a int, b text);"
	for _, tc := range []struct{ name, from, to, online, offline string }{
		{"index", "", "CREATE INDEX i ON t (a);", "! CREATE INDEX CONCURRENTLY i ON t (a)", "CREATE INDEX i ON t (a)"},
		{"drop index", "CREATE INDEX i ON t (a);", "", "! DROP INDEX CONCURRENTLY i", "DROP INDEX i"},
		{"check", "", "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0);",
			"ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID\n|\nALTER TABLE t VALIDATE CONSTRAINT c",
			"ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0)"},
		{"foreign key", "", "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES p (id);",
			"ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES p (id) NOT VALID\n|\nALTER TABLE t VALIDATE CONSTRAINT f",
			"ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES p (id)"},
		{"unique", "", "ALTER TABLE t ADD CONSTRAINT u UNIQUE (a);",
			"! CREATE UNIQUE INDEX CONCURRENTLY u_new ON t (a)\n|\nALTER TABLE t ADD CONSTRAINT u UNIQUE USING INDEX u_new",
			"ALTER TABLE t ADD CONSTRAINT u UNIQUE (a)"},
		{"primary key", "ALTER TABLE t ADD PRIMARY KEY (a);", "ALTER TABLE t ALTER a SET NOT NULL, ADD PRIMARY KEY (a) INCLUDE (b);",
			"! CREATE UNIQUE INDEX CONCURRENTLY t_pkey_new ON t (a) INCLUDE (b)\n|\nALTER TABLE t DROP CONSTRAINT t_pkey\n" +
				"ALTER TABLE t ADD CONSTRAINT t_pkey PRIMARY KEY USING INDEX t_pkey_new",
			"ALTER TABLE t DROP CONSTRAINT t_pkey\nALTER TABLE t ADD CONSTRAINT t_pkey PRIMARY KEY (a) INCLUDE (b)"},
		{"how a key is stored", "ALTER TABLE t ADD CONSTRAINT u UNIQUE (a) WITH (fillfactor = 70);",
			"ALTER TABLE t ADD CONSTRAINT u UNIQUE (a) WITH (deduplicate_items = off) USING INDEX TABLESPACE fast;",
			"ALTER INDEX u RESET (fillfactor)\nALTER INDEX u SET (deduplicate_items = off)\nALTER INDEX u SET TABLESPACE fast", ""},
		{"not null", "", "ALTER TABLE t ALTER b SET NOT NULL;",
			"ALTER TABLE t ADD CONSTRAINT b_not_null CHECK (b IS NOT NULL) NOT VALID\n|\nALTER TABLE t VALIDATE CONSTRAINT b_not_null\n|\n" +
				"ALTER TABLE t ALTER COLUMN b SET NOT NULL\nALTER TABLE t DROP CONSTRAINT b_not_null",
			"ALTER TABLE t ALTER COLUMN b SET NOT NULL"},
		{"enum value", "CREATE TYPE e AS ENUM ('a', 'c'); ALTER TABLE t ADD k e;",
			"CREATE TYPE e AS ENUM ('a', 'b', 'c'); ALTER TABLE t ADD k e DEFAULT 'b';",
			"ALTER TYPE e ADD VALUE 'b' AFTER 'a'\n|\nALTER TABLE t ALTER COLUMN k SET DEFAULT 'b'", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			for offline, want := range map[bool]string{false: tc.online, true: tc.offline} {
				p, found := build(t, base+tc.from, base+tc.to, diff.Hints{}, plan.Options{Offline: offline})
				if got := flat(p); want != "" && got != want || len(found) > 0 {
					t.Errorf("offline %v: the plan is\n%s\nwant\n%s\n%v", offline, got, want, found)
				}
			}
		})
	}
}

func TestNewTablesArePlain(t *testing.T) {
	t.Parallel()
	p, found := build(t, "", `CREATE TABLE a (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, b_id bigint);
		CREATE TABLE b (id bigserial PRIMARY KEY, a_id bigint REFERENCES a CHECK (a_id > 0));
		ALTER TABLE a ADD FOREIGN KEY (b_id) REFERENCES b; CREATE INDEX ON b (a_id);`, diff.Hints{}, plan.Options{})
	if len(p.Steps) != 1 || len(p.Steps[0].Actions) != 4 || len(found) > 0 {
		t.Errorf("the plan is\n%s\n%v", flat(p), found)
	}
	for _, a := range p.Actions() {
		if len(a.Hazards) > 0 {
			t.Errorf("%s has the hazards %v", a.SQL, a.Hazards)
		}
	}
}

func TestLossOfDataIsRefusedUnlessAllowed(t *testing.T) {
	t.Parallel()
	const from, to = "CREATE TABLE t (a int, b int); CREATE TABLE u ();", "CREATE TABLE t (a int);"
	p, found := build(t, from, to, diff.Hints{}, plan.Options{})
	if len(p.LosesData()) != 2 || len(found.Of(source.Error)) != 2 {
		t.Errorf("loses %d, finds %v", len(p.LosesData()), found)
	}
	for _, d := range found {
		if d.Hint == "" {
			t.Errorf("%v says not what to do", d)
		}
	}
	if _, found = build(t, from, to, diff.Hints{}, plan.Options{AllowDrop: true}); len(found) > 0 {
		t.Errorf("allowed, but %v", found)
	}
}

func TestRefusalsSayWhatToDo(t *testing.T) {
	t.Parallel()
	_, found := build(t, "CREATE TABLE t (a int) PARTITION BY LIST (a);", "CREATE TABLE t (a int) PARTITION BY HASH (a);",
		diff.Hints{}, plan.Options{})
	if len(found) != 1 || found[0].Hint == "" || found[0].Span.String() != "to.sql:1:1" {
		t.Errorf("found %v", found)
	}
}

func TestDependantsAreMadeAgainInOrder(t *testing.T) {
	t.Parallel()
	const views = `CREATE VIEW v AS SELECT a FROM t; COMMENT ON VIEW v IS 'first';
		CREATE VIEW w AS SELECT a FROM v; CREATE MATERIALIZED VIEW m AS SELECT a FROM w; CREATE INDEX mi ON m (a);`
	p, found := build(t, "CREATE TABLE t (a int);"+views, "CREATE TABLE t (a bigint);"+views, diff.Hints{}, plan.Options{})
	got := strings.Split(flat(p), "\n")
	want := []string{"DROP MATERIALIZED VIEW m", "DROP VIEW w", "DROP VIEW v", "ALTER TABLE t ALTER COLUMN a TYPE bigint",
		"CREATE VIEW v AS SELECT a FROM t", "CREATE VIEW w AS SELECT a FROM v", "CREATE MATERIALIZED VIEW m AS SELECT a FROM w",
		"CREATE INDEX mi ON m (a)", "COMMENT ON VIEW v IS 'first'"}
	slices.Sort(got[6:])
	slices.Sort(want[6:])
	if !slices.Equal(got, want) || len(found) > 0 {
		t.Errorf("the plan is\n%s\n%v", flat(p), found)
	}
}

func TestViewsOnReplacedTablesAreMadeAgain(t *testing.T) {
	t.Parallel()
	p, found := build(t, "CREATE TABLE a (id int CONSTRAINT key PRIMARY KEY); CREATE VIEW v AS SELECT id FROM a; CREATE VIEW w AS SELECT id FROM v;",
		"CREATE TABLE b (id int CONSTRAINT key PRIMARY KEY); CREATE VIEW v AS SELECT id FROM b; CREATE VIEW w AS SELECT id FROM v;",
		diff.Hints{}, plan.Options{AllowDrop: true})
	want := "DROP VIEW w\nDROP VIEW v\nDROP TABLE a\nCREATE TABLE b ( id integer NOT NULL, CONSTRAINT key PRIMARY KEY (id) )\n" +
		"CREATE VIEW v AS SELECT id FROM b\nCREATE VIEW w AS SELECT id FROM v"
	if got := flat(p); got != want || len(found) > 0 {
		t.Errorf("the plan is\n%s\nwant\n%s\n%v", got, want, found)
	}
}

func TestASequenceOutlivesItsTable(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ from, to, want string }{
		{"CREATE TABLE old (id serial);", "CREATE TABLE old (id serial); ALTER TABLE old RENAME TO new;",
			"DROP TABLE old\nCREATE SEQUENCE old_id_seq AS integer\nCREATE TABLE new ( id integer NOT NULL DEFAULT nextval('public.old_id_seq'::regclass) )\n" +
				"ALTER SEQUENCE old_id_seq OWNED BY new.id"},
		{"CREATE TABLE old (id serial); CREATE TABLE t (id int DEFAULT nextval('old_id_seq'));",
			"CREATE TABLE old (id serial); CREATE TABLE t (id int DEFAULT nextval('old_id_seq')); ALTER TABLE old RENAME TO new;",
			"ALTER SEQUENCE old_id_seq OWNED BY NONE\nCREATE TABLE new ( id integer NOT NULL DEFAULT nextval('public.old_id_seq'::regclass) )\n" +
				"ALTER SEQUENCE old_id_seq OWNED BY new.id\nDROP TABLE old"},
	} {
		p, found := build(t, c.from, c.to, diff.Hints{}, plan.Options{AllowDrop: true})
		if got := flat(p); got != c.want || len(found) > 0 {
			t.Errorf("the plan is\n%s\nwant\n%s\n%v", got, c.want, found)
		}
	}
}

func TestPoliciesThatReferBackGoFirst(t *testing.T) {
	t.Parallel()
	p, found := build(t, `CREATE TABLE team (id int PRIMARY KEY); CREATE TABLE member (team_id int REFERENCES team);
		CREATE POLICY p ON team USING (id IN (SELECT team_id FROM member)); CREATE VIEW v AS SELECT team_id FROM member;
		CREATE POLICY q ON member USING (team_id IN (SELECT team_id FROM v)); CREATE POLICY r ON member USING (team_id > 0);`, "", diff.Hints{}, plan.Options{AllowDrop: true})
	want := "DROP POLICY q ON member\nDROP VIEW v\nDROP POLICY p ON team\nDROP TABLE member\nDROP TABLE team"
	if got := flat(p); got != want || len(found) > 0 {
		t.Errorf("the plan is\n%s\nwant\n%s\n%v", got, want, found)
	}
}

func TestRenamesComeFirst(t *testing.T) {
	t.Parallel()
	old, people := schema.NewTable("public", "users"), schema.NewTable("public", "people")
	p, found := build(t, "CREATE TABLE users (id int, name text CHECK (name <> ''));", "CREATE TABLE people (id int, title text CHECK (title <> ''), age int);",
		diff.Hints{Renames: map[schema.ID]schema.ID{old: people, people.In(schema.KindColumn, "name"): people.In(schema.KindColumn, "title")}}, plan.Options{})
	want := "ALTER TABLE users RENAME TO people\nALTER TABLE people RENAME COLUMN name TO title\n" +
		"ALTER TABLE people RENAME CONSTRAINT users_name_check TO people_title_check\nALTER TABLE people ADD COLUMN age integer"
	if got := flat(p); got != want || len(found) > 0 {
		t.Errorf("the plan is\n%s\nwant\n%s\n%v", got, want, found)
	}
}

func TestPlansAreTheSameEveryTime(t *testing.T) {
	t.Parallel()
	const to = `CREATE TYPE e AS ENUM ('x'); CREATE TABLE a (id int PRIMARY KEY, k e); CREATE TABLE b (id int REFERENCES a);
		CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'select 1'; CREATE VIEW v AS SELECT id, f() FROM b;`
	first, _ := build(t, "", to, diff.Hints{}, plan.Options{})
	for range 20 {
		if again, _ := build(t, "", to, diff.Hints{}, plan.Options{}); flat(again) != flat(first) {
			t.Fatalf("once\n%s\nthen\n%s", flat(first), flat(again))
		}
	}
}

func TestActionsNameTheirLock(t *testing.T) {
	t.Parallel()
	p, _ := build(t, "CREATE TABLE t (a varchar(5));", "CREATE TABLE t (a varchar(9), b serial);", diff.Hints{}, plan.Options{})
	for _, a := range p.Actions() {
		if a.Lock.Level != plan.AccessExclusive || a.Lock.Relation != schema.NewTable("public", "t") {
			t.Errorf("%s takes %v", a.SQL, a.Lock)
		}
		if a.Rewrites != strings.Contains(a.SQL, "serial") {
			t.Errorf("%s rewrites: %v", a.SQL, a.Rewrites)
		}
	}
}

func TestShrinkingAnEnumReachesPartitionsThroughTheirParent(t *testing.T) {
	t.Parallel()
	const rest = " CREATE TABLE t (k int, s e DEFAULT 'a', l e[]) PARTITION BY LIST (k); CREATE TABLE t1 PARTITION OF t FOR VALUES IN (1);"
	p, found := build(t, "CREATE TYPE e AS ENUM ('a', 'b');"+rest, "CREATE TYPE e AS ENUM ('a');"+rest, diff.Hints{}, plan.Options{})
	want := "ALTER TYPE e RENAME TO e_old\nCREATE TYPE e AS ENUM ('a')\nALTER TABLE t ALTER COLUMN l TYPE e[] USING l::text[]::e[]\n" +
		"ALTER TABLE t ALTER COLUMN s DROP DEFAULT\nALTER TABLE t ALTER COLUMN s TYPE e USING s::text::e\n" +
		"ALTER TABLE t ALTER COLUMN s SET DEFAULT 'a'\nDROP TYPE e_old"
	if got := flat(p); got != want || len(found) > 0 {
		t.Errorf("the plan is\n%s\nwant\n%s\n%v", got, want, found)
	}
}
