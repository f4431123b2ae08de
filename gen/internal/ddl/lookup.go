package ddl

import (
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// lookedUp returns the schemas in which a written name is looked up.
func (s *stmt) lookedUp(schemaName string) []string {
	if schemaName != "" {
		return []string{schemaName}
	}
	if s.system {
		return s.searched()[1:]
	}
	return s.path
}

// named finds an object that is in a schema by its written name and, where the kind
// has them, arguments.
func (s *stmt) named(kind schema.Kind, names []*pg.Node, args string) (schema.ID, bool) {
	schemaName, name := qualified(names)
	for _, p := range s.lookedUp(schemaName) {
		if id := (schema.ID{Kind: kind, Schema: p, Name: name, Args: args}); s.db.Has(id) {
			return id, true
		}
	}
	return schema.ID{Kind: kind, Schema: schemaName, Name: name, Args: args}, false
}

// missing gives the error for an object that does not exist: 3F000 if its schema
// does not either.
func (s *stmt) missing(id schema.ID, state string) error {
	if id.Schema != "" && !s.knownSchema(id.Schema) {
		return s.nameFault(id.Schema, undefinedSchema, "schema %q does not exist", id.Schema)
	}
	return s.nameFault(id.Name, state, "%s does not exist", id)
}

// freeName gives the error if an object has the address.
func (s *stmt) freeName(id schema.ID, state string) error {
	if s.db.Has(id) {
		return s.nameFault(id.Name, state, "%s already exists", id)
	}
	return nil
}

// newNamed returns the address of an object to be created in a schema.
func (s *stmt) newNamed(kind schema.Kind, names []*pg.Node, args string) (schema.ID, error) {
	schemaName, name := qualified(names)
	target, err := s.target(schemaName, 0)
	return schema.ID{Kind: kind, Schema: target, Name: name, Args: args}, err
}

// definedNames returns the name that a definition gives: it stands there as a type
// name, an operator, or a plain word.
func definedNames(d *pg.DefElem) []*pg.Node {
	switch {
	case d.GetArg().GetTypeName() != nil:
		return d.Arg.GetTypeName().Names
	case d.GetArg().GetList() != nil:
		return d.Arg.GetList().Items
	case d.GetArg() == nil:
		return nil
	}
	return []*pg.Node{d.Arg}
}

// typeParameter returns the type that an option of a definition names; see judgeValues.
func (s *stmt) typeParameter(d *pg.DefElem) (*pg.TypeName, error) {
	switch x := d.Arg.GetNode().(type) {
	case *pg.Node_TypeName:
		return x.TypeName, nil
	case *pg.Node_String_:
		return &pg.TypeName{Names: []*pg.Node{d.Arg}, Typemod: -1}, nil
	}
	return nil, s.fault(0, syntaxError, "argument of %s must be a type name", d.Defname)
}

// definedType reads a type of a definition; NONE gives the zero type.
func (s *stmt) definedType(d *pg.DefElem) (schema.Type, error) {
	n := d.GetArg().GetTypeName()
	if n == nil && strings.EqualFold(constantText(d.Arg), "none") {
		return schema.Type{}, nil
	}
	if n == nil {
		n = &pg.TypeName{Names: definedNames(d), Location: d.Location}
	}
	if n.Setof {
		return schema.Type{}, s.fault(d.Location, badFunction, "SETOF type not allowed here")
	}
	t, err := s.typeOf(n)
	t.Modifier = ""
	return t, err
}

// functionFor finds the function that takes exactly the arguments, and what it
// returns. Built-in ones are in the schema "pg_catalog"; of one that an extension
// brings only the name is known. The error is 42883.
func (s *stmt) functionFor(names []*pg.Node, args string, at int32) (schema.ID, schema.Type, error) {
	id, result, ok := s.findFunction(names, args)
	if !ok {
		schemaName, name := qualified(names)
		if schemaName != "" && !s.knownSchema(schemaName) {
			return id, result, s.fault(at, undefinedSchema, "schema %q does not exist", schemaName)
		}
		return id, result, s.fault(at, undefinedFunction, "function %s(%s) does not exist", dotted(schemaName, name), args)
	}
	return id, result, nil
}

func (s *stmt) findFunction(names []*pg.Node, args string) (schema.ID, schema.Type, bool) {
	schemaName, name := qualified(names)
	builtin := schema.ID{Kind: schema.KindFunction, Schema: "pg_catalog", Name: name, Args: args}
	if schemaName == "" || schemaName == "pg_catalog" {
		if t, ok := canon.FunctionResult(name, args); ok {
			return builtin, t, true
		}
	}
	path := s.lookedUp(schemaName)
	for _, p := range path {
		id := schema.ID{Kind: schema.KindFunction, Schema: p, Name: name, Args: args}
		if r, ok := schema.Get[schema.Routine](s.db, id); ok {
			return id, s.resultOf(r), true
		}
	}
	for _, p := range path {
		if s.mayHoldIn(p, func(extension string) bool { return mayBring(extension, name, true) }) {
			return schema.ID{Kind: schema.KindFunction, Schema: p, Name: name, Args: args}, schema.Type{}, true
		}
	}
	return builtin, schema.Type{}, false
}

// resultOf returns the type of what a function returns.
func (s *stmt) resultOf(r schema.Routine) schema.Type {
	var outs []schema.Argument
	for _, a := range r.Arguments {
		if a.Mode == 'o' || a.Mode == 'b' || a.Mode == 't' {
			outs = append(outs, a)
		}
	}
	switch {
	case !r.Returns.IsZero():
		return r.Returns
	case len(outs) == 1:
		return outs[0].Type
	}
	return schema.Type{Schema: "pg_catalog", Name: "record"}
}

// supportOptions reads functions with fixed arguments into the places of their
// options.
func (s *stmt) supportOptions(d *pg.DefElem, args map[string]string, places map[string]*schema.ID) (bool, error) {
	place, ok := places[d.Defname]
	if !ok {
		return false, nil
	}
	id, _, err := s.functionFor(definedNames(d), args[d.Defname], d.Location)
	*place = id
	return true, err
}
