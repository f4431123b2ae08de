package migrate_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/pgen-go/pgen/runtime/migrate"
)

func relations(t *testing.T, m *migrate.Migrator) string {
	t.Helper()
	status, err := m.Status(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(status.Heads, " ")
}

// TestDryRunKeepsTheEnd has steps that would commit what a dry run did.
func TestDryRunKeepsTheEnd(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"commit":   "-- pgen:up\nCREATE TABLE b ();\nCOMMIT;\nCREATE TABLE c ();\n",
		"end work": "-- pgen:up\nCREATE TABLE b (); /* */ end work;\n",
		"rollback": "-- pgen:up\nCREATE TABLE b ();\nROLLBACK AND CHAIN;\n",
		"prepare":  "-- pgen:up\nCREATE TABLE b ();\n-- pgen:step\nPREPARE TRANSACTION 'x';\n",
		"function": "-- pgen:up\n-- pgen:step function=commit\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			config := scratch(t)
			conn := connect(t, config)
			m := newMigrator(t, config, chain(t, "-- pgen:up\nCREATE TABLE a ();\n", body), func(c *migrate.Config) {
				c.Functions = map[string]migrate.Function{"commit": func(ctx context.Context, tx migrate.Tx) error {
					_, err := tx.Exec(ctx, "COMMIT")
					return err
				}}
			})
			if _, err := m.DryRun(t.Context(), migrate.Up, "head"); !errors.Is(err, migrate.ErrEndedTransaction) {
				t.Errorf("dry run: got %v", err)
			}
			left := queryText(t, conn, "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace")
			if left != "0" && name != "function" { // nothing can hold a function back
				t.Errorf("the dry run left %s relations", left)
			}
			if name == "function" {
				return
			}
			if _, err := m.Upgrade(t.Context(), "head"); !errors.Is(err, migrate.ErrEndedTransaction) {
				t.Errorf("upgrade: got %v", err)
			}
			if got := relations(t, m); got != "" {
				t.Errorf("the refused run applied %s", got)
			}
		})
	}
}

// TestStatementsThatStayInTheirTransaction must not be taken for others.
func TestStatementsThatStayInTheirTransaction(t *testing.T) {
	t.Parallel()
	m := newMigrator(t, scratch(t), chain(t, `-- pgen:up
SAVEPOINT s; CREATE TABLE a (x int); ROLLBACK TO s; ROLLBACK TRANSACTION TO SAVEPOINT s; RELEASE s;
PREPARE p AS SELECT 1; DEALLOCATE p;
CREATE TABLE commit ("end" int, abort text); -- COMMIT;
INSERT INTO commit VALUES (1, '; COMMIT; COPY a FROM STDIN;');
CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC; SELECT CASE WHEN true THEN 1 END; SELECT 2; END;
CREATE FUNCTION g() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END; $$;
CREATE PROCEDURE h() LANGUAGE plpgsql AS 'BEGIN COMMIT; END';
COPY (SELECT abort AS stdin FROM commit) TO STDOUT;
`))
	if _, err := m.Upgrade(t.Context(), "head"); err != nil {
		t.Error(err)
	}
}

// TestCopyFromClient: the server would wait for data that never comes.
func TestCopyFromClient(t *testing.T) {
	t.Parallel()
	for _, option := range []string{"", " transaction=off"} {
		config := scratch(t)
		m := newMigrator(t, config, chain(t, "-- pgen:up\nCREATE TABLE a (x int);\n", "-- pgen:up\n-- pgen:step"+option+"\ncopy a (x)\n  from stdin;\n"))
		for _, run := range []func() error{
			func() error { _, err := m.Upgrade(t.Context(), "head"); return err },
			func() error { _, err := m.DryRun(t.Context(), migrate.Up, "head"); return err },
			func() error { _, err := m.Script(migrate.Up, "head"); return err },
		} {
			var step *migrate.StepError
			if err := run(); !errors.As(err, &step) || step.Position.String() != "5:1" || !strings.Contains(err.Error(), "CopyFrom") {
				t.Errorf("%s: got %v", option, err)
			}
		}
	}
}

// TestDryRunSeesDeferredConstraints has one that fails at the commit only, and one
// whose pending check would be in the way of the next step.
func TestDryRunSeesDeferredConstraints(t *testing.T) {
	t.Parallel()
	tables := "-- pgen:up\nCREATE TABLE a (id int PRIMARY KEY);\nCREATE TABLE b (a int REFERENCES a DEFERRABLE INITIALLY DEFERRED);\n"
	config := scratch(t)
	bad := newMigrator(t, config, chain(t, tables, "-- pgen:up\nINSERT INTO b VALUES (7);\n"))
	var step *migrate.StepError
	if _, err := bad.DryRun(t.Context(), migrate.Up, "head"); !errors.As(err, &step) || step.Revision != "r2" || !strings.Contains(err.Error(), "23503") {
		t.Errorf("got %v", err)
	}
	good := newMigrator(t, config, chain(t, tables, "-- pgen:up\nINSERT INTO b VALUES (7);\nINSERT INTO a VALUES (7);\n",
		"-- pgen:up\nALTER TABLE b ADD COLUMN x int;\n-- pgen:step\nINSERT INTO b VALUES (8);\nINSERT INTO a VALUES (8);\n"))
	if result, err := good.DryRun(t.Context(), migrate.Up, "head"); err != nil || ids(result.Revisions) != "r1 r2 r3" {
		t.Errorf("got %+v, %v", result, err)
	}
	if _, err := good.Upgrade(t.Context(), "head"); err != nil {
		t.Error(err)
	}
}

// TestDryRunAndNewEnumValues: what uses a value that an earlier step added cannot be
// tried, and is no fault; in the same step it is one.
func TestDryRunAndNewEnumValues(t *testing.T) {
	t.Parallel()
	config := scratch(t)
	start := "-- pgen:up\nCREATE TYPE mood AS ENUM ('a');\nCREATE TABLE t (m mood);\n"
	if _, err := newMigrator(t, config, chain(t, start)).Upgrade(t.Context(), "head"); err != nil {
		t.Fatal(err)
	}
	m := newMigrator(t, config, chain(t, start, "-- pgen:up\nALTER TYPE mood ADD VALUE 'b';\n", "-- pgen:up\nINSERT INTO t VALUES ('b');\n"))
	result, err := m.DryRun(t.Context(), migrate.Up, "head")
	if err != nil || ids(result.Revisions) != "r2" || strings.Join(result.Untried, " ") != "r3" {
		t.Errorf("got %+v, %v", result, err)
	}
	bad := newMigrator(t, config, chain(t, start, "-- pgen:up\nALTER TYPE mood ADD VALUE 'b';\nINSERT INTO t VALUES ('b');\n"))
	if _, err := bad.DryRun(t.Context(), migrate.Up, "head"); err == nil || !strings.Contains(err.Error(), "step of its own") {
		t.Errorf("got %v", err)
	}
	if _, err := m.Upgrade(t.Context(), "head"); err != nil {
		t.Error(err)
	}
}
