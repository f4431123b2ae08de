//go:build unix

package migrate_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/pgen-go/pgen/runtime/migrate"
)

// TestStandby may be asked what is applied, and refuses the rest before it begins.
func TestStandby(t *testing.T) {
	t.Parallel()
	server := startServer(t)
	config := server.config("postgres")
	h := chain(t, logTable, mixed)
	m := newMigrator(t, config, h)
	if _, err := m.Upgrade(t.Context(), "r1"); err != nil {
		t.Fatal(err)
	}
	signal := filepath.Join(server.dir, "data", "standby.signal")
	if err := os.WriteFile(signal, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	server.own(signal)
	server.restart("INT")
	if result, err := m.Upgrade(t.Context(), "r1"); err != nil || len(result.Revisions) != 0 {
		t.Errorf("nothing to do: %+v, %v", result, err)
	}
	if status, err := m.Status(t.Context()); err != nil || len(status.Pending) != 1 {
		t.Errorf("%+v, %v", status, err)
	}
	for name, run := range map[string]func() error{
		"upgrade":   func() error { _, err := m.Upgrade(t.Context(), "head"); return err },
		"downgrade": func() error { _, err := m.Downgrade(t.Context(), "base"); return err },
		"dry run":   func() error { _, err := m.DryRun(t.Context(), migrate.Up, "head"); return err },
		"stamp":     func() error { _, err := m.Stamp(t.Context(), []string{"head"}, false); return err },
		"ensure": func() error {
			return newMigrator(t, config, h, func(c *migrate.Config) { c.Table = "other" }).EnsureVersion(t.Context())
		},
	} {
		if err := run(); !errors.Is(err, migrate.ErrStandby) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// TestLimitsOfTheRole are meant for the everyday work of a role and must not end
// steps, which would end in the same place each time.
func TestLimitsOfTheRole(t *testing.T) {
	t.Parallel()
	config := scratch(t)
	conn := connect(t, config)
	limits := []string{"statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"}
	if queryText(t, conn, "SELECT current_setting('server_version_num')::int >= 170000") == "true" {
		limits = append(limits, "transaction_timeout")
	}
	for _, limit := range limits {
		mustExec(t, conn, "ALTER DATABASE "+config.Database+" SET "+limit+" = '200ms'")
	}
	m := newMigrator(t, config, chain(t, "-- pgen:up\nSELECT pg_sleep(0.5);\n-- pgen:step function=wait\n"+
		"-- pgen:step transaction=off\nCREATE MATERIALIZED VIEW slow AS SELECT pg_sleep(0.5)::text;\n"), func(c *migrate.Config) {
		c.Functions = map[string]migrate.Function{"wait": func(ctx context.Context, tx migrate.Tx) error {
			time.Sleep(500 * time.Millisecond)
			_, err := tx.Exec(ctx, "SELECT pg_sleep(0.5)")
			return err
		}}
	})
	if _, err := m.Upgrade(t.Context(), "head"); err != nil {
		t.Error(err)
	}
}
