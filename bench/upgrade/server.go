package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// server makes a database for each run.
type server struct {
	admin  *pgx.Conn
	config *pgx.ConnConfig
}

// target is the database of one run.
type target struct {
	config *pgx.ConnConfig
	admin  *pgx.Conn
	// ended is when the runner was done, without closing its connection.
	ended  time.Time
	server time.Duration
}

// done is called by each contestant at its end, while it is still connected: it
// stops the clock and reads how much CPU the backends used.
func (t *target) done(ctx context.Context) error {
	t.ended = time.Now()
	if t.admin == nil {
		return nil
	}
	rows, err := t.admin.Query(ctx, "SELECT pid FROM pg_stat_activity WHERE datname = $1 AND backend_type = 'client backend'", t.config.Database)
	if err != nil {
		return err
	}
	pids, err := pgx.CollectRows(rows, pgx.RowTo[int])
	for _, pid := range pids {
		t.server += processTime(pid)
	}
	return err
}

// processTime reads the time on a processor from Linux's process table, zero
// where that is not to be had.
func processTime(pid int) time.Duration {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/schedstat", pid))
	first, _, _ := strings.Cut(string(data), " ")
	nanoseconds, convErr := strconv.ParseInt(first, 10, 64)
	if err != nil || convErr != nil {
		return 0
	}
	return time.Duration(nanoseconds)
}

// measure runs against a fresh database and checks that all tables are there.
func (s server) measure(ctx context.Context, run func(*target) error, tables int) (wall, server time.Duration, err error) {
	database, err := s.create(ctx)
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, s.drop(ctx, database)) }()
	t := &target{config: s.config.Copy(), admin: s.admin}
	t.config.Database = database
	start := time.Now()
	if err := run(t); err != nil {
		return 0, 0, err
	}
	check, err := pgx.ConnectConfig(ctx, t.config)
	if err != nil {
		return 0, 0, err
	}
	defer check.Close(ctx)
	var found int
	if err := check.QueryRow(ctx, "SELECT count(*) FROM pg_indexes WHERE indexname LIKE 't%_name_idx'").Scan(&found); err != nil {
		return 0, 0, err
	}
	if found != tables {
		return 0, 0, fmt.Errorf("%d of %d tables are there", found, tables)
	}
	return t.ended.Sub(start), t.server, nil
}

// create makes a database and lets the server write out what is due, so that
// the one before does not cost the one after.
func (s server) create(ctx context.Context) (string, error) {
	name := fmt.Sprintf("bench_upgrade_%d_%d", os.Getpid(), time.Now().UnixNano())
	_, err := s.admin.Exec(ctx, "CREATE DATABASE "+name+" TEMPLATE template0")
	if err == nil {
		_, err = s.admin.Exec(ctx, "CHECKPOINT")
	}
	return name, err
}

func (s server) drop(ctx context.Context, name string) error {
	_, err := s.admin.Exec(ctx, "DROP DATABASE "+name+" WITH (FORCE)")
	return err
}

// url is the address of the target for another program.
func (t *target) url() string {
	u := url.URL{Scheme: "postgres", User: url.UserPassword(t.config.User, t.config.Password), Path: "/" + t.config.Database}
	query := url.Values{}
	if strings.HasPrefix(t.config.Host, "/") {
		query.Set("host", t.config.Host)
		query.Set("port", strconv.Itoa(int(t.config.Port)))
	} else {
		u.Host = net.JoinHostPort(t.config.Host, strconv.Itoa(int(t.config.Port)))
	}
	if t.config.TLSConfig == nil {
		query.Set("sslmode", "disable")
	}
	u.RawQuery = query.Encode()
	return u.String()
}
