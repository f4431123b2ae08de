package ddl

import (
	"errors"
	"fmt"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
	"github.com/pganalyze/pg_query_go/v5/parser"
	"google.golang.org/protobuf/proto"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/ddl/plpgsql"
	"github.com/pgen-go/pgen/gen/internal/ddl/tree"
	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/source"
	"github.com/pgen-go/pgen/runtime/sqlpos"
)

// judgeText reads the body of a function in SQL as the server does when it is created.
func (s *stmt) judgeText(r schema.Routine, n *pg.CreateFunctionStmt) error {
	if n.SqlBody != nil || s.unchecked || !s.fixed.IsZero() {
		return nil
	}
	at := s.bodyPlace(n, r.Body)
	if r.Language == "plpgsql" {
		return s.judgeBlock(r, at)
	}
	if r.Language != "sql" {
		return nil
	}
	defer s.bodyMemory.Reset()
	parsed, err := s.bodyReader.Parse(r.Body, &s.bodyMemory)
	if err != nil {
		return s.bodySyntax(r.Body, at, err)
	}
	in := []schema.Argument{}
	for _, a := range r.Arguments {
		if canon.Polymorphic(a.Type) {
			return nil // what it means is decided with each call
		}
		if goesIn(a) {
			in = append(in, a)
		}
	}
	sc := scope{args: in, clause: canon.InQuery, path: s.pathOf(r), runs: true}
	for i, raw := range parsed.Stmts {
		columns, gives, err := s.judgeInner(raw.Stmt, sc)
		if err != nil {
			return s.bodyFault(at, err)
		}
		if i == len(parsed.Stmts)-1 {
			if err := s.judgeFinal(r, raw.Stmt, columns, gives); err != nil {
				return err
			}
		}
	}
	if len(parsed.Stmts) == 0 {
		return s.judgeFinal(r, nil, nil, false)
	}
	return nil
}

// judgeBlock reads the body of a function in PL/pgSQL, as far as the server does when it
// is created.
func (s *stmt) judgeBlock(r schema.Routine, at int) error {
	void := r.Returns.Builtin() && (r.Returns.Name == "void" || r.Returns.Name == "event_trigger") && !r.Returns.Array
	fault := plpgsql.Judge(r.Body, plpgsql.Function{Name: r.ID.Name, Procedure: r.ID.Kind == schema.KindProcedure, Void: void,
		SetOf: r.SetOf, Outs: len(outputs(r.Arguments)) > 0, Type: s.judgeDeclared(r)})
	if fault == nil {
		return nil
	}
	place := int32(0)
	if at >= 0 && fault.Offset >= 0 {
		place = int32(at + fault.Offset)
	}
	err := s.fault(place, fault.State, "%s", fault.Message)
	var d source.Diagnostic
	if errors.As(err, &d) && place > 0 && int(place) < s.end && strings.ContainsRune(" \t\n", rune(s.text[place])) {
		// What ends too early is missed where nothing stands.
		d.Span = source.Span{File: s.file, Start: int(place) - s.shift, End: int(place) + 1 - s.shift}
		return d
	}
	return err
}

// pathOf is the search path under which a function runs.
func (s *stmt) pathOf(r schema.Routine) []string {
	for _, c := range r.Config {
		if text, ok := strings.CutPrefix(c, "search_path="); ok {
			var path []string
			for part := range strings.SplitSeq(text, ",") {
				path = append(path, identifiers(strings.TrimSpace(part))...)
			}
			return append([]string{temporarySchema}, cleanPath(path)...)
		}
	}
	return s.searched()
}

