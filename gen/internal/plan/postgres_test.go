package plan_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/pgen-go/pgen/gen/internal/plan"
	"github.com/pgen-go/pgen/gen/internal/scratch/scratchtest"
)

// server is the throw-away server that PGEN_SCRATCH_URL names. Its databases are
// emptied and used again, which costs a tenth of making a new one.
type server struct {
	url   string
	admin *pgx.Conn
	mu    sync.Mutex
	made  int
	free  []database
}

// exec runs one statement on the server itself.
func (s *server) exec(sql string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, err := s.admin.Exec(context.Background(), sql)
	return err
}

func scratch(t *testing.T) *server {
	t.Helper()
	url := scratchtest.Server(t).URL()
	if _, err := exec.LookPath("pg_dump"); err != nil {
		t.Fatal("pg_dump is not installed: it comes with the PostgreSQL client")
	}
	conn, err := pgx.Connect(context.Background(), url)
	if err != nil {
		t.Fatal(err)
	}
	s := &server{url: url, admin: conn}
	t.Cleanup(func() {
		for _, d := range s.free {
			s.drop(t, d)
		}
		conn.Close(context.Background())
	})
	return s
}

func (s *server) drop(t *testing.T, d database) {
	t.Helper()
	d.Close(context.Background())
	if err := s.exec("DROP DATABASE IF EXISTS " + d.name + " WITH (FORCE)"); err != nil {
		t.Error(err)
	}
}

// database is an empty database for one case.
type database struct {
	*pgx.Conn
	name, url string
}

// create lends an empty database until the returned function is called.
func (s *server) create(t *testing.T, roles []string) (database, func()) {
	t.Helper()
	for _, role := range roles {
		// The role may be there from another case.
		_ = s.exec("CREATE ROLE " + pgx.Identifier{role}.Sanitize())
	}
	d, ok := s.take()
	if !ok {
		d = s.connect(t)
	}
	return d, func() {
		if d.empty() != nil {
			s.drop(t, d)
			return
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		s.free = append(s.free, d)
	}
}

func (s *server) take() (database, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.free) == 0 {
		return database{}, false
	}
	d := s.free[len(s.free)-1]
	s.free = s.free[:len(s.free)-1]
	return d, true
}

func (s *server) connect(t *testing.T) database {
	t.Helper()
	s.mu.Lock()
	s.made++
	name := fmt.Sprintf("plan_test_%d_%s_%d", os.Getpid(), strings.ToLower(t.Name()[4:min(len(t.Name()), 12)]), s.made)
	s.mu.Unlock()
	if err := s.exec("CREATE DATABASE " + name); err != nil {
		t.Fatal(err)
	}
	config, err := pgx.ParseConfig(s.url)
	if err != nil {
		t.Fatal(err)
	}
	config.Database = name
	config.DefaultQueryExecMode = pgx.QueryExecModeExec
	conn, err := pgx.ConnectConfig(context.Background(), config)
	if err != nil {
		t.Fatal(err)
	}
	url := fmt.Sprintf("host=%s port=%d user=%s dbname=%s", config.Host, config.Port, config.User, name)
	return database{Conn: conn, name: name, url: url}
}

// again opens a second connection to the database.
func (d database) again(t *testing.T) database {
	t.Helper()
	conn, err := pgx.ConnectConfig(context.Background(), d.Config())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(context.Background()) })
	return database{Conn: conn, name: d.name, url: d.url}
}

// run sends a text as one message, which the server runs in one transaction.
func (d database) run(sql string) error {
	_, err := d.PgConn().Exec(context.Background(), sql).ReadAll()
	return err
}

const (
	listAll = `WITH own AS (SELECT subname FROM pg_subscription WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database()))
		SELECT 'DROP EXTENSION IF EXISTS ' || quote_ident(extname) || ' CASCADE' FROM pg_extension WHERE extname <> 'plpgsql'
		UNION ALL SELECT 'DROP SCHEMA IF EXISTS ' || quote_ident(nspname) || ' CASCADE' FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
		UNION ALL SELECT format('ALTER SUBSCRIPTION %1$I DISABLE; ALTER SUBSCRIPTION %1$I SET (slot_name = NONE); DROP SUBSCRIPTION %1$I', subname) FROM own`
	publicAgain = `CREATE SCHEMA public AUTHORIZATION pg_database_owner; COMMENT ON SCHEMA public IS 'standard public schema';
		GRANT USAGE ON SCHEMA public TO PUBLIC`
	publicOf14 = `CREATE SCHEMA public; COMMENT ON SCHEMA public IS 'standard public schema'; GRANT ALL ON SCHEMA public TO PUBLIC`
	countRest  = `SELECT (SELECT count(*) FROM pg_cast WHERE oid >= 16384) + (SELECT count(*) FROM pg_language WHERE oid >= 16384)
		+ (SELECT count(*) FROM pg_event_trigger) + (SELECT count(*) FROM pg_publication) + (SELECT count(*) FROM pg_foreign_data_wrapper)
		+ (SELECT count(*) FROM pg_am WHERE oid >= 16384) + (SELECT count(*) FROM pg_default_acl) + (SELECT count(*) FROM pg_class WHERE oid >= 16384)
		+ (SELECT count(*) FROM pg_subscription WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())) + (SELECT count(*) FROM pg_db_role_setting)`
)

// empty drops all that a case has left. An error tells that something is still there.
func (d database) empty() error {
	ctx := context.Background()
	if err := errors.Join(d.run("ROLLBACK"), d.run("DISCARD ALL")); err != nil {
		return err
	}
	rows, err := d.Query(ctx, listAll)
	if err != nil {
		return err
	}
	drops, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	again := publicAgain
	if strings.HasPrefix(d.PgConn().ParameterStatus("server_version"), "14") {
		again = publicOf14
	}
	if err := d.run("SET client_min_messages = error; " + strings.Join(append(drops, again), "; ")); err != nil {
		return err
	}
	var rest int
	if err := d.QueryRow(ctx, countRest).Scan(&rest); err != nil {
		return err
	}
	if rest > 0 {
		return fmt.Errorf("%d objects are left", rest)
	}
	return d.run("DISCARD ALL")
}

// counts returns the rows of every table.
func (d database) counts(t *testing.T) map[string]int {
	t.Helper()
	ctx := context.Background()
	rows, err := d.Query(ctx, `select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
		where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg_toast%'`)
	if err != nil {
		t.Fatal(err)
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]int{}
	for _, name := range names {
		var n int
		if err := d.QueryRow(ctx, "select count(*) from "+name).Scan(&n); err != nil {
			t.Fatal(err)
		}
		out[name] = n
	}
	return out
}

// execute runs a plan step by step.
func (d database) execute(p *plan.Plan) error {
	for _, step := range p.Steps {
		var texts []string
		for _, a := range step.Actions {
			texts = append(texts, a.SQL)
		}
		sql := strings.Join(texts, ";\n")
		if step.Transaction {
			sql = "BEGIN;\n" + sql + ";\nCOMMIT"
		}
		if err := d.run(sql); err != nil {
			return fmt.Errorf("%w\nin step:\n%s", err, sql)
		}
	}
	return nil
}
