package gen

import (
	"errors"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/pgen-go/pgen/gen/internal/source"
	"github.com/pgen-go/pgen/runtime/migrate"
)

// ErrDiffers is returned by calls that answer a question with no: generated code
// is stale, migrations do not lead to schema.sql, a database drifted. The value
// returned beside it says what differs.
var ErrDiffers = errors.New("something differs")

// ErrLosesData is returned when a plan would drop or narrow something that holds
// data and the caller did not allow it.
var ErrLosesData = errors.New("refused because data would be lost")

// ErrNothingToDo is returned by Revise when migrations already lead to schema.sql.
var ErrNothingToDo = errors.New("migrations already lead to the wanted schema")

// ErrNoDatabase is returned by what needs the configured database when neither
// flags, environment nor pgen.yaml name one.
var ErrNoDatabase = errors.New("no database is configured")

// Diagnostic is a finding at a place in a file, in a form for programs.
type Diagnostic struct {
	Severity string `json:"severity"`
	Code     string `json:"code"`
	SQLState string `json:"sqlState,omitempty"`
	File     string `json:"file,omitempty"`
	Line     int    `json:"line,omitempty"`
	Column   int    `json:"column,omitempty"`
	Message  string `json:"message"`
	Hint     string `json:"hint,omitempty"`
	// Text is the whole message as people see it, with line and caret.
	Text string `json:"-"`
}

// DiagnosticsOf returns the findings inside an error, none if it holds none.
func DiagnosticsOf(err error) []Diagnostic {
	var ds source.Diagnostics
	if errors.As(err, &ds) {
		return publish(ds)
	}
	var d source.Diagnostic
	if errors.As(err, &d) {
		return publish(source.Diagnostics{d})
	}
	return revisionDiagnostics(err)
}

// revisionDiagnostics are the findings about revision files: faults in them, and
// a step that the server refused.
func revisionDiagnostics(err error) []Diagnostic {
	var out []Diagnostic
	switch e := err.(type) {
	case nil:
	case *migrate.FileError:
		out = append(out, Diagnostic{Severity: "error", Code: "revision-file", File: e.File, Line: e.Position.Line, Column: e.Position.Column,
			Message: e.Message, Hint: e.Hint, Text: e.Error()})
	case *migrate.SumError:
		message, hint, _ := strings.Cut(strings.TrimPrefix(e.Error(), e.File+": "), "\n  hint: ")
		out = append(out, Diagnostic{Severity: "error", Code: "pgen-sum", File: e.File, Message: message, Hint: hint, Text: e.Error()})
	case *migrate.StepError:
		found := Diagnostic{Severity: "error", Code: "step", File: e.File, Line: e.Position.Line, Column: e.Position.Column,
			Message: e.Err.Error(), Hint: e.Hint, Text: e.Error()}
		var pg *pgconn.PgError
		if errors.As(e.Err, &pg) {
			found.SQLState, found.Message = pg.Code, pg.Message
		}
		out = append(out, found)
	case interface{ Unwrap() []error }:
		for _, one := range e.Unwrap() {
			out = append(out, revisionDiagnostics(one)...)
		}
	default:
		out = revisionDiagnostics(errors.Unwrap(err))
	}
	return out
}

func publish(ds source.Diagnostics) []Diagnostic {
	out := make([]Diagnostic, 0, len(ds))
	for _, d := range ds {
		pub := Diagnostic{Severity: d.Severity.String(), Code: d.Code, SQLState: d.SQLState,
			Message: d.Message, Hint: d.Hint, Text: d.Error()}
		if !d.Span.IsZero() {
			at := d.Span.File.Position(d.Span.Start)
			pub.File, pub.Line, pub.Column = d.Span.File.Name, at.Line, at.Column
		}
		out = append(out, pub)
	}
	return out
}
