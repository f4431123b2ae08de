package ddl

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// createOperator runs CREATE OPERATOR.
func (s *stmt) createOperator(n *pg.DefineStmt) error {
	id, err := s.newNamed(schema.KindOperator, n.Defnames, "")
	if err != nil {
		return err
	}
	o := schema.Operator{Header: s.header(id)}
	given := map[string]*pg.DefElem{}
	for _, e := range n.Definition {
		d := e.GetDefElem()
		name := d.Defname
		switch name {
		case "procedure":
			name = "function"
		case "sort1", "sort2", "ltcmp", "gtcmp":
			o.Merges = true
		}
		given[name] = d
	}
	if err := s.operands(&o, given); err != nil {
		return err
	}
	if s.db.Has(o.ID) {
		return s.fault(s.placeOf(id.Name), duplicateFunction, "operator %s already exists", id.Name)
	}
	if err := s.operatorOptions(&o, given); err != nil {
		return err
	}
	s.put(o)
	if c, ok := schema.Get[schema.Comment](s.db, o.ID.Comment()); ok {
		s.remove(c.ID) // it was said of the shell, and is now of the operator
		s.put(c)
	}
	s.pairUp(o)
	return nil
}

// operands reads what makes up the identity of an operator, and its function.
func (s *stmt) operands(o *schema.Operator, given map[string]*pg.DefElem) error {
	var err error
	if d := given["leftarg"]; d != nil {
		if o.Left, err = s.definedType(d); err != nil {
			return err
		}
	}
	if d := given["rightarg"]; d != nil {
		if o.Right, err = s.definedType(d); err != nil {
			return err
		}
	}
	switch {
	case given["function"] == nil:
		return s.fault(0, badFunction, "operator function must be specified")
	case o.Left.IsZero() && o.Right.IsZero():
		return s.fault(0, badFunction, "operator argument types must be specified")
	case o.Right.IsZero():
		return s.fault(0, badFunction, "operator right argument type must be specified")
	}
	o.ID.Args = schema.FormatTypes(o.Left, o.Right)
	d := given["function"]
	o.Function, o.Result, err = s.functionFor(definedNames(d), strings.TrimPrefix(o.ID.Args, "NONE,"), d.Location)
	o.Result.Modifier = ""
	return err
}

// operatorOptions reads the rest of a definition, in the order in which the server
// checks it.
func (s *stmt) operatorOptions(o *schema.Operator, given map[string]*pg.DefElem) error {
	if err := s.estimators(o, given); err != nil {
		return err
	}
	on := func(name string) bool { return given[name] != nil && isOn(given[name]) }
	o.Hashes, o.Merges = on("hashes"), o.Merges || on("merges")
	boolean := schema.Type{Schema: "pg_catalog", Name: "bool"}
	if o.Result.IsZero() && (given["negator"] != nil || given["restrict"] != nil || given["join"] != nil || o.Hashes || o.Merges) {
		o.Result = boolean // a function of an extension, and nothing else would do
	}
	truth := o.Result == boolean || o.Result.IsZero()
	problem := ""
	switch {
	case o.Left.IsZero() && given["commutator"] != nil:
		problem = "only binary operators can have commutators"
	case o.Left.IsZero() && !o.Join.IsZero():
		problem = "only binary operators can have join selectivity"
	case o.Left.IsZero() && o.Merges:
		problem = "only binary operators can merge join"
	case o.Left.IsZero() && o.Hashes:
		problem = "only binary operators can hash"
	case !truth && given["negator"] != nil:
		problem = "only boolean operators can have negators"
	case !truth && !o.Restrict.IsZero():
		problem = "only boolean operators can have restriction selectivity"
	case !truth && !o.Join.IsZero():
		problem = "only boolean operators can have join selectivity"
	case !truth && o.Merges:
		problem = "only boolean operators can merge join"
	case !truth && o.Hashes:
		problem = "only boolean operators can hash"
	}
	if problem != "" {
		return s.fault(0, badFunction, "%s", problem)
	}
	var err error
	if d := given["commutator"]; d != nil {
		o.Commutator, err = s.partner(d, o.Right, o.Left)
	}
	if d := given["negator"]; d != nil && err == nil {
		if o.Negator, err = s.partner(d, o.Left, o.Right); o.Negator == o.ID && err == nil {
			err = s.fault(d.Location, badFunction, "operator cannot be its own negator")
		}
	}
	return err
}

// estimators reads the functions that estimate selectivity; NONE takes one away.
func (s *stmt) estimators(o *schema.Operator, given map[string]*pg.DefElem) error {
	var err error
	if d := given["restrict"]; d != nil {
		if o.Restrict = (schema.ID{}); d.Arg != nil && !isNone(d) {
			o.Restrict, _, err = s.functionFor(definedNames(d), "internal,oid,internal,int4", d.Location)
		}
	}
	if d := given["join"]; d != nil && err == nil {
		if o.Join = (schema.ID{}); d.Arg != nil && !isNone(d) {
			long, short := "internal,oid,internal,int2,internal", "internal,oid,internal,int2"
			var ok bool
			if o.Join, _, ok = s.findFunction(definedNames(d), long); !ok {
				o.Join, _, err = s.functionFor(definedNames(d), short, d.Location)
			}
		}
	}
	return err
}

func isNone(d *pg.DefElem) bool {
	names := definedNames(d)
	return len(names) == 1 && str(names[0]) == "none"
}

