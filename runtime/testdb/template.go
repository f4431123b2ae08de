package testdb

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/pgen-go/pgen/runtime/migrate"
)

// ensureTemplate returns the name of the template database for the source,
// which is built by the first test that wants it, in whatever process.
func ensureTemplate(ctx context.Context, admin *pgx.Conn, address string, src Source) (string, error) {
	sum, err := src.checksum()
	if err != nil {
		return "", err
	}
	name := fmt.Sprintf("pgen_template_%x", sum[:10])
	if found, err := hasDatabase(ctx, admin, name); found || err != nil {
		return name, err
	}
	if err := lock(ctx, admin, int64(binary.BigEndian.Uint64(sum))); err != nil {
		return "", fmt.Errorf("wait for the test that builds the template: %w", err)
	}
	// The lock goes with the connection, at the latest.
	if found, err := hasDatabase(ctx, admin, name); found || err != nil {
		return name, err
	}
	return name, build(ctx, admin, address, name, src)
}

// build makes the template under another name and renames it when it is
// complete, so that a run which is killed half-way leaves none that looks good.
func build(ctx context.Context, admin *pgx.Conn, address, name string, src Source) error {
	work := name + "_new"
	drop := "DROP DATABASE IF EXISTS " + quote(work) + " WITH (FORCE)"
	if err := execAll(ctx, admin, drop, "CREATE DATABASE "+quote(work)+" TEMPLATE template0"); err != nil {
		return fmt.Errorf("create the template: %w", err)
	}
	if err := src.fill(ctx, withDatabase(address, work)); err != nil {
		return errors.Join(err, execAll(context.WithoutCancel(ctx), admin, drop))
	}
	// Nobody can connect to the template, so nobody is in the way of copying it.
	if err := execAll(ctx, admin, "ALTER DATABASE "+quote(work)+" ALLOW_CONNECTIONS false",
		"ALTER DATABASE "+quote(work)+" RENAME TO "+quote(name)); err != nil {
		return fmt.Errorf("publish the template: %w", err)
	}
	return nil
}

// fill brings an empty database to what the source says.
func (s Source) fill(ctx context.Context, address string) error {
	if folders := s.folders(); len(folders) > 0 {
		history, err := migrate.Load(folders...)
		if err != nil {
			return fmt.Errorf("load the migrations: %w", err)
		}
		cfg := s.Migrate
		cfg.Conn, cfg.URL, cfg.History = nil, address, history
		m, err := migrate.New(cfg)
		if err != nil {
			return err
		}
		if _, err := m.Upgrade(ctx, "heads"); err != nil {
			return fmt.Errorf("migrate the template: %w", err)
		}
	}
	if s.SQL == "" {
		return nil
	}
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	if err := execAll(ctx, conn, s.SQL); err != nil {
		return fmt.Errorf("Source.SQL: %w", err)
	}
	return nil
}

// checksum covers all that decides what a template holds.
func (s Source) checksum() ([]byte, error) {
	hash := sha256.New()
	part := func(texts ...string) {
		for _, text := range texts {
			fmt.Fprintf(hash, "%d:%s", len(text), text)
		}
	}
	part(s.SQL, s.Version, s.Migrate.Schema, s.Migrate.Table)
	for _, role := range slices.Sorted(maps.Keys(s.Migrate.Roles)) {
		part(role, s.Migrate.Roles[role])
	}
	for i, folder := range s.folders() {
		if i > 0 {
			part("folder")
		}
		files, err := fs.ReadDir(folder, ".")
		if err != nil {
			return nil, fmt.Errorf("read the migrations: %w", err)
		}
		for _, file := range files {
			if file.IsDir() || !strings.HasSuffix(file.Name(), ".sql") && !strings.HasSuffix(file.Name(), ".sum") {
				continue
			}
			text, err := fs.ReadFile(folder, file.Name())
			if err != nil {
				return nil, fmt.Errorf("read the migrations: %w", err)
			}
			part(file.Name(), string(text))
		}
	}
	return hash.Sum(nil), nil
}

// folders are those of the history.
func (s Source) folders() []fs.FS {
	if s.Migrations == nil {
		return s.More
	}
	return append([]fs.FS{s.Migrations}, s.More...)
}

// lock waits for the advisory lock by asking again: a session that is blocked
// in the server holds a snapshot and can be in the way of others.
func lock(ctx context.Context, conn *pgx.Conn, key int64) error {
	for {
		var got bool
		if err := conn.QueryRow(ctx, "SELECT pg_try_advisory_lock($1)", key).Scan(&got); err != nil || got {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(10 * time.Millisecond):
		}
	}
}

func hasDatabase(ctx context.Context, conn *pgx.Conn, name string) (bool, error) {
	var found bool
	err := conn.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_catalog.pg_database WHERE datname = $1)", name).Scan(&found)
	return found, err
}

// execAll runs each text as one message of the simple protocol, in which a text
// may hold several statements.
func execAll(ctx context.Context, conn *pgx.Conn, texts ...string) error {
	for _, text := range texts {
		if _, err := conn.PgConn().Exec(ctx, text).ReadAll(); err != nil {
			return err
		}
	}
	return nil
}
