package migrate_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/pgen-go/pgen/runtime/migrate"
)

// TestLogger reads back what a run writes to slog: one record per event, with
// attributes that programs can filter by.
func TestLogger(t *testing.T) {
	t.Parallel()
	config := scratch(t)
	var out bytes.Buffer
	var events int
	h := chain(t, "-- pgen:up\nCREATE TABLE a ();\n-- pgen:step transaction=off\nCREATE TABLE b ();\n-- pgen:down\nDROP TABLE a, b;\n")
	m := newMigrator(t, config, h, func(c *migrate.Config) {
		c.Logger = slog.New(slog.NewJSONHandler(&out, nil))
		c.Progress = func(migrate.Event) { events++ }
	})
	if _, err := m.Upgrade(t.Context(), "head"); err != nil {
		t.Fatal(err)
	}
	if _, err := m.Downgrade(t.Context(), "base"); err != nil {
		t.Fatal(err)
	}
	var got []string
	for line := range strings.Lines(out.String()) {
		var record struct {
			Msg, Level, Revision, Direction string
			Step, Steps                     int
			Elapsed                         int64
		}
		if err := json.Unmarshal([]byte(line), &record); err != nil {
			t.Fatal(err)
		}
		done := strings.HasSuffix(record.Msg, "done")
		if record.Level != "INFO" || done != (record.Elapsed > 0) && record.Step == 0 {
			t.Errorf("odd record %s", line)
		}
		got = append(got, fmt.Sprintf("%s %s %s %d/%d", record.Msg, record.Revision, record.Direction, record.Step, record.Steps))
	}
	want := "pgen revision-started r1 up 0/0; pgen step-done r1 up 1/2; pgen step-done r1 up 2/2; pgen revision-done r1 up 0/0; " +
		"pgen revision-started r1 down 0/0; pgen step-done r1 down 1/1; pgen revision-done r1 down 0/0"
	if strings.Join(got, "; ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, "; "), want)
	}
	if events != len(got) {
		t.Errorf("%d events and %d records", events, len(got))
	}
}

// TestExampleService runs what the example of the package shows.
func TestExampleService(t *testing.T) {
	t.Parallel()
	config := scratch(t)
	conn := connect(t, config)
	role, owner := config.Database+"_app", config.Database+"_owner"
	mustExec(t, conn, "CREATE ROLE "+role+"; CREATE ROLE "+owner+"; GRANT CREATE, USAGE ON SCHEMA public TO "+role+", "+owner)
	t.Cleanup(func() {
		for _, r := range []string{role, owner} {
			mustExec(t, conn, "DROP OWNED BY "+r+"; DROP ROLE "+r)
		}
	})
	h, err := migrate.LoadDir("testdata/service/orders", "testdata/service/billing")
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Verify(); err != nil {
		t.Fatal(err)
	}
	m := newMigrator(t, config, h, func(c *migrate.Config) {
		c.Roles = map[string]string{"": role, "admin": owner}
		c.Functions = map[string]migrate.Function{"fill_totals": fillTotals}
	})
	if result, err := m.Upgrade(t.Context(), "heads"); err != nil || len(result.Revisions) != 2 {
		t.Fatalf("%+v, %v", result, err)
	}
	got := queryText(t, conn, "SELECT (SELECT sum(total) FROM orders) || ' ' || string_agg(relname || '=' || pg_get_userbyid(relowner), ' ' ORDER BY relname)"+
		" FROM pg_class WHERE relname IN ('orders', 'audit', 'ledger')")
	if want := "12 audit=" + owner + " ledger=" + role + " orders=" + role; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
