package plan_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/pgen-go/pgen/gen/internal/catalog"
	"github.com/pgen-go/pgen/gen/internal/diff"
	"github.com/pgen-go/pgen/gen/internal/plan"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

func TestOnlyWhatDiffersIsGranted(t *testing.T) {
	t.Parallel()
	const base = "CREATE TABLE t (a int, b text); CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; "
	for _, tc := range []struct{ name, from, to, want string }{
		{"one more", "GRANT SELECT ON t TO r;", "GRANT SELECT, INSERT ON t TO r;", "GRANT INSERT ON TABLE t TO r"},
		{"one less", "GRANT SELECT, INSERT ON t TO r;", "GRANT SELECT ON t TO r;", "REVOKE INSERT ON TABLE t FROM r"},
		{"two roles at once", "", "GRANT SELECT ON t TO r, s;", "GRANT SELECT ON TABLE t TO r, s"},
		{"taken before given", "GRANT SELECT ON t TO r;", "GRANT SELECT ON t TO s;", "REVOKE SELECT ON TABLE t FROM r\nGRANT SELECT ON TABLE t TO s"},
		{"option given", "GRANT SELECT ON t TO r;", "GRANT SELECT ON t TO r WITH GRANT OPTION;", "GRANT SELECT ON TABLE t TO r WITH GRANT OPTION"},
		{"option taken", "GRANT SELECT ON t TO r WITH GRANT OPTION;", "GRANT SELECT ON t TO r;", "REVOKE GRANT OPTION FOR SELECT ON TABLE t FROM r"},
		{"all", "GRANT SELECT ON t TO r;", "GRANT ALL ON t TO r;", "GRANT ALL ON TABLE t TO r"},
		{"less than all, without naming MAINTAIN", "GRANT ALL ON t TO r;", "GRANT SELECT ON t TO r;",
			"REVOKE ALL ON TABLE t FROM r\nGRANT SELECT ON TABLE t TO r"},
		{"the same by another way", "GRANT SELECT ON t TO r; REVOKE SELECT ON t FROM r;", "", ""},
		{"passed on", "GRANT SELECT ON t TO r WITH GRANT OPTION;", "GRANT SELECT ON t TO r WITH GRANT OPTION; SET ROLE r; GRANT SELECT ON t TO s; RESET ROLE;",
			"SET ROLE r; GRANT SELECT ON TABLE t TO s; RESET ROLE"},
		{"taken with the right to pass on", "GRANT SELECT ON t TO r WITH GRANT OPTION; SET ROLE r; GRANT SELECT ON t TO s; RESET ROLE;", "GRANT SELECT ON t TO r;",
			"SET ROLE r; REVOKE SELECT ON TABLE t FROM s; RESET ROLE\nREVOKE GRANT OPTION FOR SELECT ON TABLE t FROM r"},
		{"everybody", "", "REVOKE ALL ON FUNCTION f() FROM PUBLIC;", "REVOKE EXECUTE ON FUNCTION f() FROM PUBLIC"},
		{"a column", "", "GRANT SELECT (b) ON t TO r;", "GRANT SELECT (b) ON TABLE t TO r"},
		{"owner", "", "ALTER TABLE t OWNER TO r;", "ALTER TABLE t OWNER TO r"},
		{"owner back", "ALTER TABLE t OWNER TO r;", "", "ALTER TABLE t OWNER TO CURRENT_USER"},
		{"default privileges", "", "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO r;",
			"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO r"},
		{"default privileges do the work", "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO r;",
			"ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO r; CREATE TABLE n (); ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO r;",
			"CREATE TABLE n ()"},
		{"and are corrected", "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO r;",
			"CREATE TABLE n (); ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO r;", "CREATE TABLE n ()\nREVOKE SELECT ON TABLE n FROM r"},
	} {
		p, found := build(t, base+tc.from, base+tc.to, diff.Hints{}, plan.Options{})
		if got := flat(p); got != tc.want || len(found) > 0 {
			t.Errorf("%s:\n%s\nwant\n%s\n%v", tc.name, got, tc.want, found)
		}
	}
}

