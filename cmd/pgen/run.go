package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/urfave/cli/v2"

	"github.com/pgen-go/pgen/gen"
	"github.com/pgen-go/pgen/runtime/migrate"
)

// terminal is what a run may touch of the outside world.
type terminal struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	environ        []string
	// interactive allows questions; progress allows lines that tell how far it is.
	interactive, progress bool
}

// result is what a command found or did: the same value is printed as text or,
// with --json, as one object.
type result interface {
	text(w io.Writer)
}

// usageError is a fault of the command line itself: exit code 2.
type usageError struct{ error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// run executes one command and returns the exit code.
func run(ctx context.Context, args []string, term terminal) int {
	app := newApp(term)
	err := app.RunContext(ctx, append([]string{"pgen"}, arrange(app, args)...))
	if err == nil {
		return 0
	}
	report(term, err, wantsJSON(args))
	return exitCode(err)
}

func wantsJSON(args []string) bool {
	for _, a := range args {
		if a == "--" {
			return false
		}
		if a == "--json" || a == "-json" || a == "--json=true" {
			return true
		}
	}
	return false
}

// report prints an error; differences that were already printed as a result need
// no second message.
func report(term terminal, err error, asJSON bool) {
	if errors.Is(err, gen.ErrDiffers) {
		return
	}
	err = advised(err)
	if asJSON {
		encode(term.stdout, failure{Error: describe(err)})
		return
	}
	fmt.Fprintf(term.stderr, "pgen: %v\n", err)
}

// advised adds what to do to the errors of the driver that a user can mend.
func advised(err error) error {
	var connecting *pgconn.ConnectError
	if errors.As(err, &connecting) {
		return fmt.Errorf("%w\n  hint: %s", err, connectAdvice(connecting))
	}
	var history *migrate.HistoryError
	if errors.As(err, &history) && errors.Is(err, migrate.ErrLossy) {
		lossy := *history
		lossy.Hint = "save the data if somebody may need it, then say --accept-loss"
		return &lossy
	}
	return err
}

// connectAdvice is what to do about a connection that was not had.
func connectAdvice(err *pgconn.ConnectError) string {
	var server *pgconn.PgError
	if errors.As(err, &server) {
		switch server.Code {
		case "3D000":
			return "create the database (CREATE DATABASE ...), or correct its name in the URL"
		case "28P01":
			return "correct user and password in the URL, PGPASSWORD or the password file"
		case "28000":
			return "correct the user in the URL, create the role, or let it in by pg_hba.conf"
		}
	}
	return "check host, port, user and password, and that the server runs"
}

type failure struct {
	Error errorObject `json:"error"`
}

type errorObject struct {
	Message     string           `json:"message"`
	ExitCode    int              `json:"exitCode"`
	Diagnostics []gen.Diagnostic `json:"diagnostics,omitempty"`
}

func describe(err error) errorObject {
	return errorObject{Message: err.Error(), ExitCode: exitCode(err), Diagnostics: gen.DiagnosticsOf(err)}
}

func encode(w io.Writer, v any) {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	_ = e.Encode(v)
}

// show prints a result in the form that the caller asked for.
func (s *session) show(r result) {
	if s.json {
		encode(s.term.stdout, r)
		return
	}
	r.text(s.term.stdout)
}

// session is one command's view of flags, project and terminal.
type session struct {
	ctx                  context.Context
	cli                  *cli.Context
	term                 terminal
	json, quiet, verbose bool
}

// note prints a line for people on standard error, unless -q or --json is given.
func (s *session) note(format string, args ...any) {
	if !s.quiet && !s.json {
		fmt.Fprintf(s.term.stderr, format+"\n", args...)
	}
}

// open reads the project's settings.
func (s *session) open() (*gen.Project, error) {
	return gen.Open(gen.Settings{
		ConfigFile: s.cli.String("config"), Database: s.cli.String("database"),
		Migrations: s.cli.StringSlice("migrations"), Schema: s.cli.String("schema"), Ignore: s.cli.StringSlice("ignore"),
		Environ: s.term.environ, Notice: func(text string) { s.note("%s", text) },
	})
}

// args checks the number of arguments of a command.
func (s *session) args(least, most int, what string) ([]string, error) {
	args := s.cli.Args().Slice()
	if len(args) < least || len(args) > most {
		return nil, usagef("%s takes %s, got %d: see pgen %s --help", s.cli.Command.HelpName, what, len(args), s.cli.Command.Name)
	}
	return args, nil
}
