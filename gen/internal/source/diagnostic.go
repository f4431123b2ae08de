package source

import (
	"cmp"
	"slices"
	"strings"
)

// Severity orders diagnostics by what they mean for the run.
type Severity uint8

// The severities. An Error stops the command. Opaque marks a statement whose
// effect on the schema cannot be decided without a server: a static replay
// stops there, an automatic one goes on with a throw-away server. A Warning is
// printed and the run goes on.
const (
	Error Severity = iota
	Opaque
	Warning
)

// String returns the word that messages print.
func (s Severity) String() string {
	return [...]string{"error", "opaque", "warning"}[s]
}

// Diagnostic is one finding about a place in a SQL file.
type Diagnostic struct {
	Severity Severity
	// Code is a stable kebab-case name for programs: "syntax", "unsupported", ...
	Code string
	// SQLState is the code PostgreSQL gives for the same fault ("42P01"), or "".
	SQLState string
	Span     Span
	Message  string
	// Hint says what to do next; "" when the message says it all.
	Hint string
}

// Error returns the whole message: position, text, source line, caret, hint.
func (d Diagnostic) Error() string {
	var b strings.Builder
	if at := d.Span.String(); at != "" {
		b.WriteString(at + ": ")
	}
	b.WriteString(d.Severity.String() + ": " + d.Message)
	if d.SQLState != "" {
		b.WriteString(" (SQLSTATE " + d.SQLState + ")")
	}
	if !d.Span.IsZero() {
		b.WriteString("\n" + indent(d.Span.File.Excerpt(d.Span.Start)))
	}
	if d.Hint != "" {
		b.WriteString("\n  hint: " + d.Hint)
	}
	return b.String()
}

func indent(text string) string {
	return "  " + strings.ReplaceAll(text, "\n", "\n  ")
}

// Diagnostics is a list of findings; as an error it prints them all.
type Diagnostics []Diagnostic

// Error joins the messages of all findings.
func (ds Diagnostics) Error() string {
	parts := make([]string, len(ds))
	for i, d := range ds {
		parts[i] = d.Error()
	}
	return strings.Join(parts, "\n")
}

// Unwrap gives errors.As access to each finding.
func (ds Diagnostics) Unwrap() []error {
	errs := make([]error, len(ds))
	for i, d := range ds {
		errs[i] = d
	}
	return errs
}

// Has reports whether any finding has the severity.
func (ds Diagnostics) Has(s Severity) bool {
	return slices.ContainsFunc(ds, func(d Diagnostic) bool { return d.Severity == s })
}

// Of returns the findings with the severity, in order.
func (ds Diagnostics) Of(s Severity) Diagnostics {
	var out Diagnostics
	for _, d := range ds {
		if d.Severity == s {
			out = append(out, d)
		}
	}
	return out
}

// Err returns ds as an error if it has findings of severity Error, else nil.
func (ds Diagnostics) Err() error {
	if errs := ds.Of(Error); len(errs) > 0 {
		return errs
	}
	return nil
}

// Sort orders the findings by file name and place; equal places keep their order.
func (ds Diagnostics) Sort() {
	slices.SortStableFunc(ds, func(a, b Diagnostic) int {
		if a.Span.IsZero() || b.Span.IsZero() {
			return cmp.Compare(boolInt(a.Span.IsZero()), boolInt(b.Span.IsZero()))
		}
		return cmp.Or(strings.Compare(a.Span.File.Name, b.Span.File.Name),
			cmp.Compare(a.Span.File.Offset0+a.Span.Start, b.Span.File.Offset0+b.Span.Start))
	})
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}