func TestLossOfAccessIsAHazard(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ from, to, want string }{
		{"CREATE TABLE t (); GRANT SELECT ON t TO r", "CREATE TABLE t ()", "loses-access: roles lose access to table public.t"},
		{"CREATE TABLE t ()", "CREATE TABLE t (); GRANT SELECT ON t TO r", ""},
		{"CREATE TABLE t ()", "CREATE TABLE t (); ALTER TABLE t OWNER TO r", "loses-access: the role that owned it loses what only an owner may do"},
		{"", "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; REVOKE ALL ON FUNCTION f() FROM PUBLIC", ""},
	} {
		p, _ := build(t, tc.from, tc.to, diff.Hints{}, plan.Options{})
		var got []string
		for _, a := range p.Actions() {
			for _, h := range a.Hazards {
				got = append(got, string(h.Kind)+": "+h.Message)
			}
		}
		if strings.Join(got, "\n") != tc.want {
			t.Errorf("%s\nto %s\nhas hazards %q, want %q", tc.from, tc.to, got, tc.want)
		}
	}
}

// accessScript returns a schema with random owners, grants and default privileges.
func accessScript(r *rand.Rand) string {
	objects := []string{"CREATE TABLE t (a int, b text)", "CREATE TABLE app.u (id serial, n int GENERATED ALWAYS AS IDENTITY)",
		"CREATE VIEW v AS SELECT 1 AS x, 2 AS y", "CREATE SEQUENCE s", "CREATE FUNCTION app.f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1'",
		"CREATE TYPE color AS ENUM ('red')", "CREATE DOMAIN app.price AS numeric"}
	kinds := []struct {
		object int
		noun   string
		rights []string
	}{
		{0, "TABLE t", []string{"SELECT", "INSERT, UPDATE", "ALL", "SELECT (a)", "UPDATE (a, b)", "ALL (b)", "TRIGGER, REFERENCES"}},
		{1, "TABLE app.u", []string{"SELECT", "DELETE, TRUNCATE", "ALL", "SELECT (id)"}}, {1, "SEQUENCE app.u_id_seq", []string{"USAGE", "ALL"}},
		{2, "TABLE v", []string{"SELECT", "ALL", "SELECT (x)"}}, {3, "SEQUENCE s", []string{"USAGE", "SELECT, UPDATE", "ALL"}},
		{4, "FUNCTION app.f(int)", []string{"EXECUTE", "ALL"}}, {5, "TYPE color", []string{"USAGE"}}, {6, "DOMAIN app.price", []string{"ALL"}},
		{-1, "SCHEMA app", []string{"USAGE", "CREATE", "ALL"}}}
	owned := []string{"TABLE t", "TABLE app.u", "VIEW v", "SEQUENCE s", "FUNCTION app.f(int)", "TYPE color", "DOMAIN app.price", "SCHEMA app"}
	role := func(list ...string) string {
		return append(list, "pgen_reader", "pgen_writer", "pgen_owner")[r.IntN(3+len(list))]
	}
	out := []string{"CREATE SCHEMA app"}
	made := map[int]bool{-1: true, 7: true}
	for step := 0; step < 14; step++ {
		if i := r.IntN(len(objects)); !made[i] {
			made[i] = true
			out = append(out, objects[i])
			continue
		}
		k := kinds[r.IntN(len(kinds))]
		rights := k.rights[r.IntN(len(k.rights))]
		switch what := r.IntN(10); {
		case what == 0:
			out = append(out, fmt.Sprintf("ALTER DEFAULT PRIVILEGES %sGRANT %s ON TABLES TO %s", []string{"", "IN SCHEMA app "}[r.IntN(2)],
				[]string{"SELECT", "ALL", "INSERT, UPDATE"}[r.IntN(3)], role("PUBLIC")))
		case what == 1:
			out = append(out, fmt.Sprintf("ALTER DEFAULT PRIVILEGES REVOKE %s FROM %s",
				[]string{"ALL ON FUNCTIONS", "SELECT ON TABLES", "USAGE ON TYPES", "ALL ON SEQUENCES"}[r.IntN(4)], role("PUBLIC", "CURRENT_USER")))
		case what == 2:
			if i := r.IntN(len(owned)); made[i] {
				out = append(out, "ALTER "+owned[i]+" OWNER TO "+role("CURRENT_USER"))
			}
		case !made[k.object]:
		case what == 3 && !strings.Contains(k.noun, "app"):
			giver, taker, option := role(), role("PUBLIC"), ""
			if taker != "PUBLIC" && r.IntN(2) == 0 {
				option = " WITH GRANT OPTION"
			}
			out = append(out, "GRANT "+rights+" ON "+k.noun+" TO "+giver+" WITH GRANT OPTION", "SET ROLE "+giver,
				"GRANT "+rights+" ON "+k.noun+" TO "+taker+option, "RESET ROLE")
		case what < 5:
			out = append(out, "REVOKE "+[]string{"", "GRANT OPTION FOR "}[r.IntN(2)]+rights+" ON "+k.noun+" FROM "+role("PUBLIC", "CURRENT_USER")+" CASCADE")
		case what < 7:
			out = append(out, "GRANT "+rights+" ON "+k.noun+" TO "+role()+" WITH GRANT OPTION")
		default:
			out = append(out, "GRANT "+rights+" ON "+k.noun+" TO "+role("PUBLIC", "CURRENT_USER"))
		}
	}
	return strings.Join(out, ";\n") + ";\n"
}