// partner finds the commutator or negator of an operator. One that does not exist
// becomes a shell where it would be created, which needs no object of its own.
func (s *stmt) partner(d *pg.DefElem, left, right schema.Type) (schema.ID, error) {
	names := definedNames(d)
	if id, ok := s.findOperator(names, left, right); ok {
		return id, nil
	}
	return s.newNamed(schema.KindOperator, names, schema.FormatTypes(left, right))
}

// pairUp lets the partners of a new operator speak of it, as far as they speak of
// no other.
func (s *stmt) pairUp(o schema.Operator) {
	if other, ok := schema.Get[schema.Operator](s.db, o.Commutator); ok && other.Commutator.IsZero() {
		other.Commutator = o.ID
		s.put(other)
	}
	if other, ok := schema.Get[schema.Operator](s.db, o.Negator); ok && other.Negator.IsZero() {
		other.Negator = o.ID
		s.put(other)
	}
}

// unpair takes an operator that goes out of its partners.
func (s *stmt) unpair(id schema.ID, o schema.Operator) {
	shell := o.ID.IsZero()
	for other := range schema.AllOf[schema.Operator](s.db) {
		before := other
		if other.Commutator == id && (shell || o.Commutator == other.ID) {
			other.Commutator = schema.ID{}
		}
		if other.Negator == id && (shell || o.Negator == other.ID) {
			other.Negator = schema.ID{}
		}
		if before.Commutator != other.Commutator || before.Negator != other.Negator {
			s.put(other)
		}
	}
}

// findOperator finds the operator with just these operands.
func (s *stmt) findOperator(names []*pg.Node, left, right schema.Type) (schema.ID, bool) {
	schemaName, name := qualified(names)
	if name == "!=" {
		name = "<>"
	}
	id := schema.ID{Kind: schema.KindOperator, Schema: "pg_catalog", Name: name, Args: schema.FormatTypes(left, right)}
	if schemaName == "" || schemaName == "pg_catalog" {
		if _, ok := canon.OperatorResult(name, left, right); ok {
			return id, true
		}
	}
	for _, p := range s.lookedUp(schemaName) {
		id.Schema = p
		if s.db.Has(id) {
			return id, true
		}
	}
	return id, false
}

// operatorNamed resolves the operator that ALTER, DROP or COMMENT names; ok is false
// if there is none.
func (s *stmt) operatorNamed(n *pg.ObjectWithArgs) (id schema.ID, ok bool, err error) {
	var types [2]schema.Type
	for i, a := range n.Objargs {
		if t := a.GetTypeName(); t != nil && i < 2 {
			if types[i], err = s.typeOf(t); err != nil {
				return id, false, err
			}
			types[i].Modifier = ""
		}
	}
	if len(n.Objargs) == 2 && types[1].IsZero() {
		return id, false, s.fault(0, syntaxError, "postfix operators are not supported")
	}
	id, ok = s.findOperator(n.Objname, types[0], types[1])
	return id, ok, nil
}

// operator is operatorNamed with the error 42883 if there is none.
func (s *stmt) operator(n *pg.ObjectWithArgs) (schema.ID, error) {
	id, ok, err := s.operatorNamed(n)
	if err != nil || ok {
		return id, err
	}
	schemaName, name := qualified(n.Objname)
	return id, s.fault(s.placeOf(name), undefinedFunction, "operator does not exist: %s(%s)", dotted(schemaName, name), id.Args)
}

// alterOperator runs ALTER OPERATOR ... SET.
func (s *stmt) alterOperator(n *pg.AlterOperatorStmt) error {
	id, err := s.operator(n.Opername)
	if err != nil {
		return err
	}
	o, ok := schema.Get[schema.Operator](s.db, id)
	if !ok {
		s.warn(0, "the operator %s is built in; this change of it is left out", id.Name)
		return nil
	}
	given := map[string]*pg.DefElem{}
	for _, e := range n.Options {
		d := e.GetDefElem()
		switch d.Defname {
		case "restrict", "join", "commutator", "negator", "hashes", "merges":
			given[d.Defname] = d
		case "leftarg", "rightarg", "function", "procedure":
			return s.fault(d.Location, syntaxError, "operator attribute %q cannot be changed", d.Defname)
		default:
			return s.fault(d.Location, syntaxError, "operator attribute %q not recognized", d.Defname)
		}
	}
	hashes, merges, commutator, negator := o.Hashes, o.Merges, o.Commutator, o.Negator
	if err := s.operatorOptions(&o, given); err != nil {
		return err
	}
	o.Hashes, o.Merges = o.Hashes || hashes, o.Merges || merges
	if o.Commutator.IsZero() {
		o.Commutator = commutator
	}
	if o.Negator.IsZero() {
		o.Negator = negator
	}
	s.put(o)
	s.pairUp(o)
	return nil
}

// dropShell drops an operator that only a commutator or negator speaks of, and
// reports whether it is one.
func (s *stmt) dropShell(n *pg.ObjectWithArgs) bool {
	id, ok, err := s.operatorNamed(n)
	if ok || err != nil {
		return false
	}
	schemaName, _ := qualified(n.Objname)
	for o := range schema.AllOf[schema.Operator](s.db) {
		for _, shell := range []schema.ID{o.Commutator, o.Negator} {
			if shell.Name == id.Name && shell.Args == id.Args && slices.Contains(s.lookedUp(schemaName), shell.Schema) {
				s.remove(shell.Comment())
				s.unpair(shell, schema.Operator{})
				return true
			}
		}
	}
	return false
}
