package migrate_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/jackc/pgx/v5"

	"github.com/pgen-go/pgen/runtime/migrate"
)

func TestRefusals(t *testing.T) {
	t.Parallel()
	config := scratch(t)
	create := "-- pgen:up\nCREATE TABLE a (x int);\n-- pgen:down\n-- pgen:step loses=a.x\nDROP TABLE a;\n"
	later := "-- pgen:up\nCREATE TABLE b ();\n-- pgen:down\nDROP TABLE b;\n"
	full := chain(t, create, later, "-- pgen:up\nSELECT 1;\n")
	if _, err := newMigrator(t, config, full).Upgrade(t.Context(), "head"); err != nil {
		t.Fatal(err)
	}
	up := func(h *migrate.History) error {
		_, err := newMigrator(t, config, h).Upgrade(t.Context(), "head")
		return err
	}
	down := func(h *migrate.History, target string) error {
		_, err := newMigrator(t, config, h).Downgrade(t.Context(), target)
		return err
	}
	for name, tc := range map[string]struct {
		err  error
		kind error
		text string
	}{
		"ahead":        {up(chain(t, create, later)), migrate.ErrAhead, "r3"},
		"edited":       {up(chain(t, create, strings.ReplaceAll(later, "b", "c"), "-- pgen:up\nSELECT 1;\n")), migrate.ErrEdited, "r2"},
		"irreversible": {down(full, "base"), migrate.ErrIrreversible, "r3 has no -- pgen:down"},
	} {
		if !errors.Is(tc.err, tc.kind) || !strings.Contains(tc.err.Error(), tc.text) || !strings.Contains(tc.err.Error(), "hint:") {
			t.Errorf("%s: %v", name, tc.err)
		}
	}
	status, err := newMigrator(t, config, chain(t, create, strings.ReplaceAll(later, "b", "c"))).Status(t.Context())
	if err != nil || strings.Join(status.Unknown, "")+"|"+strings.Join(status.Edited, "") != "r3|r2" || !errors.Is(status.Err(), migrate.ErrAhead) {
		t.Errorf("status %+v, %v", status, err)
	}
}

func TestLossyDowngradeMustBeAllowed(t *testing.T) {
	t.Parallel()
	config := scratch(t)
	h := chain(t, "-- pgen:up\nCREATE TABLE a (x int);\n-- pgen:down\n-- pgen:step loses=a.x\nDROP TABLE a;\n")
	m := newMigrator(t, config, h)
	if _, err := m.Upgrade(t.Context(), "head"); err != nil {
		t.Fatal(err)
	}
	if _, err := m.Downgrade(t.Context(), "-1"); !errors.Is(err, migrate.ErrLossy) || !strings.Contains(err.Error(), "r1 loses a.x") {
		t.Errorf("got %v", err)
	}
	allowed := newMigrator(t, config, h, func(c *migrate.Config) { c.AllowLoss = true })
	if result, err := allowed.Downgrade(t.Context(), "-1"); err != nil || ids(result.Revisions) != "r1" {
		t.Errorf("got %v, %v", result, err)
	}
}

// TestOlderFilesUndoWhatTheyDoNotKnow uses the down text in the database.
func TestOlderFilesUndoWhatTheyDoNotKnow(t *testing.T) {
	t.Parallel()
	config := scratch(t)
	conn := connect(t, config)
	bodies := []string{logTable, mixed, "-- pgen:up\nCREATE TABLE c ();\n-- pgen:down\nDROP TABLE c;\nINSERT INTO log VALUES ('é\\''');\n"}
	if _, err := newMigrator(t, config, chain(t, bodies...)).Upgrade(t.Context(), "head"); err != nil {
		t.Fatal(err)
	}
	old := newMigrator(t, config, chain(t, bodies[0]))
	result, err := old.Downgrade(t.Context(), "r1")
	if err != nil || ids(result.Revisions) != "r3 r2" {
		t.Fatalf("got %v, %v", result, err)
	}
	if got := queryText(t, conn, "SELECT string_agg(step, ' ' ORDER BY step) FROM log"); got != "r1 é\\'" {
		t.Errorf("log holds %q", got)
	}
	if _, err := old.Upgrade(t.Context(), "head"); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

func TestTwoHeadsAndUneditedFilesAreNeeded(t *testing.T) {
	t.Parallel()
	config := scratch(t)
	file := func(id, parent string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte("-- pgen:revision " + id + "\n-- pgen:revises " + parent + "\n-- pgen:up\nSELECT 1;\n")}
	}
	files := fstest.MapFS{"a.sql": &fstest.MapFile{Data: []byte("-- pgen:revision a\n-- pgen:up\nSELECT 1;\n")}, "b.sql": file("b", "a"), "c.sql": file("c", "a")}
	m := newMigrator(t, config, load(t, files))
	var target *migrate.TargetError
	if _, err := m.Upgrade(t.Context(), "head"); !errors.As(err, &target) || !strings.Contains(err.Error(), "pgen merge") {
		t.Errorf("got %v", err)
	}
	if result, err := m.Upgrade(t.Context(), "heads"); err != nil || strings.Join(result.To, " ") != "b c" {
		t.Errorf("got %+v, %v", result, err)
	}
	files["b.sql"].Data = append(files["b.sql"].Data, "-- more\n"...)
	h, err := migrate.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	var edited *migrate.SumError
	if _, err := newMigrator(t, config, h).Upgrade(t.Context(), "heads"); !errors.As(err, &edited) || !strings.Contains(err.Error(), "pgen sum") {
		t.Errorf("got %v", err)
	}
}