// TestRandomAccessOnPostgreSQL makes a random schema, leads it to another one and back,
// and compares what the server has each time with the replay.
func TestRandomAccessOnPostgreSQL(t *testing.T) {
	t.Parallel()
	s := scratch(t)
	d, done := s.create(t, []string{"pgen_reader", "pgen_writer", "pgen_owner"})
	defer done()
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 7))
		var texts []string
		var models []*schema.Database
		for len(models) < 2 {
			text := accessScript(r)
			m, err := model(nil, "random.sql", text)
			if err != nil && !strings.Contains(err.Error(), "0LP01") { // an option that comes back to its grantor
				t.Fatalf("seed %d: %v\n%s", seed, err, text)
			} else if err == nil {
				models, texts = append(models, m), append(texts, text)
			}
		}
		ctx := context.Background()
		tx, err := d.Begin(ctx)
		if err != nil {
			t.Fatal(err)
		}
		run := func(sql string, want *schema.Database) {
			if err := d.run(sql); err != nil {
				t.Fatalf("seed %d: %v\n%s\n%s", seed, err, texts[0], sql)
			}
			got, _, err := catalog.Read(ctx, nested{tx}, catalog.Options{SessionOwner: true})
			if err != nil {
				t.Fatal(err)
			}
			if rest := diff.Compare(got, want.As(got.Reading), diff.Hints{}); len(rest) > 0 {
				t.Fatalf("seed %d: %s\n%s\n%s", seed, describe(rest), texts[0], sql)
			}
		}
		run(texts[0], models[0])
		for _, way := range [][2]int{{0, 1}, {1, 0}} {
			from, to := models[way[0]], models[way[1]]
			p, found := plan.Build(from, to, diff.Compare(from, to, diff.Hints{}), plan.Options{AllowDrop: true})
			if len(found) > 0 {
				t.Fatalf("seed %d: %v", seed, found)
			}
			run(flatScript(p), to)
		}
		if err := tx.Rollback(ctx); err != nil {
			t.Fatal(err)
		}
	}
}

// flatScript writes the statements of a plan one after the other.
func flatScript(p *plan.Plan) string {
	var b strings.Builder
	for _, a := range p.Actions() {
		b.WriteString(a.SQL + ";\n")
	}
	return b.String()
}

// nested lets catalog.Read work inside a transaction.
type nested struct{ pgx.Tx }

// BeginTx begins a savepoint.
func (n nested) BeginTx(ctx context.Context, _ pgx.TxOptions) (pgx.Tx, error) { return n.Begin(ctx) }
