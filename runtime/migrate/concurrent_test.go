package migrate_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/pgen-go/pgen/runtime/migrate"
)

// together starts Upgrade in n runners at once and returns their errors.
func together(t *testing.T, n int, m func() *migrate.Migrator) []error {
	t.Helper()
	errs := make([]error, n)
	var wg sync.WaitGroup
	for i := range n {
		runner := m()
		wg.Go(func() { _, errs[i] = runner.Upgrade(t.Context(), "head") })
	}
	wg.Wait()
	return errs
}

func counted(n int) []string {
	bodies := []string{"-- pgen:up\nCREATE TABLE log (step text);\n-- pgen:down\nDROP TABLE log;\n", mixed}
	for i := range n {
		bodies = append(bodies, fmt.Sprintf("-- pgen:up\nINSERT INTO log VALUES ('n%d');\nCREATE TABLE n%d (id int PRIMARY KEY);\n"+
			"-- pgen:step transaction=off\nCREATE INDEX CONCURRENTLY n%d_idx ON n%d (id);\n-- pgen:down\nDROP TABLE n%d;\n", i, i, i, i, i))
	}
	return bodies
}

func TestEightRunnersApplyEachStepOnce(t *testing.T) {
	t.Parallel()
	config := scratch(t)
	conn := connect(t, config)
	h := chain(t, counted(6)...)
	for i, err := range together(t, 8, func() *migrate.Migrator { return newMigrator(t, config, h) }) {
		if err != nil {
			t.Errorf("runner %d: %v", i, err)
		}
	}
	if got := queryText(t, conn, "SELECT string_agg(step, ' ' ORDER BY step) FROM log"); got != "n0 n1 n2 n3 n4 n5 r2.1 r2.3" {
		t.Errorf("steps run: %s", got)
	}
	if got := queryText(t, conn, "SELECT count(*) FROM pg_index WHERE NOT indisvalid"); got != "0" {
		t.Errorf("%s invalid indexes", got)
	}
	if got := queryText(t, conn, "SELECT count(*) FROM pgen_revision WHERE finished_at IS NOT NULL AND NOT running"); got != "8" {
		t.Errorf("%s revisions in the history", got)
	}
}

// TestGuardsAloneKeepRunnersApart runs behind a transaction pooler, where no
// session lock holds.
func TestGuardsAloneKeepRunnersApart(t *testing.T) {
	t.Parallel()
	config := scratch(t)
	conn := connect(t, config)
	bouncer := pooler(t, config)
	bodies := []string{logTable}
	for i := range 12 {
		bodies = append(bodies, fmt.Sprintf("-- pgen:up\nINSERT INTO log VALUES ('n%d');\nSELECT pg_sleep(0.02);\n-- pgen:step\nINSERT INTO log VALUES ('m%d');\n", i, i))
	}
	h := chain(t, bodies...)
	for i, err := range together(t, 8, func() *migrate.Migrator { return newMigrator(t, bouncer, h) }) {
		if err != nil {
			t.Errorf("runner %d: %v", i, err)
		}
	}
	if got := queryText(t, conn, "SELECT count(*) || ' ' || count(DISTINCT step) FROM log"); got != "25 25" {
		t.Errorf("steps run and distinct: %s", got)
	}
	if got := queryText(t, conn, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"); got != "0" {
		t.Errorf("%s stray locks", got)
	}
	_, err := newMigrator(t, bouncer, chain(t, append(bodies, "-- pgen:up\n-- pgen:step transaction=off\nVACUUM log;\n")...)).Upgrade(t.Context(), "head")
	if !errors.Is(err, migrate.ErrPooled) {
		t.Errorf("a step outside a transaction behind a pooler: %v", err)
	}
}

// bouncerProgram finds pgbouncer, which Debian puts where only root looks.
func bouncerProgram(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"pgbouncer", "/usr/sbin/pgbouncer", "/usr/local/sbin/pgbouncer"} {
		if program, err := exec.LookPath(name); err == nil {
			return program
		}
	}
	if os.Getenv("CI") == "true" {
		t.Fatal("pgbouncer is not installed")
	}
	t.Skip("pgbouncer is not installed")
	return ""
}

// pooler leads to the database through a pgbouncer in transaction mode: the one
// in PGEN_SCRATCH_POOLER_URL, or one that it starts in front of the server.
func pooler(t *testing.T, config *pgx.ConnConfig) *pgx.ConnConfig {
	t.Helper()
	if address := os.Getenv("PGEN_SCRATCH_POOLER_URL"); address != "" {
		pooled, err := pgx.ParseConfig(address)
		if err != nil {
			t.Fatal(err)
		}
		pooled.Database = config.Database
		return pooled
	}
	binary := bouncerProgram(t)
	if os.Getuid() == 0 {
		t.Log("pgbouncer refuses root; it is told to run as nobody")
	}
	dir := t.TempDir()
	port := freePort(t)
	settings := fmt.Sprintf("[databases]\n%s = host=%s port=%d user=%s\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = %d\n"+
		"unix_socket_dir =\nauth_type = any\npool_mode = transaction\nmax_client_conn = 100\ndefault_pool_size = 3\n",
		config.Database, config.Host, config.Port, config.User, port)
	file := dir + "/pgbouncer.ini"
	if err := os.WriteFile(file, []byte(settings), 0o644); err != nil {
		t.Fatal(err)
	}
	args := []string{"-q", file}
	if os.Getuid() == 0 {
		for path := dir; len(path) > len(os.TempDir()); path = path[:strings.LastIndexByte(path, '/')] {
			if err := os.Chmod(path, 0o755); err != nil {
				t.Fatal(err)
			}
		}
		args = append([]string{"-u", "nobody"}, args...)
	}
	cmd := exec.Command(binary, args...)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	pooled := config.Copy()
	pooled.Host, pooled.Port, pooled.Fallbacks = "127.0.0.1", port, nil
	pooled.TLSConfig = nil
	for deadline := time.Now().Add(5 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		conn, err := pgx.ConnectConfig(t.Context(), pooled)
		if err == nil {
			_ = conn.Close(context.Background())
			return pooled
		}
		if time.Now().After(deadline) {
			t.Fatalf("pgbouncer does not answer: %v", err)
		}
	}
}
