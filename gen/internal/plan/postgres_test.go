package plan_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/pgen-go/pgen/gen/internal/diff"
	"github.com/pgen-go/pgen/gen/internal/plan"
	"github.com/pgen-go/pgen/gen/internal/source"
)

// server is the throw-away server that PGEN_SCRATCH_URL names.
type server struct {
	url   string
	count atomic.Int64
	mu    sync.Mutex
	admin *pgx.Conn
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
	url := os.Getenv("PGEN_SCRATCH_URL")
	if url == "" {
		t.Skip("PGEN_SCRATCH_URL names no server")
	}
	if _, err := exec.LookPath("pg_dump"); err != nil {
		t.Skip("pg_dump is not installed")
	}
	conn, err := pgx.Connect(context.Background(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(context.Background()) })
	return &server{url: url, admin: conn}
}

// database is a database of its own for one case.
type database struct {
	*pgx.Conn
	url string
}

func (s *server) create(t *testing.T, roles []string) (database, func()) {
	t.Helper()
	ctx := context.Background()
	for _, role := range roles {
		// The role may be there from another case.
		_ = s.exec("CREATE ROLE " + pgx.Identifier{role}.Sanitize())
	}
	name := fmt.Sprintf("plan_test_%d_%d", os.Getpid(), s.count.Add(1))
	if err := s.exec("CREATE DATABASE " + name); err != nil {
		t.Fatal(err)
	}
	config, err := pgx.ParseConfig(s.url)
	if err != nil {
		t.Fatal(err)
	}
	config.Database = name
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		t.Fatal(err)
	}
	url := fmt.Sprintf("host=%s port=%d user=%s dbname=%s", config.Host, config.Port, config.User, name)
	return database{Conn: conn, url: url}, func() {
		conn.Close(ctx)
		if err := s.exec("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
			t.Error(err)
		}
	}
}

// run sends a text as one message, which the server runs in one transaction.
func (d database) run(sql string) error {
	_, err := d.PgConn().Exec(context.Background(), sql).ReadAll()
	return err
}

