package ddl

import (
	"errors"
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/lex"
	"github.com/pgen-go/pgen/gen/internal/ddl/plpgsql"
	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/source"
)

// maxBodies ends functions that call one another without end.
const maxBodies = 32

const opaqueHint = "write the statements out, or let pgen replay this history on a server (--replay=server)"

// doBlock runs DO.
func (s *stmt) doBlock(n *pg.DoStmt) error {
	body, language, at := "", "plpgsql", int32(0)
	for _, a := range n.Args {
		switch d := a.GetDefElem(); d.Defname {
		case "as":
			body, at = str(d.Arg), d.Location
		case "language":
			language = strings.ToLower(str(d.Arg))
		}
	}
	if language != "plpgsql" {
		s.opaque(0, opaqueHint, "a DO block in %s cannot be followed", language)
		return nil
	}
	return s.runBlock(body, s.bodyOffset(at), source.Span{})
}

// bodyOffset returns where the body starts inside its quotes.
func (s *stmt) bodyOffset(at int32) int {
	l := lex.Lexer{Text: s.text[:s.end], Pos: max(int(at), s.start)}
	for t := l.Next(); t.Kind != lex.End; t = l.Next() {
		if t.Kind != lex.String {
			continue
		}
		if s.text[t.Start] == '$' {
			return t.Start + strings.IndexByte(s.text[t.Start+1:], '$') + 2
		}
		return t.Start + strings.IndexByte(s.text[t.Start:], '\'') + 1
	}
	return s.start
}

// runBlock follows a PL/pgSQL body. fixed is where all findings are placed, when
// the body does not stand in the statement itself.
func (s *stmt) runBlock(body string, at int, fixed source.Span) error {
	if strings.Contains(strings.ToLower(body), "set_config") {
		s.setsOption("")
	}
	if len(s.bodies) >= maxBodies || slices.Contains(s.bodies, body) {
		s.opaque(s.blockPlace(plpgsql.Result{Offset: at}, fixed), opaqueHint, "what is called here depends on rows, or leads back to itself")
		return nil
	}
	s.bodies = append(s.bodies, body)
	res := plpgsql.Block(body, at, &blockCatalog{s: s, fixed: fixed})
	s.bodies = s.bodies[:len(s.bodies)-1]
	if res.Err != nil {
		var d source.Diagnostic
		if errors.As(res.Err, &d) {
			return d
		}
		var state interface{ SQLState() string }
		code := "P0001"
		if errors.As(res.Err, &state) {
			code = state.SQLState()
		}
		return s.fault(s.blockPlace(res, fixed), code, "%s", res.Err.Error())
	}
	if !res.Decided {
		s.opaque(s.blockPlace(res, fixed), opaqueHint, "this block cannot be followed to its end: %s", res.Why)
	}
	return nil
}

func (s *stmt) blockPlace(res plpgsql.Result, fixed source.Span) int32 {
	if !fixed.IsZero() {
		return int32(fixed.Start + s.shift)
	}
	return int32(res.Offset)
}

// blockCatalog lets a block ask the model and change it.
type blockCatalog struct {
	s     *stmt
	fixed source.Span
}

// Rows answers from the model.
func (c *blockCatalog) Rows(relation string) ([]plpgsql.Row, bool) {
	if rows, ok := c.s.roleRows(relation); ok {
		return rows, true
	}
	if relation == plpgsql.Settings {
		return c.s.optionRows(), true
	}
	return plpgsql.Rows(c.s.db, relation)
}

// SearchPath returns the schemas in force.
func (c *blockCatalog) SearchPath() []string { return c.s.path }

// Savepoint marks the state for an EXCEPTION handler.
func (c *blockCatalog) Savepoint() func() {
	mark, path, who := len(c.s.journal), c.s.path, c.s.who
	return func() {
		c.s.undo(mark)
		c.s.path, c.s.who = path, who
	}
}

// Apply replays a statement of the block.
func (c *blockCatalog) Apply(st plpgsql.Statement) error {
	f := &source.File{Name: c.s.file.Name, Text: st.Text}
	fixed := c.fixed
	if fixed.IsZero() && st.Verbatim {
		f = c.s.file.Part(st.Start, st.End)
	} else if fixed.IsZero() {
		fixed = source.Span{File: c.s.file, Start: st.Start, End: st.End}
	}
	tree, err := pg.Parse(f.Text)
	if err != nil {
		d := syntaxFault(f, f.Text, 0, err)
		if !fixed.IsZero() {
			d.Span = fixed
		}
		return stateError{d}
	}
	for _, raw := range rawStmts(f.Text, tree) {
		inner := &stmt{Replay: c.s.Replay, file: f, text: f.Text, start: raw.start, end: raw.end, fixed: fixed}
		mark := len(c.s.journal)
		err := inner.apply(raw.node)
		c.s.found = append(c.s.found, inner.found...)
		var d source.Diagnostic
		if errors.As(err, &d) {
			c.s.undo(mark)
			return stateError{d}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// stateError shows a diagnostic's SQLSTATE to the handlers of a block.
type stateError struct{ d source.Diagnostic }

// Error returns the diagnostic's text.
func (e stateError) Error() string { return e.d.Error() }

// Unwrap returns the diagnostic.
func (e stateError) Unwrap() error { return e.d }

// SQLState returns the code that EXCEPTION WHEN compares.
func (e stateError) SQLState() string { return e.d.SQLState }

func typeSQL(t schema.Type) string {
	name := quotedName(t.Schema) + "." + quotedName(t.Name)
	if t.Array {
		name += "[]"
	}
	return name
}
