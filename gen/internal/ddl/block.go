package ddl

import (
	"errors"
	"strconv"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/plpgsql"
	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/source"
)

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
	l := lexer{text: s.text[:s.end], pos: max(int(at), s.start)}
	for t := l.next(); t.kind != tokenEnd; t = l.next() {
		if t.kind != tokenString {
			continue
		}
		if s.text[t.start] == '$' {
			return t.start + strings.IndexByte(s.text[t.start+1:], '$') + 2
		}
		return t.start + strings.IndexByte(s.text[t.start:], '\'') + 1
	}
	return s.start
}

// runBlock follows a PL/pgSQL body. fixed is where all findings are placed, when
// the body does not stand in the statement itself.
func (s *stmt) runBlock(body string, at int, fixed source.Span) error {
	if strings.Contains(strings.ToLower(body), "set_config") {
		s.setsOption("")
	}
	res := plpgsql.Block(body, at, &blockCatalog{s: s, fixed: fixed})
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

// callBlock follows the body of a PL/pgSQL function that is called with
// constants. It reports false if the call is of another form.
func (s *stmt) callBlock(r schema.Routine, call *pg.FuncCall) (bool, error) {
	if r.Language != "plpgsql" {
		return false, nil
	}
	args, ok := readArguments(call)
	if !ok {
		return false, nil
	}
	var b strings.Builder
	b.WriteString("<<" + quotedName(r.ID.Name) + ">>\nDECLARE\n")
	number := 0
	for _, a := range r.Arguments {
		if a.Mode != 'i' && a.Mode != 'b' && a.Mode != 'v' {
			continue
		}
		number++
		value := args.take(a, call.FuncVariadic)
		for _, name := range []string{a.Name, "$" + strconv.Itoa(number)} {
			if name != "" {
				b.WriteString(quotedName(name) + " " + typeSQL(a.Type) + " := " + firstOf(value, "NULL") + ";\n")
			}
		}
	}
	if len(args.positional) > 0 {
		return false, nil
	}
	b.WriteString("BEGIN\n" + strings.TrimRight(strings.TrimSpace(r.Body), ";") + ";\nEND")
	return true, s.runBlock(b.String(), 0, s.spanAt(call.Location))
}

// arguments are the constants that a call passes.
type arguments struct {
	positional []string
	named      map[string]string
}

// readArguments reports false if an argument is no constant.
func readArguments(call *pg.FuncCall) (arguments, bool) {
	args := arguments{named: map[string]string{}}
	for _, n := range call.Args {
		named := n.GetNamedArgExpr()
		if named != nil {
			n = named.Arg
		}
		text := constantSQL(n)
		switch {
		case text == "":
			return args, false
		case named != nil:
			args.named[named.Name] = text
		default:
			args.positional = append(args.positional, text)
		}
	}
	return args, true
}

// take returns the value of the next parameter: what the call passes, all that is
// left for a VARIADIC one, or its default.
func (args *arguments) take(a schema.Argument, asArray bool) string {
	switch text, ok := args.named[a.Name]; {
	case ok && a.Name != "":
		return text
	case len(args.positional) == 0:
		return a.Default.SQL
	case a.Mode == 'v' && !asArray:
		text = "ARRAY[" + strings.Join(args.positional, ", ") + "]"
		args.positional = nil
		return text
	}
	text := args.positional[0]
	args.positional = args.positional[1:]
	return text
}

// constantSQL writes a constant argument; "" if it is none.
func constantSQL(n *pg.Node) string {
	for n.GetTypeCast() != nil {
		n = n.GetTypeCast().Arg
	}
	if elements := n.GetAArrayExpr(); elements != nil {
		var parts []string
		for _, e := range elements.Elements {
			part := constantSQL(e)
			if part == "" {
				return ""
			}
			parts = append(parts, part)
		}
		return "ARRAY[" + strings.Join(parts, ", ") + "]"
	}
	c := n.GetAConst()
	switch {
	case c == nil:
		return ""
	case c.Isnull:
		return "NULL"
	case c.GetSval() != nil:
		return "'" + strings.ReplaceAll(c.GetSval().Sval, "'", "''") + "'"
	}
	return literal(c)
}

func typeSQL(t schema.Type) string {
	name := quotedName(t.Schema) + "." + quotedName(t.Name)
	if t.Array {
		name += "[]"
	}
	return name
}