func TestErrorsHavePlaces(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, body, at, text string }{
		{"syntax", "-- pgen:up\nSELECT 'ééé';\nSELECT 'ü',, 1;\n", "4:12", "syntax error"},
		{"later statement without position", "-- pgen:up\nCREATE TABLE a (x int PRIMARY KEY); -- ;\nSELECT $$;$$;\n\n  INSERT INTO a VALUES (1), (1);\n", "6:3", "duplicate key"},
		{"function body", "-- pgen:up\nSELECT 1;\nDO $$ BEGIN\n  RAISE EXCEPTION 'é';\nEND $$;\n", "4:1", "PL/pgSQL"},
		{"deferred", "-- pgen:up\nCREATE TABLE a (x int PRIMARY KEY DEFERRABLE INITIALLY DEFERRED);\nINSERT INTO a VALUES (1), (1);\n", "3:1", "end of the transaction"},
		{"commit inside", "-- pgen:up\nCREATE TABLE a ();\nCOMMIT;\n", "4:1", "end its own transaction"},
		{"wrong kind", "-- pgen:up\nCREATE TABLE a (x int);\nVACUUM a;\n", "4:1", "transaction=off"},
		{"unclosed", "-- pgen:up\nSELECT 1;\nSELECT 'x;\n", "4:8", "is not closed"},
		{"new enum value", "-- pgen:up\nCREATE TYPE m AS ENUM ();\n-- pgen:step\nALTER TYPE m ADD VALUE 'x';\nSELECT 'x'::m;\n", "6:8", "step of its own"},
		{"transaction off", "-- pgen:up\nCREATE TABLE a ();\n-- pgen:step transaction=off\n-- é\nCREATE INDEX CONCURRENTLY i ON a (lower(é));\n", "6:41", "does not exist"},
		{"unnamed index", "-- pgen:up\n-- pgen:step transaction=off\nCREATE INDEX CONCURRENTLY ON a (x);\n", "4:1", "has no name"},
		{"function missing", "-- pgen:up\n-- pgen:step function=fill\n", "4:1", "is registered"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			_, err := newMigrator(t, scratch(t), chain(t, tc.body)).Upgrade(t.Context(), "head")
			var step *migrate.StepError
			if !errors.As(err, &step) || step.Position.String() != tc.at || !strings.Contains(err.Error(), tc.text) {
				t.Errorf("want %s %q, got %v", tc.at, tc.text, err)
			}
		})
	}
}

func TestRolesAndSettings(t *testing.T) {
	t.Parallel()
	config := scratch(t)
	conn := connect(t, config)
	role := config.Database + "_svc"
	mustExec(t, conn, "CREATE ROLE "+role+"; GRANT CREATE ON SCHEMA public TO "+role)
	t.Cleanup(func() {
		mustExec(t, conn, "DROP OWNED BY "+role+"; DROP ROLE "+role)
	})
	h := chain(t, "-- pgen:up\nCREATE TABLE a ();\nSET search_path = '';\nSET lock_timeout = '1h';\nSET ROLE pg_monitor;\n"+
		"-- pgen:step role=admin\nCREATE TABLE b ();\n-- pgen:step transaction=off\nCREATE MATERIALIZED VIEW c AS SELECT 1 AS x;\n"+
		"-- pgen:step\nCREATE TABLE d AS SELECT current_setting('lock_timeout') AS t, current_setting('search_path') AS p;\n")
	m := newMigrator(t, config, h, func(c *migrate.Config) { c.Roles = map[string]string{"": role, "admin": "postgres"} })
	if _, err := m.Upgrade(t.Context(), "head"); err != nil {
		t.Fatal(err)
	}
	got := queryText(t, conn, "SELECT string_agg(relname || '=' || pg_get_userbyid(relowner), ' ' ORDER BY relname) FROM pg_class WHERE relname IN ('a', 'b', 'c', 'd')")
	if want := strings.ReplaceAll("a=R b=postgres c=R d=R", "R", role); got != want {
		t.Errorf("owners %s, want %s", got, want)
	}
	if got := queryText(t, conn, "SELECT t || ' ' || p FROM d"); got != `2s "$user", public` {
		t.Errorf("settings leaked into the next step: %s", got)
	}
	unknown := newMigrator(t, config, chain(t, "-- pgen:up\n-- pgen:step role=other\nSELECT 1;\n"), func(c *migrate.Config) {
		c.Roles, c.Table = map[string]string{"admin": "postgres"}, "other_history"
	})
	if _, err := unknown.Upgrade(t.Context(), "head"); err == nil || !strings.Contains(err.Error(), "no role is known for role=other") {
		t.Errorf("got %v", err)
	}
}

