package migrate_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// thorough says that the tests behind docs/reliability.md run at full size, as
// make test/reliability asks for.
func thorough() bool { return os.Getenv("PGEN_RELIABILITY") == "full" }

// table prints figures in the form of docs/reliability.md.
type table struct {
	t    *testing.T
	name string
	mu   sync.Mutex
	rows [][]string
}

func newTable(t *testing.T, name string, head ...string) *table {
	tab := &table{t: t, name: name, rows: [][]string{head}}
	t.Cleanup(tab.print)
	return tab
}

func (tab *table) row(cells ...any) {
	var row []string
	for _, cell := range cells {
		if d, ok := cell.(time.Duration); ok {
			cell = d.Round(time.Millisecond)
		}
		row = append(row, fmt.Sprint(cell))
	}
	tab.mu.Lock()
	defer tab.mu.Unlock()
	tab.rows = append(tab.rows, row)
}

func (tab *table) print() {
	widths := make([]int, len(tab.rows[0]))
	for _, row := range tab.rows {
		for i, cell := range row {
			widths[i] = max(widths[i], len([]rune(cell)))
		}
	}
	var b strings.Builder
	for _, row := range tab.rows {
		line := ""
		for i, cell := range row {
			line += fmt.Sprintf("%-*s  ", widths[i], cell)
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	tab.t.Log(tab.name + "\n" + b.String())
}

// allKinds is a plan of every kind of step that the runner tells apart. An @
// stands for the schema. What runs in a transaction leaves a line in the log,
// which would be there twice if it had run twice.
func allKinds(schema string) []string {
	bodies := []string{
		`-- pgen:up
CREATE TABLE @.log (step text);
CREATE TABLE @.counter AS SELECT 0 AS n;
CREATE TABLE @.big AS SELECT g AS id, g % 100 AS x, g % 7 AS y FROM generate_series(1, 3000) g;
CREATE TABLE @.owner (id int PRIMARY KEY);
INSERT INTO @.owner SELECT generate_series(0, 99);
CREATE TYPE @.mood AS ENUM ('a');
INSERT INTO @.log VALUES ('1.1');
-- pgen:down
DROP TABLE @.log, @.counter, @.big, @.owner;
DROP TYPE @.mood;
`, `-- pgen:up
ALTER TABLE @.big ADD CONSTRAINT positive CHECK (id > 0) NOT VALID;
INSERT INTO @.log VALUES ('2.1');
-- pgen:step transaction=off
CREATE INDEX CONCURRENTLY big_x ON @.big (x);
-- pgen:step
UPDATE @.counter SET n = n + 1;
INSERT INTO @.log VALUES ('2.3');
-- pgen:down
ALTER TABLE @.big DROP CONSTRAINT positive;
DELETE FROM @.log WHERE step LIKE '2.%';
-- pgen:step transaction=off
DROP INDEX CONCURRENTLY @.big_x;
-- pgen:step
UPDATE @.counter SET n = n - 1;
`, `-- pgen:up
-- pgen:step transaction=off
ALTER TYPE @.mood ADD VALUE 'b';
-- pgen:step
ALTER TYPE @.mood ADD VALUE 'c';
INSERT INTO @.log VALUES ('3.2');
-- pgen:step
CREATE TABLE @.moods AS SELECT 'c'::@.mood AS m;
INSERT INTO @.log VALUES ('3.3');
-- pgen:down
DROP TABLE @.moods;
DROP TYPE @.mood;
CREATE TYPE @.mood AS ENUM ('a');
DELETE FROM @.log WHERE step LIKE '3.%';
`, `-- pgen:up
-- pgen:step transaction=off
ALTER TABLE @.big VALIDATE CONSTRAINT positive;
-- pgen:step
ALTER TABLE @.big ADD CONSTRAINT big_x_fkey FOREIGN KEY (x) REFERENCES @.owner NOT VALID;
INSERT INTO @.log VALUES ('4.2');
-- pgen:step
ALTER TABLE @.big VALIDATE CONSTRAINT big_x_fkey;
INSERT INTO @.log VALUES ('4.3');
-- pgen:step transaction=off
CREATE UNIQUE INDEX CONCURRENTLY big_id_key ON @.big (id);
-- pgen:step
ALTER TABLE @.big ADD CONSTRAINT big_id_key UNIQUE USING INDEX big_id_key;
INSERT INTO @.log VALUES ('4.5');
-- pgen:down
ALTER TABLE @.big DROP CONSTRAINT big_id_key, DROP CONSTRAINT big_x_fkey;
DELETE FROM @.log WHERE step LIKE '4.%';
`, `-- pgen:up
-- pgen:step transaction=off
REINDEX INDEX CONCURRENTLY @.big_x;
-- pgen:step transaction=off
CREATE INDEX CONCURRENTLY IF NOT EXISTS "big Y" ON @.big (y, x);
-- pgen:step transaction=off
DROP INDEX CONCURRENTLY @.big_x;
-- pgen:step
UPDATE @.counter SET n = n + 1;
INSERT INTO @.log VALUES ('5.4');
-- pgen:down
-- pgen:step transaction=off
CREATE INDEX CONCURRENTLY big_x ON @.big (x);
-- pgen:step transaction=off
DROP INDEX CONCURRENTLY @."big Y";
-- pgen:step
UPDATE @.counter SET n = n - 1;
DELETE FROM @.log WHERE step LIKE '5.%';
`}
	for i := range bodies {
		bodies[i] = strings.ReplaceAll(bodies[i], "@", schema)
	}
	return bodies
}

// transactional is allKinds without the steps outside a transaction, for what
// goes through a transaction pooler.
func transactional(schema string) []string {
	bodies := allKinds(schema)
	for i, body := range bodies {
		body = strings.NewReplacer("CONCURRENTLY ", "", " transaction=off", "").Replace(body)
		bodies[i] = strings.ReplaceAll(body, "ADD VALUE 'b';\n", "ADD VALUE 'b';\nINSERT INTO "+schema+".log VALUES ('3.1');\n")
	}
	return bodies
}

// stateOf describes all that a schema holds: catalog, rows and history. What
// changes while it looks makes it look again.
func stateOf(t *testing.T, conn *pgx.Conn, schema string) string {
	t.Helper()
	for attempt := 1; ; attempt++ {
		state, err := describe(conn, schema)
		var pg *pgconn.PgError
		switch {
		case err == nil:
			return state
		case !errors.As(err, &pg) || pg.Code != "42P01" || attempt == 50:
			t.Fatal(err)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func describe(conn *pgx.Conn, schema string) (string, error) {
	const here = " = '@'::regnamespace "
	var parts []string
	for _, query := range []string{
		"SELECT relkind::text || ' ' || relname FROM pg_class WHERE relnamespace" + here,
		"SELECT c.relname || '.' || attname || ' ' || format_type(atttypid, atttypmod) || ' ' || attnotnull FROM pg_attribute JOIN pg_class c ON c.oid = attrelid " +
			"WHERE attnum > 0 AND relkind = 'r' AND relnamespace" + here,
		"SELECT pg_get_indexdef(indexrelid) || ' ' || indisvalid || indisready || indislive FROM pg_index JOIN pg_class c ON c.oid = indexrelid WHERE relnamespace" + here,
		"SELECT conname || ' ' || pg_get_constraintdef(oid) || ' ' || convalidated FROM pg_constraint WHERE connamespace" + here,
		"SELECT typname || ' ' || row_number() OVER (PARTITION BY typname ORDER BY enumsortorder) || ' ' || enumlabel FROM pg_enum JOIN pg_type y ON y.oid = enumtypid WHERE typnamespace" + here,
		"SELECT id || ' ' || direction || ' ' || cardinality(steps) || '/' || steps_total || ' ' || running || (finished_at IS NOT NULL) FROM @.pgen_revision",
		"SELECT 'did ' || step || ', ' || count(*) FROM @.log GROUP BY step",
		"SELECT 'counted ' || n FROM @.counter",
	} {
		if strings.HasPrefix(query, "SELECT 'did") && !strings.Contains(parts[0], "r log") {
			break
		}
		var part string
		query = "SELECT coalesce(string_agg(x, E'\\n' ORDER BY x), '') FROM (" + strings.ReplaceAll(query, "@", schema) + ") AS q (x)"
		if err := conn.QueryRow(context.Background(), query).Scan(&part); err != nil {
			return "", fmt.Errorf("%s: %w", query, err)
		}
		parts = append(parts, part)
	}
	return strings.ReplaceAll(strings.Join(parts, "\n"), schema+".", ""), nil
}
