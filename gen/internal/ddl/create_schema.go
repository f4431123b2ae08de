package ddl

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/lex"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// createSchema runs CREATE SCHEMA with its elements, which are created inside it.
func (s *stmt) createSchema(n *pg.CreateSchemaStmt) error {
	name := n.Schemaname
	if name == "" {
		name = s.roleName(n.GetAuthrole())
	}
	if name == "" {
		return hinted(s.fault(0, syntaxError, "CREATE SCHEMA AUTHORIZATION needs a role given by name"), "name the schema, or the role")
	}
	if strings.HasPrefix(name, "pg_") {
		return s.fault(0, reservedName, "unacceptable schema name %q", name)
	}
	if s.knownSchema(name) {
		if n.IfNotExists {
			return nil
		}
		return s.nameFault(name, duplicateSchema, "schema %q already exists", name)
	}
	before, who := s.path, s.who
	defer func() { s.path, s.who = before, who }()
	if n.Authrole != nil {
		s.who.role = s.roleName(n.Authrole)
	}
	s.put(schema.Schema{Header: s.header(schema.NewSchema(name))})
	s.path = append([]string{name}, before...)
	for _, e := range n.SchemaElts {
		if rv := elementRelation(e); rv.GetSchemaname() != "" && rv.Schemaname != name {
			return s.fault(rv.Location, "42P15", "CREATE specifies a schema (%s) different from the one being created (%s)", rv.Schemaname, name)
		}
	}
	return s.applyElements(n.SchemaElts)
}

// applyElements runs the elements of CREATE SCHEMA, each with its own part of the text.
func (s *stmt) applyElements(elements []*pg.Node) error {
	whole, start, end := s.tokens(), s.start, s.end
	defer func() { s.cut, s.start, s.end = whole, start, end }()
	parts := whole.elements()
	for _, e := range orderedElements(elements) {
		if i := slices.Index(elements, e); len(parts) == len(elements) {
			s.cut = tokens{text: whole.text, list: parts[i]}
			s.start, s.end = parts[i][0].Start, parts[i][len(parts[i])-1].End
		}
		if err := s.apply(e); err != nil {
			return err
		}
	}
	return nil
}

// elements cuts CREATE SCHEMA before each of its elements.
func (ts tokens) elements() [][]lex.Token {
	var starts []int
	for i := 2; i < len(ts.list); i++ {
		i = ts.until(i, func(w string, at int) bool {
			return w == ";" || w == "GRANT" && ts.word(at-1) != "WITH" || w == "CREATE" && elementWords[ts.word(at+1)]
		})
		if w := ts.word(i); i < len(ts.list) && w != ";" {
			starts = append(starts, i)
		}
	}
	out := make([][]lex.Token, len(starts))
	for k, from := range starts {
		to := ts.until(from+1, func(w string, _ int) bool { return w == ";" })
		if k+1 < len(starts) {
			to = starts[k+1]
		}
		out[k] = ts.list[from:to]
	}
	return out
}

// elementWords are the words behind the CREATE of an element of CREATE SCHEMA.
var elementWords = wordSet("TABLE VIEW INDEX UNIQUE SEQUENCE TRIGGER TEMP TEMPORARY UNLOGGED OR RECURSIVE LOCAL GLOBAL CONSTRAINT")

// elementRelation returns the relation that an element of CREATE SCHEMA makes or is on.
func elementRelation(n *pg.Node) *pg.RangeVar {
	switch x := n.GetNode().(type) {
	case *pg.Node_CreateSeqStmt:
		return x.CreateSeqStmt.Sequence
	case *pg.Node_CreateStmt:
		return x.CreateStmt.Relation
	case *pg.Node_ViewStmt:
		return x.ViewStmt.View
	case *pg.Node_IndexStmt:
		return x.IndexStmt.Relation
	case *pg.Node_CreateTrigStmt:
		return x.CreateTrigStmt.Relation
	}
	return nil
}

// orderedElements sorts the elements of CREATE SCHEMA as the server does.
func orderedElements(elements []*pg.Node) []*pg.Node {
	rank := func(n *pg.Node) int {
		switch n.GetNode().(type) {
		case *pg.Node_CreateSeqStmt:
			return 0
		case *pg.Node_CreateStmt:
			return 1
		case *pg.Node_ViewStmt:
			return 2
		case *pg.Node_IndexStmt:
			return 3
		case *pg.Node_CreateTrigStmt:
			return 4
		}
		return 5
	}
	var out []*pg.Node
	for want := range 6 {
		for _, e := range elements {
			if rank(e) == want {
				out = append(out, e)
			}
		}
	}
	return out
}
