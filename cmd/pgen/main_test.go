package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/pgen-go/pgen/gen"
)

// TestMain lets scripts call pgen as a command of its own process, and gives all
// of them one throw-away server.
func TestMain(m *testing.M) {
	testscript.Main(withServer{m}, map[string]func(){"pgen": main})
}

type withServer struct{ m *testing.M }

// Run implements testscript.TestingM.
func (w withServer) Run() int {
	if os.Getenv("PGEN_SCRATCH_URL") != "" {
		return w.m.Run()
	}
	o := gen.DevOptions{Name: "pgen-test-" + strconv.Itoa(os.Getpid())}
	server, err := gen.DevStart(context.Background(), o)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	os.Setenv("PGEN_SCRATCH_URL", server.URL)
	code := w.m.Run()
	os.Unsetenv("PGEN_SCRATCH_URL")
	if _, err := gen.DevStop(context.Background(), o); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return code
}

func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       os.Getenv("UPDATE_SCRIPTS") != "",
		Setup: func(env *testscript.Env) error {
			env.Setenv("PGEN_SCRATCH_URL", os.Getenv("PGEN_SCRATCH_URL"))
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"newdb": newDatabase, "sql": runSQL, "exitcode": exitCodeIs, "bytes": writeBytes,
		},
	})
}

// newDatabase makes a database for the script and puts its address into
// DATABASE_URL, or into the variable that is named.
func newDatabase(ts *testscript.TestScript, neg bool, args []string) {
	variable := "DATABASE_URL"
	if len(args) == 1 {
		variable = args[0]
	}
	if neg || len(args) > 1 {
		ts.Fatalf("usage: newdb [VARIABLE]")
	}
	address, drop, err := makeDatabase(ts.Getenv("PGEN_SCRATCH_URL"), ts.Name())
	ts.Check(err)
	ts.Defer(func() { ts.Check(drop()) })
	ts.Setenv(variable, address)
}

// makeDatabase creates a database on the server of adminURL.
func makeDatabase(adminURL, hint string) (address string, drop func() error, err error) {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, adminURL)
	if err != nil {
		return "", nil, err
	}
	name := fmt.Sprintf("cmd_%d_%s", os.Getpid(), strings.Map(onlyWord, hint))
	quoted := pgx.Identifier{name}.Sanitize()
	if _, err := conn.Exec(ctx, "CREATE DATABASE "+quoted+" TEMPLATE template0"); err != nil {
		return "", nil, err
	}
	u, err := url.Parse(adminURL)
	if err != nil {
		return "", nil, err
	}
	u.Path = "/" + name
	return u.String(), func() error {
		defer conn.Close(ctx)
		_, err := conn.Exec(ctx, "DROP DATABASE "+quoted+" WITH (FORCE)")
		return err
	}, nil
}

func onlyWord(r rune) rune {
	if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
		return r
	}
	return '_'
}

// runSQL executes its argument on DATABASE_URL and keeps the result, one row per
// line, as standard output.
func runSQL(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: sql STATEMENT")
	}
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, ts.Getenv("DATABASE_URL"))
	ts.Check(err)
	defer conn.Close(ctx)
	results, err := conn.PgConn().Exec(ctx, args[0]).ReadAll()
	if (err != nil) != neg {
		ts.Fatalf("sql: error is %v", err)
	}
	var out strings.Builder
	for _, r := range results {
		for _, row := range r.Rows {
			for i, value := range row {
				if i > 0 {
					out.WriteByte('|')
				}
				out.Write(value)
			}
			out.WriteByte('\n')
		}
	}
	fmt.Fprint(ts.Stdout(), out.String())
}

// exitCodeIs runs pgen and demands its exit code; output is left for stdout and
// stderr checks.
func exitCodeIs(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exitcode N pgen ARGS...")
	}
	err := ts.Exec(args[1], args[2:]...)
	code := "0"
	if err != nil {
		code = strings.TrimPrefix(err.Error(), "exit status ")
	}
	if code != args[0] {
		ts.Fatalf("%s exits with %s, want %s", strings.Join(args[1:], " "), code, args[0])
	}
}

// writeBytes writes a file from a Go string literal, for bytes that a script
// cannot hold.
func writeBytes(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: bytes FILE 'text with \\x00 escapes'")
	}
	text, err := strconv.Unquote(`"` + args[1] + `"`)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o644))
}
