package migrate_test

import (
	"errors"
	"testing"

	"github.com/pgen-go/pgen/runtime/migrate"
)

const mixed = `-- pgen:up
CREATE TABLE b (id int PRIMARY KEY, x int);
INSERT INTO log VALUES ('r2.1');
-- pgen:step transaction=off
CREATE INDEX CONCURRENTLY b_x_idx ON b (x);
-- pgen:step
INSERT INTO log VALUES ('r2.3');

-- pgen:down
-- pgen:step transaction=off
DROP INDEX CONCURRENTLY b_x_idx;
-- pgen:step
DROP TABLE b;
DELETE FROM log WHERE step LIKE 'r2%';
`

const logTable = "-- pgen:up\nCREATE TABLE log (step text);\nINSERT INTO log VALUES ('r1');\n-- pgen:down\nDROP TABLE log;\n"

func TestUpDownUp(t *testing.T) {
	t.Parallel()
	config := scratch(t)
	conn := connect(t, config)
	m := newMigrator(t, config, chain(t, logTable, mixed, "-- pgen:up\n-- nothing\n-- pgen:down\n"))
	for range 2 {
		result, err := m.Upgrade(t.Context(), "head")
		if err != nil {
			t.Fatal(err)
		}
		if got := ids(result.Revisions); got != "r1 r2 r3" {
			t.Errorf("applied %q", got)
		}
		if got := queryText(t, conn, "SELECT string_agg(step, ' ' ORDER BY step) FROM log"); got != "r1 r2.1 r2.3" {
			t.Errorf("log holds %q", got)
		}
		result, err = m.Downgrade(t.Context(), "base")
		if err != nil {
			t.Fatal(err)
		}
		if got := ids(result.Revisions); got != "r3 r2 r1" {
			t.Errorf("undid %q", got)
		}
		if got := queryText(t, conn, "SELECT string_agg(relname, ' ') FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"); got != migrate.DefaultTable {
			t.Errorf("left %q", got)
		}
	}
}

func TestFailureKeepsWhatWasDone(t *testing.T) {
	t.Parallel()
	config := scratch(t)
	conn := connect(t, config)
	broken := "-- pgen:up\nINSERT INTO log VALUES ('é');\nINSERT INTO log VALUES ('ü', frm);\n"
	m := newMigrator(t, config, chain(t, logTable, mixed, broken))
	result, err := m.Upgrade(t.Context(), "head")
	var partial *migrate.PartialError
	var step *migrate.StepError
	if !errors.As(err, &partial) || !errors.As(err, &step) {
		t.Fatalf("got %v", err)
	}
	if ids(result.Revisions) != "r1 r2" || partial.Failed != "r3" || len(partial.Done) != 2 {
		t.Errorf("result %v, partial %+v", result, partial)
	}
	if got := step.Position.String(); step.File != "r3.sql" || got != "5:30" {
		t.Errorf("failed at %s:%s: %v", step.File, got, err)
	}
	if got := queryText(t, conn, "SELECT count(*) FROM log WHERE step = 'é'"); got != "0" {
		t.Errorf("the failed step left %s rows", got)
	}
	m = newMigrator(t, config, chain(t, logTable, mixed, "-- pgen:up\nINSERT INTO log VALUES ('r3');\n"))
	if result, err = m.Upgrade(t.Context(), "head"); err != nil || ids(result.Revisions) != "r3" {
		t.Errorf("repaired: %v, %v", result, err)
	}
}

func TestRelativeTargetsMoveThatFar(t *testing.T) {
	t.Parallel()
	m := newMigrator(t, scratch(t), chain(t, logTable, mixed, "-- pgen:up\n-- pgen:down\n", "-- pgen:up\n-- pgen:down\n"))
	for _, tc := range []struct {
		direction migrate.Direction
		target    string
		want      string
	}{
		{migrate.Up, "+1", "r1"}, {migrate.Up, "current+1", "r2"}, {migrate.Up, "current", ""}, {migrate.Up, "r2+1", "r3"}, {migrate.Up, "r2+1", ""},
		{migrate.Down, "-1", "r3"}, {migrate.Up, "+2", "r3 r4"}, {migrate.Down, "current-2", "r4 r3"}, {migrate.Down, "-2", "r2 r1"},
	} {
		move := m.Upgrade
		if tc.direction == migrate.Down {
			move = m.Downgrade
		}
		if result, err := move(t.Context(), tc.target); err != nil || ids(result.Revisions) != tc.want {
			t.Errorf("%s %s: got %v, %v; want %s", tc.direction, tc.target, result.Revisions, err, tc.want)
		}
	}
}