// judgeInner resolves a statement of a body; gives is true if it returns rows.
func (s *stmt) judgeInner(n *pg.Node, sc scope) (columns []schema.Attribute, gives bool, err error) {
	switch x := n.GetNode().(type) {
	case *pg.Node_SelectStmt:
		if x.SelectStmt.IntoClause != nil {
			return nil, false, nil
		}
	case *pg.Node_InsertStmt, *pg.Node_UpdateStmt, *pg.Node_DeleteStmt:
	case *pg.Node_CallStmt:
		return nil, false, s.judgeInnerCall(x.CallStmt, sc)
	default:
		return nil, false, nil
	}
	var failed error
	tree.Walk(n, func(m proto.Message) bool {
		if p, ok := m.(*pg.ParamRef); ok && int(p.Number) > len(sc.args) && failed == nil {
			failed = &canon.Error{SQLState: "42P02", Location: int(p.Location), Message: fmt.Sprintf("there is no parameter $%d", p.Number)}
		}
		return failed == nil
	})
	if failed != nil {
		return nil, false, failed
	}
	return canon.Outputs(n, s.canonScope(sc))
}

// judgeInnerCall refuses a procedure that gives something back: SQL has no place for it.
func (s *stmt) judgeInnerCall(n *pg.CallStmt, sc scope) error {
	schemaName, name := qualified(n.GetFunccall().GetFuncname())
	path := sc.path
	if schemaName != "" {
		path = []string{schemaName}
	}
	for _, p := range path {
		for _, id := range s.routinesNamed(p, name, []schema.Kind{schema.KindProcedure}) {
			if r, _ := schema.Get[schema.Routine](s.db, id); len(r.Arguments) == len(n.Funccall.Args) && len(outputs(r.Arguments)) > 0 {
				return s.fault(0, notSupported, "calling procedures with output arguments is not supported in SQL functions")
			}
		}
	}
	return nil
}

// judgeStandard refuses what cannot stand in BEGIN ATOMIC.
func (s *stmt) judgeStandard(n *pg.Node) error {
	if list := n.GetList(); list != nil {
		for _, item := range list.Items {
			if err := s.judgeStandard(item); err != nil {
				return err
			}
		}
		return nil
	}
	switch n.GetNode().(type) {
	case *pg.Node_SelectStmt, *pg.Node_InsertStmt, *pg.Node_UpdateStmt, *pg.Node_DeleteStmt, *pg.Node_MergeStmt, *pg.Node_ReturnStmt, nil:
		return nil
	}
	return s.fault(0, notSupported, "%s is not yet supported in unquoted SQL function body", kindOf(n))
}

// bodyPlace is where the text of a body stands in the file, -1 if it does not stand
// there letter by letter.
func (s *stmt) bodyPlace(n *pg.CreateFunctionStmt, body string) int {
	for _, o := range n.Options {
		if d := o.GetDefElem(); d.Defname == "as" {
			if at := s.bodyOffset(d.Location); strings.HasPrefix(s.text[at:s.end], body) {
				return at
			}
		}
	}
	return -1
}

// bodySyntax is what the parser says about a body.
func (s *stmt) bodySyntax(body string, at int, err error) error {
	var perr *parser.Error
	offset := 0
	if errors.As(err, &perr) && perr.Cursorpos > 0 {
		offset = sqlpos.ByteOfChar(body, perr.Cursorpos)
	}
	place := int32(0)
	if at >= 0 {
		place = int32(min(at+offset, s.end-1))
	}
	return s.fault(place, stateOfSyntax(err.Error()), "%s", err.Error())
}

// bodyFault places the error of a statement in a body.
func (s *stmt) bodyFault(at int, err error) error {
	var e *canon.Error
	if !errors.As(err, &e) {
		return err
	}
	moved := *e
	if moved.Location += at; at < 0 || e.Location < 0 {
		moved.Location = 0
	}
	if e.SQLState == undefinedTable {
		for name := range runnerTables {
			if strings.Contains(e.Message, name) {
				return nil // the migration tool makes it
			}
		}
	}
	placed := s.placed(&moved)
	var d source.Diagnostic
	if errors.As(placed, &d) && e.Hint == "" {
		d.Hint = "the server reads the bodies of functions in SQL when they are created; create what is named before the function"
		return d
	}
	return placed
}
