package fidelity_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/pgen-go/pgen/gen/internal/catalog"
	"github.com/pgen-go/pgen/gen/internal/ddl"
	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/source"
)

// server makes models by running SQL on PostgreSQL.
type server struct {
	admin *pgx.Conn
	// shared is a database in which a sample runs in a transaction that is rolled
	// back: as fresh as one of its own, and fifty times faster.
	shared *pgx.Conn
	name   string
	// version is the major one.
	version int
}

func connect(t *testing.T) *server {
	t.Helper()
	ctx := context.Background()
	admin, err := pgx.Connect(ctx, serverURL)
	if err != nil {
		t.Fatal(err)
	}
	s := &server{admin: admin}
	if s.shared, s.name, err = s.create(); err != nil {
		t.Fatal(err)
	}
	return s
}

// create makes a database and connects to it.
func (s *server) create() (*pgx.Conn, string, error) {
	ctx, name := context.Background(), "pgen_fidelity_"+strings.ToLower(rand.Text()[:10])
	if _, err := s.admin.Exec(ctx, "create database "+name); err != nil {
		return nil, "", err
	}
	config := s.admin.Config().Copy()
	config.Database = name
	conn, err := pgx.ConnectConfig(ctx, config)
	return conn, name, err
}

func (s *server) drop(t *testing.T, conn *pgx.Conn, name string) {
	t.Helper()
	ctx := context.Background()
	_ = conn.Close(ctx)
	if _, err := s.admin.Exec(ctx, "drop database "+name+" with (force)"); err != nil {
		t.Error(err)
	}
}

func (s *server) close(t *testing.T) {
	t.Helper()
	s.drop(t, s.shared, s.name)
	_ = s.admin.Close(context.Background())
}

// supported leaves out the samples that are for other versions of the server.
func (s *server) supported(t *testing.T, samples []sample) []sample {
	t.Helper()
	if err := s.admin.QueryRow(context.Background(), "select current_setting('server_version_num')::int / 10000").Scan(&s.version); err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(samples, func(x sample) bool { return x.since > s.version || x.until > 0 && x.until < s.version })
}

// outOfReach reports whether the server refused a sample because it knows less than
// version 15, for which the shared cases are written: a word, an option or a feature.
func (s *server) outOfReach(err error) bool {
	var fault *pgconn.PgError
	return s.version < 15 && errors.As(err, &fault) && slices.Contains([]string{"42601", "22023", "0A000"}, fault.Code)
}

// createRoles makes the roles that samples name. Roles belong to the whole
// server, so they may be there already.
func (s *server) createRoles(t *testing.T, samples []sample) {
	t.Helper()
	seen := map[string]bool{}
	for _, sample := range samples {
		for _, role := range sample.roles {
			if seen[role] {
				continue
			}
			seen[role] = true
			if err := s.createRole(role); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// createRole takes the name as it stands in SQL.
func (s *server) createRole(role string) error {
	_, err := s.admin.Exec(context.Background(),
		"do $create$ begin create role "+role+"; exception when duplicate_object or unique_violation then null; end $create$")
	return err
}

// model applies the sample and reads the catalogs. Some samples name roles that
// their suite has everywhere: they are made when the server misses them. Others
// create one that is there already: it is dropped in their transaction.
func (s *server) model(t *testing.T, x sample) (*schema.Database, error) {
	t.Helper()
	db, err := s.apply(t, x)
	for range 9 {
		var fault *pgconn.PgError
		if !errors.As(err, &fault) {
			break
		}
		role, isRole := strings.CutPrefix(fault.Message, `role "`)
		role = strings.TrimSuffix(strings.TrimSuffix(role, `" does not exist`), `" already exists`)
		switch role = (pgx.Identifier{role}).Sanitize(); {
		case fault.Code == "42704" && isRole:
			if err := s.createRole(role); err != nil {
				return nil, err
			}
		case fault.Code == "42710" && isRole && !x.alone:
			x.before = "drop role " + role
		default:
			return nil, err
		}
		db, err = s.apply(t, x)
	}
	return db, err
}

func (s *server) apply(t *testing.T, x sample) (*schema.Database, error) {
	t.Helper()
	if x.alone || ownTransactions(x) {
		conn, name, err := s.create()
		if err != nil {
			return nil, err
		}
		defer s.drop(t, conn, name)
		return inDatabase(conn, x)
	}
	ctx := context.Background()
	tx, err := s.shared.Begin(ctx)
	if err != nil {
		return nil, err
	}
	defer func() {
		_ = tx.Rollback(ctx)
		_ = run(ctx, s.shared, endSession)
	}()
	if err := run(ctx, s.shared, x.before); err != nil {
		return nil, err
	}
	for _, f := range x.files {
		if err := run(ctx, s.shared, f.Text); err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name, err)
		}
	}
	db, _, err := catalog.Read(ctx, nested{tx}, catalog.Options{SessionOwner: true})
	return db, err
}

// endSession undoes what a file did to its session. DISCARD ALL would also drop
// the prepared statements that the driver counts on.
const endSession = "reset session authorization; reset all; unlisten *; discard temp; discard sequences"

// nested lets catalog.Read work inside a transaction.
type nested struct{ pgx.Tx }

func (n nested) BeginTx(ctx context.Context, _ pgx.TxOptions) (pgx.Tx, error) { return n.Begin(ctx) }

// ownTransactions reports whether a sample begins or ends transactions itself or
// has statements that refuse to run in one.
func ownTransactions(x sample) bool {
	for _, f := range x.files {
		statements, _ := ddl.Statements(f)
		for _, st := range statements {
			if st.Kind == "TransactionStmt" || strings.Contains(strings.ToLower(st.Span.Text()), "concurrently") {
				return true
			}
		}
	}
	return false
}

func inDatabase(conn *pgx.Conn, x sample) (*schema.Database, error) {
	ctx := context.Background()
	for _, f := range x.files {
		texts := []string{f.Text}
		if x.autocommit[f.Name] || ownTransactions(sample{files: []*source.File{f}}) {
			texts = split(f)
		}
		for _, text := range texts {
			if err := run(ctx, conn, text); err != nil {
				return nil, fmt.Errorf("%s: %w", f.Name, err)
			}
		}
		end := endSession
		if conn.PgConn().TxStatus() != 'I' {
			end = "commit;" + end
		}
		if err := run(ctx, conn, end); err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name, err)
		}
	}
	db, _, err := catalog.Read(ctx, conn, catalog.Options{SessionOwner: true})
	return db, err
}

// split cuts a file into its statements.
func split(f *source.File) []string {
	statements, _ := ddl.Statements(f)
	out := make([]string, len(statements))
	for i, s := range statements {
		out[i] = s.Span.Text()
	}
	return out
}

// run sends text as one message, which the server runs in one transaction.
func run(ctx context.Context, conn *pgx.Conn, text string) error {
	_, err := conn.PgConn().Exec(ctx, text).ReadAll()
	return err
}