// dump is the schema as sorted statements, with the columns of tables sorted too.
func (d database) dump(t *testing.T) []string {
	t.Helper()
	var errs bytes.Buffer
	cmd := exec.Command("pg_dump", "--schema-only", "--no-owner", "--no-privileges", "-d", d.url)
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("pg_dump: %v %s", err, errs.String())
	}
	var statements []string
	for _, part := range strings.Split(string(out), "\n\n") {
		var lines []string
		for _, line := range strings.Split(part, "\n") {
			line = settled(line)
			if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "--") && !strings.HasPrefix(line, "SET ") &&
				!strings.HasPrefix(line, "SELECT pg_catalog.set_config") && !strings.HasPrefix(line, `\`) {
				lines = append(lines, line)
			}
		}
		if len(lines) == 0 {
			continue
		}
		if strings.HasPrefix(lines[0], "CREATE TABLE") || strings.HasPrefix(lines[0], "CREATE UNLOGGED TABLE") {
			for i := range lines {
				lines[i] = strings.TrimSuffix(lines[i], ",")
			}
			slices.Sort(lines[1:])
		}
		statements = append(statements, strings.Join(lines, "\n"))
	}
	slices.Sort(statements)
	return statements
}

var (
	nullDefault = regexp.MustCompile(` DEFAULT NULL::[a-z ]+(\(\d+\))?[a-z ]*$`)
	settings    = regexp.MustCompile(`WITH \(([a-z_.]+='[^']*'(, )?)+\)`)
)

// settled leaves out of a line of a dump what makes no difference: a default of NULL,
// and the order of storage parameters.
func settled(line string) string {
	line, comma := strings.CutSuffix(line, ",")
	line = nullDefault.ReplaceAllString(line, "")
	line = settings.ReplaceAllStringFunc(line, func(s string) string {
		list := strings.Split(strings.TrimSuffix(strings.TrimPrefix(s, "WITH ("), ")"), ", ")
		slices.Sort(list)
		return "WITH (" + strings.Join(list, ", ") + ")"
	})
	if comma {
		line += ","
	}
	return line
}

// difference lists what only one of the dumps has, by line within a statement that
// starts the same on both sides.
func difference(got, want []string) string {
	var b strings.Builder
	only := func(verb string, some, others []string) {
		for _, s := range some {
			head, _, _ := strings.Cut(s, "\n")
			if slices.Contains(others, s) {
				continue
			}
			i := slices.IndexFunc(others, func(o string) bool { return strings.HasPrefix(o, head+"\n") })
			if i < 0 {
				b.WriteString("  " + verb + ": " + s + "\n")
				continue
			}
			there := strings.Split(others[i], "\n")
			for _, line := range strings.Split(s, "\n") {
				if !slices.Contains(there, line) {
					b.WriteString("  " + verb + " in " + head + " " + line + "\n")
				}
			}
		}
	}
	only("too much", got, want)
	only("missing", want, got)
	return b.String()
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

func TestPlansKeepRowsOnPostgreSQL(t *testing.T) {
	t.Parallel()
	s := scratch(t)
	count := &tally{reasons: map[string]int{}}
	t.Cleanup(func() { count.judge(t) })
	all := os.Getenv("PGEN_ALL_CASES") != ""
	for i, c := range diffCases(t) {
		// All take a quarter of an hour; every twelfth is enough for each day.
		if !all && i%12 != 0 {
			continue
		}
		t.Run(strings.TrimSuffix(c.path, ".txtar"), func(t *testing.T) {
			t.Parallel()
			proveOnServer(t, s, c, count)
		})
	}
}

// proveOnServer applies the old schema and its rows, runs the plan, and compares with
// a database that has the new schema from the start.
func proveOnServer(t *testing.T, s *server, c diffCase, count *tally) {
	t.Helper()
	from, err := model(nil, c.path+" old", c.old)
	to, err2 := model(nil, c.path+" new", c.new)
	if err != nil || err2 != nil || !complete(c.path, c.old) || !complete(c.path, c.new) {
		count.note(&count.unread)
		return
	}
	p, found := plan.Build(from, to, diff.Compare(from, to, diff.Hints{}), plan.Options{AllowDrop: true})
	if found.Has(source.Error) {
		count.note(&count.cases)
		count.note(&count.refused)
		return
	}
	old, dropOld := s.create(t, c.Roles)
	defer dropOld()
	wanted, dropWanted := s.create(t, nil)
	defer dropWanted()
	if err := errors.Join(old.run(c.old), wanted.run(c.new), old.run(c.seed), old.run("RESET ALL"), wanted.run("RESET ALL")); err != nil {
		t.Logf("the case does not apply: %v", err)
		count.note(&count.unread)
		return
	}
	count.note(&count.cases)
	before := old.counts(t)
	if err := old.execute(p); err != nil {
		t.Logf("%v\n%s", err, script(p))
		return
	}
	after := old.counts(t)
	for table, n := range before {
		if left, kept := after[table]; kept && left != n && !replaced(p, table) {
			t.Errorf("table %s had %d rows and has %d\n%s", table, n, left, script(p))
		}
	}
	if rest := difference(old.dump(t), wanted.dump(t)); rest != "" {
		t.Logf("the dumps differ\n%s%s", rest, script(p))
		return
	}
	count.note(&count.planned)
}

// replaced reports whether the plan drops the table and makes one of the same name.
func replaced(p *plan.Plan, table string) bool {
	for _, a := range p.Actions() {
		if strings.HasPrefix(a.SQL, "DROP TABLE ") && strings.HasSuffix(table, "."+strings.TrimPrefix(a.SQL, "DROP TABLE ")) {
			return true
		}
	}
	return false
}
