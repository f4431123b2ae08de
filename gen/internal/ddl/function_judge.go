package ddl

import (
	"slices"
	"strconv"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// notOfProcedures are the attributes that procedures do not have.
var notOfProcedures = wordSet("window volatility strict leakproof cost rows support parallel")

// judgeAttributes refuses attributes that are given twice or to a procedure.
func (s *stmt) judgeAttributes(options []*pg.Node, procedure bool) error {
	for i, o := range options {
		d := o.GetDefElem()
		if procedure && notOfProcedures[d.Defname] {
			return s.fault(d.Location, badFunction, "invalid attribute in procedure definition")
		}
		again := func(other *pg.Node) bool { return other.GetDefElem().GetDefname() == d.Defname }
		if d.Defname != "set" && slices.ContainsFunc(options[:i], again) {
			return s.fault(d.Location, syntaxError, "conflicting or redundant options")
		}
		if d.Defname == "cost" || d.Defname == "rows" {
			if n, err := strconv.ParseFloat(constantText(d.Arg), 64); err == nil && n <= 0 {
				return s.fault(0, invalidParameter, "%s must be positive", strings.ToUpper(d.Defname))
			}
		}
	}
	return nil
}

// routineSupport finds the function that tells the planner about another one.
func (s *stmt) routineSupport(r *schema.Routine, d *pg.DefElem) error {
	id, result, err := s.functionFor(d.Arg.GetList().GetItems(), "internal", 0)
	if err != nil {
		return err
	}
	if !result.IsZero() && result.Name != "internal" {
		return s.fault(0, invalidObject, "support function %s must return type %s", id.Name, "internal")
	}
	if r.Support = id.Name; id.Schema != systemSchema {
		r.Support = id.Schema + "." + id.Name
	}
	return nil
}

// judgeParameter refuses a parameter that cannot stand after those before it.
func (s *stmt) judgeParameter(n *pg.FunctionParameter, t schema.Type, before []schema.Argument, procedure bool) error {
	isOut := func(mode schema.ArgumentMode) bool { return mode == 'o' || mode == 't' }
	mode := argumentModes[n.Mode]
	packed := slices.ContainsFunc(before, func(a schema.Argument) bool { return a.Mode == 'v' })
	switch {
	case n.ArgType.Setof:
		return s.fault(0, badFunction, "functions cannot accept set arguments")
	case packed && !isOut(mode):
		return s.fault(0, badFunction, "VARIADIC parameter must be the last input parameter")
	case packed && procedure:
		return s.fault(0, badFunction, "VARIADIC parameter must be the last parameter")
	case mode == 'v' && !takesMany(t):
		return s.fault(0, badFunction, "VARIADIC parameter must be an array")
	}
	for _, other := range before {
		// A parameter that only goes in may have the name of one that only goes out.
		apart := isOut(mode) != isOut(other.Mode) && mode != 'b' && other.Mode != 'b'
		if n.Name != "" && other.Name == n.Name && !apart {
			return s.fault(0, badFunction, "parameter name %q used more than once", n.Name)
		}
	}
	filled := slices.ContainsFunc(before, func(a schema.Argument) bool { return !a.Default.IsZero() })
	switch {
	case n.Defexpr != nil && isOut(mode):
		return s.fault(0, badFunction, "only input parameters can have default values")
	case n.Defexpr == nil && filled && !isOut(mode):
		return s.fault(0, badFunction, "input parameters after one with a default value must also have defaults")
	case n.Defexpr == nil && filled && procedure:
		return s.fault(0, badFunction, "procedure OUT parameters cannot appear after one with a default value")
	}
	return nil
}

// takesMany reports whether a VARIADIC parameter may be of the type.
func takesMany(t schema.Type) bool {
	if t.Array || !t.Builtin() && t.Kind == schema.KindNone {
		return true // of an extension, who knows what
	}
	return t.Builtin() && slices.Contains([]string{"any", "anyarray", "anycompatiblearray", "int2vector", "oidvector"}, t.Name)
}

// judgeResult refuses a result that is not that of the OUT parameters, or none.
func (s *stmt) judgeResult(r schema.Routine, given bool) error {
	if r.ID.Kind == schema.KindProcedure {
		return nil
	}
	outs := outputs(r.Arguments)
	switch required := s.resultOf(schema.Routine{Arguments: r.Arguments}); {
	case !given && len(outs) == 0:
		return s.fault(0, badFunction, "function result type must be specified")
	case given && len(outs) > 0 && r.Returns != required:
		return s.fault(0, badFunction, "function result type must be %s because of OUT parameters", schema.FormatTypes(required))
	}
	return nil
}

// outputs are the parameters that go out.
func outputs(args []schema.Argument) []schema.Argument {
	var out []schema.Argument
	for _, a := range args {
		if a.Mode == 'o' || a.Mode == 'b' || a.Mode == 't' {
			out = append(out, a)
		}
	}
	return out
}

// judgeBody refuses more or less than one body.
func (s *stmt) judgeBody(r schema.Routine, n *pg.CreateFunctionStmt) error {
	var as []*pg.Node
	for _, o := range n.Options {
		if d := o.GetDefElem(); d.Defname == "as" {
			as = d.Arg.GetList().GetItems()
		}
	}
	switch {
	case n.SqlBody == nil && as == nil:
		return s.fault(0, badFunction, "no function body specified")
	case n.SqlBody != nil && as != nil:
		return s.fault(0, badFunction, "duplicate function body specified")
	case n.SqlBody != nil && r.Language != "sql":
		return s.fault(0, badFunction, "inline SQL function body only valid for language SQL")
	case len(as) > 1 && r.Language != "c":
		return s.fault(0, badFunction, "only one AS item needed for language %q", r.Language)
	case n.SqlBody != nil && slices.ContainsFunc(r.Arguments, func(a schema.Argument) bool { return goesIn(a) && canon.Polymorphic(a.Type) }):
		return s.fault(0, badFunction, "SQL function with unquoted function body cannot have polymorphic arguments")
	case r.Rows != "" && !r.SetOf:
		return s.fault(0, invalidParameter, "ROWS is not applicable when function does not return a set")
	}
	return nil
}

func goesIn(a schema.Argument) bool { return a.Mode != 'o' && a.Mode != 't' }

// judgeSignature refuses results that no argument tells the type of.
func (s *stmt) judgeSignature(r schema.Routine) error {
	var in []schema.Type
	for _, a := range r.Arguments {
		if goesIn(a) {
			in = append(in, a.Type)
		}
	}
	results := []schema.Type{r.Returns}
	for _, a := range outputs(r.Arguments) {
		results = append(results, a.Type)
	}
	for _, t := range results {
		if err := s.deducibleResult(t, in); err != nil {
			return err
		}
	}
	return nil
}

// deducible gives 42P13 for a polymorphic type that the inputs do not tell.
func (s *stmt) deducible(t schema.Type, in []schema.Type, message string) error {
	if !canon.Deducible(t, in) {
		return hinted(s.fault(0, badFunction, "%s", message), "a result of type "+t.Name+" needs an argument of its family")
	}
	return nil
}

// deducibleResult is deducible for a result, which may be internal only where something
// internal goes in.
func (s *stmt) deducibleResult(t schema.Type, in []schema.Type) error {
	if err := s.deducible(t, in, "cannot determine result data type"); err != nil {
		return err
	}
	inner := schema.Type{Schema: "pg_catalog", Name: "internal"}
	if t == inner && !slices.Contains(in, inner) {
		return s.fault(0, badFunction, "unsafe use of pseudo-type %q", t.Name)
	}
	return nil
}

// judgeLanguage refuses types that functions of the language do not take or return,
// and built-in functions that there are not.
func (s *stmt) judgeLanguage(r schema.Routine) error {
	takes, state, word := []string{}, badFunction, "SQL"
	gives := []string{"record", "void"}
	switch r.Language {
	case "sql":
	case "plpgsql":
		takes, state, word = []string{"record"}, notSupported, "PL/pgSQL"
		gives = append(gives, "trigger", "event_trigger")
	default:
		return nil
	}
	isOdd := func(t schema.Type, but []string) bool {
		return canon.Pseudo(t) && !canon.Polymorphic(t) && !slices.Contains(but, t.Name)
	}
	if isOdd(r.Returns, gives) {
		return s.fault(0, state, "%s functions cannot return type %s", word, r.Returns.Name)
	}
	for _, a := range r.Arguments {
		if goesIn(a) && isOdd(a.Type, takes) {
			return s.fault(0, state, "%s functions cannot accept type %s", word, a.Type.Name)
		}
	}
	if strings.HasSuffix(r.Returns.Name, "trigger") && r.Returns.Builtin() && len(r.Arguments) > 0 && !s.unchecked {
		return s.fault(0, badFunction, "%s functions cannot have declared arguments", strings.ReplaceAll(r.Returns.Name, "_", " "))
	}
	return nil
}

// judgeReplace refuses CREATE OR REPLACE where callers of the old routine could break.
func (s *stmt) judgeReplace(old, r schema.Routine) error {
	refuse := func(message string, args ...any) error {
		return hinted(s.fault(0, badFunction, message, args...), "use DROP "+strings.ToUpper(r.ID.Kind.String())+" "+r.ID.Name+"("+r.ID.Args+") first")
	}
	switch {
	case old.ID.Kind != r.ID.Kind || old.Window != r.Window:
		return s.fault(0, wrongObjectType, "cannot change routine kind: %q is a %s", r.ID.Name, old.ID.Kind)
	case resultText(old) != resultText(r) && r.ID.Kind == schema.KindProcedure:
		return refuse("cannot change whether a procedure has output parameters")
	case resultText(old) != resultText(r):
		return refuse("cannot change return type of existing function")
	}
	before, after := slices.DeleteFunc(slices.Clone(old.Arguments), isOutput), slices.DeleteFunc(slices.Clone(r.Arguments), isOutput)
	filled := 0
	for i, a := range before {
		if a.Name != "" && after[i].Name != a.Name {
			return refuse("cannot change name of input parameter %q", a.Name)
		}
		if !a.Default.IsZero() {
			filled++
		}
	}
	for _, a := range after {
		if !a.Default.IsZero() {
			filled--
		}
	}
	if filled > 0 {
		return refuse("cannot remove parameter defaults from existing function")
	}
	return nil
}

func isOutput(a schema.Argument) bool { return !goesIn(a) }
