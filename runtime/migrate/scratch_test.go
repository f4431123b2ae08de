package migrate_test

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/pgen-go/pgen/runtime/migrate"
)

var databases atomic.Int64

// scratch makes a database for the test on the throw-away server.
func scratch(t *testing.T) *pgx.ConnConfig {
	t.Helper()
	address := os.Getenv("PGEN_SCRATCH_URL")
	if address == "" {
		if os.Getenv("CI") == "true" {
			t.Fatal("PGEN_SCRATCH_URL is not set")
		}
		t.Skip("PGEN_SCRATCH_URL is not set")
	}
	config, err := pgx.ParseConfig(address)
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("migrate_%d_%d", os.Getpid(), databases.Add(1))
	admin := connect(t, config)
	mustExec(t, admin, "CREATE DATABASE "+name)
	t.Cleanup(func() { mustExec(t, admin, "DROP DATABASE "+name+" WITH (FORCE)") })
	config = config.Copy()
	config.Database = name
	return config
}

// urlOf writes the address of the database for other programs.
func urlOf(config *pgx.ConnConfig) string {
	u := url.URL{Scheme: "postgres", User: url.UserPassword(config.User, config.Password),
		Host: net.JoinHostPort(config.Host, strconv.Itoa(int(config.Port))), Path: "/" + config.Database}
	if config.TLSConfig == nil {
		u.RawQuery = "sslmode=disable"
	}
	if strings.HasPrefix(config.Host, "/") {
		u.Host, u.RawQuery = "", "host="+url.QueryEscape(config.Host)+"&port="+strconv.Itoa(int(config.Port))
	}
	return u.String()
}

func connect(t *testing.T, config *pgx.ConnConfig) *pgx.Conn {
	t.Helper()
	conn, err := pgx.ConnectConfig(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		_ = conn.Close(ctx)
	})
	return conn
}

func mustExec(t *testing.T, conn *pgx.Conn, sql string) {
	t.Helper()
	if _, err := conn.Exec(context.Background(), sql); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}

func queryText(t *testing.T, conn *pgx.Conn, sql string) string {
	t.Helper()
	var text *string
	if err := conn.QueryRow(context.Background(), "SELECT ("+sql+")::text").Scan(&text); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	if text == nil {
		return ""
	}
	return *text
}

// chain makes a linear history of bodies, which are what stands below the head
// of each file; the ids are r1, r2, ...
func chain(t *testing.T, bodies ...string) *migrate.History {
	t.Helper()
	files := fstest.MapFS{}
	for i, body := range bodies {
		head := fmt.Sprintf("-- pgen:revision r%d\n", i+1)
		if i > 0 {
			head += fmt.Sprintf("-- pgen:revises r%d\n", i)
		}
		files[fmt.Sprintf("r%d.sql", i+1)] = &fstest.MapFile{Data: []byte(head + body)}
	}
	return load(t, files)
}

// load writes pgen.sum for the files, with a hash of the text as meaning.
func load(t *testing.T, files fstest.MapFS) *migrate.History {
	t.Helper()
	var sum migrate.Sum
	for name, file := range files {
		hash := migrate.HashBytes(file.Data)
		sum = append(sum, migrate.SumLine{ID: strings.TrimSuffix(name, ".sql"), Meaning: "m" + hash[:12], Bytes: hash})
	}
	files[migrate.SumFile] = &fstest.MapFile{Data: sum.Format()}
	h, err := migrate.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Verify(); err != nil {
		t.Fatal(err)
	}
	return h
}

func newMigrator(t *testing.T, config *pgx.ConnConfig, h *migrate.History, change ...func(*migrate.Config)) *migrate.Migrator {
	t.Helper()
	cfg := migrate.Config{Conn: config, History: h}
	for _, f := range change {
		f(&cfg)
	}
	m, err := migrate.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func ids(done []migrate.Done) string {
	var out []string
	for _, d := range done {
		out = append(out, d.ID)
	}
	return strings.Join(out, " ")
}

func freePort(t *testing.T) uint16 {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	return uint16(listener.Addr().(*net.TCPAddr).Port)
}
