package ddl

import (
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// createSchema runs CREATE SCHEMA with its elements, which are created inside it.
func (s *stmt) createSchema(n *pg.CreateSchemaStmt) error {
	name := n.Schemaname
	if name == "" {
		name = s.roleName(n.GetAuthrole())
	}
	if name == "" {
		return s.fault(0, syntaxError, "CREATE SCHEMA AUTHORIZATION needs a role given by name")
	}
	if s.knownSchema(name) {
		if n.IfNotExists {
			return nil
		}
		return s.nameFault(name, duplicateSchema, "schema %q already exists", name)
	}
	if strings.HasPrefix(name, "pg_") {
		return s.fault(0, "42939", "unacceptable schema name %q", name)
	}
	before, who := s.path, s.who
	defer func() { s.path, s.who = before, who }()
	if n.Authrole != nil {
		s.who.role = s.roleName(n.Authrole)
	}
	s.put(schema.Schema{Header: s.header(schema.NewSchema(name))})
	s.path = append([]string{name}, before...)
	for _, e := range orderedElements(n.SchemaElts) {
		if err := s.apply(e); err != nil {
			return err
		}
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

// set runs SET, as far as it changes the search path or the role.
func (s *stmt) set(n *pg.VariableSetStmt) error {
	switch {
	case s.setRole(n):
	case n.Kind == pg.VariableSetKind_VAR_RESET_ALL:
		s.setPath(s.basePath, false)
	case n.Name != "search_path":
		s.setsOption(n.Name)
	case n.Kind == pg.VariableSetKind_VAR_SET_VALUE:
		var path []string
		for _, a := range n.Args {
			path = append(path, constantText(a))
		}
		s.setPath(cleanPath(path), n.IsLocal)
	default:
		s.setPath(s.basePath, n.IsLocal)
	}
	return nil
}

// cleanPath drops what never names a schema of the model.
func cleanPath(path []string) []string {
	out := []string{}
	for _, p := range path {
		if p != "" && p != "$user" && p != temporarySchema && p != "pg_catalog" {
			out = append(out, p)
		}
	}
	return out
}

// setConfig runs SELECT set_config(name, value, is_local) for the search path and the role.
func (s *stmt) setConfig(call *pg.FuncCall) {
	if len(call.Args) != 3 {
		return
	}
	name, local := strings.ToLower(constantText(call.Args[0])), constantText(call.Args[2]) == "true"
	set := &pg.VariableSetStmt{Kind: pg.VariableSetKind_VAR_SET_VALUE, Name: name, Args: call.Args[1:2], IsLocal: local}
	if s.setRole(set) || name != "search_path" {
		s.setsOption(name)
		return
	}
	var path []string
	for part := range strings.SplitSeq(constantText(call.Args[1]), ",") {
		path = append(path, identifiers(strings.TrimSpace(part))...)
	}
	s.setPath(cleanPath(path), local)
}