func TestGoFunctions(t *testing.T) {
	t.Parallel()
	config := scratch(t)
	conn := connect(t, config)
	h := chain(t, "-- pgen:up\nCREATE TABLE a (x int);\n-- pgen:step function=fill\n")
	fail := errors.New("not today")
	fill := func(err error) func(*migrate.Config) {
		return func(c *migrate.Config) {
			c.Functions = map[string]migrate.Function{"fill": func(ctx context.Context, tx migrate.Tx) error {
				_, copyErr := tx.CopyFrom(ctx, pgx.Identifier{"a"}, []string{"x"}, pgx.CopyFromRows([][]any{{1}, {2}}))
				return errors.Join(copyErr, err)
			}}
		}
	}
	if _, err := newMigrator(t, config, h, fill(fail)).Upgrade(t.Context(), "head"); !errors.Is(err, fail) {
		t.Fatalf("got %v", err)
	}
	if got := queryText(t, conn, "SELECT count(*) FROM a"); got != "0" {
		t.Errorf("the failed function left %s rows", got)
	}
	if _, err := newMigrator(t, config, h, fill(nil)).Upgrade(t.Context(), "head"); err != nil {
		t.Fatal(err)
	}
	if got := queryText(t, conn, "SELECT count(*) FROM a"); got != "2" {
		t.Errorf("the function left %s rows", got)
	}
}

func TestPasswordsStayOut(t *testing.T) {
	t.Parallel()
	h := chain(t, "-- pgen:up\nSELECT 1;\n")
	for _, url := range []string{"postgres://u:s3cret@127.0.0.1:1/x?connect_timeout=1", "postgres://u:s3cret@[::1/x", "host=127.0.0.1 port=1 password=s3cret sslmode=nonsense"} {
		m, err := migrate.New(migrate.Config{URL: url, History: h})
		if err == nil {
			_, err = m.Upgrade(t.Context(), "head")
		}
		if err == nil || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%s: %v", url, err)
		}
	}
}

// TestServiceRoleIsEnough runs as a role that owns nothing but its schema.
func TestServiceRoleIsEnough(t *testing.T) {
	t.Parallel()
	config := scratch(t)
	conn := connect(t, config)
	role := config.Database + "_own"
	mustExec(t, conn, "CREATE ROLE "+role+" LOGIN; CREATE SCHEMA closed")
	t.Cleanup(func() { mustExec(t, conn, "DROP OWNED BY "+role+"; DROP ROLE "+role) })
	as := config.Copy()
	as.User = role
	h := chain(t, strings.ReplaceAll(logTable, "log", "service.log"), strings.NewReplacer("log", "service.log", " b ", " service.b ", " b_x_idx;", " service.b_x_idx;", " b;", " service.b;").Replace(mixed))
	inSchema := func(name string) func(*migrate.Config) { return func(c *migrate.Config) { c.Schema = name } }
	for _, want := range []string{"may not read the history table", "may not create the history table"} {
		_, err := newMigrator(t, as, h, inSchema("closed")).Upgrade(t.Context(), "head")
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "hint:") {
			t.Errorf("got %v", err)
		}
		mustExec(t, conn, "GRANT USAGE ON SCHEMA closed TO "+role)
	}
	mustExec(t, conn, "CREATE SCHEMA service AUTHORIZATION "+role)
	m := newMigrator(t, as, h, inSchema("service"))
	if _, err := m.Upgrade(t.Context(), "head"); err != nil {
		t.Fatal(err)
	}
	status, err := m.Status(t.Context())
	if err != nil || !status.UpToDate() || status.Rows[1].AppliedBy != role || status.Rows[1].AppliedAt.IsZero() {
		t.Errorf("%+v, %v", status, err)
	}
	if _, err := m.Downgrade(t.Context(), "base"); err != nil {
		t.Error(err)
	}
}
