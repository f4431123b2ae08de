package gen

import (
	"bytes"
	"context"
	"encoding/json"

	"github.com/pgen-go/pgen/gen/internal/ddl"
	"github.com/pgen-go/pgen/gen/internal/pgsql"
	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/source"
)

// Script is a model as SQL.
type Script struct {
	SQL      string
	Warnings []Diagnostic

	db      *schema.Database
	printer pgsql.Printer
}

// Object is one object of a model.
type Object struct {
	Kind string `json:"kind"`
	Name string `json:"name"`
	// SQL creates the object alone.
	SQL string `json:"sql,omitempty"`
	// File, Line and Column say where it was written, when it was read from a file.
	File   string `json:"file,omitempty"`
	Line   int    `json:"line,omitempty"`
	Column int    `json:"column,omitempty"`
}

// Script reads a SOURCE and prints it in dependency order. Applied to an empty
// database it makes the same schema.
func (p *Project) Script(ctx context.Context, from string, how Replay) (Script, error) {
	m, err := p.read(ctx, from, how)
	if err != nil {
		return Script{}, err
	}
	printer := p.printer()
	text := printer.Script(m.db)
	if m.live && !p.applies(text) {
		// A live database may have functions whose tables are gone.
		printer.UncheckedBodies = true
		text = printer.Script(m.db)
	}
	return Script{SQL: text, Warnings: publish(m.warnings), db: m.db, printer: printer}, nil
}

// applies reports whether a script makes its schema in an empty database.
func (p *Project) applies(text string) bool {
	f, err := source.New("schema.sql", text)
	if err != nil {
		return false
	}
	return ddl.New(ddl.Options{Base: p.emptyDatabase(), SearchPath: p.searchPath()}).Apply(f).Err() == nil
}

// Objects returns what the script makes object by object, in a stable order that is not
// that of the script; nothing for the zero Script.
func (s Script) Objects() []Object {
	if s.db == nil {
		return nil
	}
	out := make([]Object, 0, s.db.Len())
	for o := range s.db.All() {
		id := o.Address()
		object := Object{Kind: id.Kind.String(), Name: id.String(), SQL: s.printer.Create(s.db, o)}
		if at := o.Origin(); !at.IsZero() {
			pos := at.File.Position(at.Start)
			object.File, object.Line, object.Column = at.File.Name, pos.Line, pos.Column
		}
		out = append(out, object)
	}
	return out
}

// MarshalJSON writes the script with its objects.
func (s Script) MarshalJSON() ([]byte, error) {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false) // SQL is full of < and >; whoever wants them escaped does it himself
	err := e.Encode(struct {
		SQL      string       `json:"sql"`
		Objects  []Object     `json:"objects"`
		Warnings []Diagnostic `json:"warnings,omitempty"`
	}{s.SQL, s.Objects(), s.Warnings})
	return out.Bytes(), err
}
