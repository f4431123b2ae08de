package gen

import "context"

// Script is a model as SQL.
type Script struct {
	SQL      string       `json:"sql"`
	Objects  []Object     `json:"objects"`
	Warnings []Diagnostic `json:"warnings,omitempty"`
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
	s := Script{SQL: printer.Script(m.db), Warnings: publish(m.warnings)}
	for o := range m.db.All() {
		id := o.Address()
		object := Object{Kind: id.Kind.String(), Name: id.String(), SQL: printer.Create(m.db, o)}
		if at := o.Origin(); !at.IsZero() {
			pos := at.File.Position(at.Start)
			object.File, object.Line, object.Column = at.File.Name, pos.Line, pos.Column
		}
		s.Objects = append(s.Objects, object)
	}
	return s, nil
}
