package ddl

import (
	"errors"
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/ddl/tree"
	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/source"
)

var argumentModes = map[pg.FunctionParameterMode]schema.ArgumentMode{
	pg.FunctionParameterMode_FUNC_PARAM_IN: 'i', pg.FunctionParameterMode_FUNC_PARAM_OUT: 'o',
	pg.FunctionParameterMode_FUNC_PARAM_INOUT: 'b', pg.FunctionParameterMode_FUNC_PARAM_VARIADIC: 'v',
	pg.FunctionParameterMode_FUNC_PARAM_TABLE: 't', pg.FunctionParameterMode_FUNC_PARAM_DEFAULT: 'i',
}

// createFunction runs CREATE [OR REPLACE] FUNCTION and PROCEDURE.
func (s *stmt) createFunction(n *pg.CreateFunctionStmt) error {
	schemaName, name := qualified(n.Funcname)
	target, err := s.target(schemaName, 0)
	if err != nil {
		return err
	}
	r := schema.Routine{Volatility: 'v', Parallel: 'u'}
	kind := schema.KindFunction
	if n.IsProcedure {
		kind = schema.KindProcedure
	}
	r.Header = s.header(schema.ID{Kind: kind, Schema: target, Name: name})
	if err := s.routineOptions(&r, n); err != nil {
		return err
	}
	if err := s.readArguments(&r, n.Parameters); err != nil {
		return err
	}
	r.ID.Args = schema.FormatArgs(r.Arguments)
	if n.ReturnType != nil {
		r.SetOf = n.ReturnType.Setof
		s.makeShell(n)
		if r.Returns, err = s.typeOf(n.ReturnType); err != nil {
			return err
		}
		r.Returns.Modifier = ""
	}
	for _, judge := range []func() error{
		func() error { return s.judgeResult(r, n.ReturnType != nil) },
		func() error { return s.judgeBody(r, n) },
		func() error { return s.judgeSignature(r) },
	} {
		if err := judge(); err != nil {
			return err
		}
	}
	s.returnsOfArguments(&r)
	if n.SqlBody != nil {
		if err := s.standardBody(&r, n.SqlBody); err != nil {
			return err
		}
	}
	if err := s.putRoutine(r, n.Replace); err != nil {
		return err
	}
	if err := s.judgeLanguage(r); err != nil {
		return err
	}
	return s.judgeText(r, n)
}

// readArguments reads the parameters with their defaults.
func (s *stmt) readArguments(r *schema.Routine, params []*pg.Node) error {
	for _, p := range params {
		n := p.GetFunctionParameter()
		t, err := s.typeOf(n.ArgType)
		if err != nil {
			return err
		}
		t.Modifier = ""
		if err := s.judgeParameter(n, t, r.Arguments, r.ID.Kind == schema.KindProcedure); err != nil {
			return err
		}
		a := schema.Argument{Mode: argumentModes[n.Mode], Name: n.Name, Type: t}
		if n.Defexpr != nil {
			if a.Default, err = s.exprAs(n.Defexpr, s.exprText(n.Defexpr), scope{clause: canon.InArgument}, t); err != nil {
				return s.placedDefault(err, n.Defexpr)
			}
		}
		r.Arguments = append(r.Arguments, a)
	}
	return nil
}

// placedDefault puts the fault of a default of the wrong type where the default stands, as
// the server does for parameters and for nothing else.
func (s *stmt) placedDefault(err error, n *pg.Node) error {
	var d source.Diagnostic
	if errors.As(err, &d) && d.SQLState == datatypeMismatch && d.Span == s.spanAt(0) {
		d.Span = s.spanAt(tree.Leftmost(n))
		return d
	}
	return err
}

// returnsOfArguments lets OUT and TABLE arguments say what the function returns:
// the model keeps the result type zero then.
func (s *stmt) returnsOfArguments(r *schema.Routine) {
	outputs := 0
	for _, a := range r.Arguments {
		switch a.Mode {
		case 'o', 'b', 't':
			outputs++
		}
		if a.Mode == 't' {
			r.SetOf = true
		}
	}
	if outputs > 0 {
		r.Returns = schema.Type{}
	}
}

// routineOptions reads the attributes of CREATE FUNCTION.
func (s *stmt) routineOptions(r *schema.Routine, n *pg.CreateFunctionStmt) error {
	if err := s.judgeAttributes(n.Options, n.IsProcedure); err != nil {
		return err
	}
	var transforms []*pg.Node
	for _, o := range n.Options {
		d := o.GetDefElem()
		switch d.Defname {
		case "as":
			body := strs(d.Arg.GetList().GetItems())
			if r.Body = body[0]; len(body) > 1 {
				r.Symbol = body[1]
			}
		case "language":
			r.Language = strings.ToLower(str(d.Arg))
		case "window":
			r.Window = d.Arg.GetBoolean().GetBoolval()
		case "transform":
			transforms = d.Arg.GetList().GetItems()
		default:
			if err := s.routineAttribute(r, d); err != nil {
				return err
			}
		}
	}
	if r.Language == "" && n.SqlBody == nil {
		return s.fault(0, badFunction, "no language specified")
	}
	if r.Language == "" {
		r.Language = "sql"
	}
	if err := s.knownLanguage(r.Language); err != nil {
		return err
	}
	if err := s.routineTransforms(r, transforms); err != nil {
		return err
	}
	if r.Language == "c" && r.Symbol == "" {
		r.Symbol = r.ID.Name // what the server looks for when AS gives the file alone
	}
	s.bodyUses(r)
	return nil
}

// routineTransforms reads TRANSFORM FOR TYPE; the language must have the transforms,
// which an extension may bring.
func (s *stmt) routineTransforms(r *schema.Routine, types []*pg.Node) error {
	extended := false
	for range schema.AllOf[schema.Extension](s.db) {
		extended = true
	}
	for _, n := range types {
		t, err := s.typeOf(n.GetTypeName())
		if err != nil {
			return err
		}
		t.Modifier = ""
		if !extended && !s.db.Has(schema.TransformID(t, r.Language)) {
			return s.fault(n.GetTypeName().GetLocation(), undefinedObject, "transform for type %s language %q does not exist", schema.FormatTypes(t), r.Language)
		}
		r.Transforms = append(r.Transforms, t)
	}
	return nil
}

// routineAttribute applies an attribute that CREATE and ALTER FUNCTION share.
func (s *stmt) routineAttribute(r *schema.Routine, d *pg.DefElem) error {
	on := d.Arg.GetBoolean().GetBoolval()
	switch d.Defname {
	case "volatility":
		r.Volatility = str(d.Arg)[0]
	case "strict":
		r.Strict = on
	case "security":
		r.SecurityDefiner = on
	case "leakproof":
		r.LeakProof = on
	case "parallel":
		switch strings.ToLower(str(d.Arg)) {
		case "safe":
			r.Parallel = 's'
		case "restricted":
			r.Parallel = 'r'
		case "unsafe":
			r.Parallel = 'u'
		default:
			return s.fault(d.Location, syntaxError, "parameter \"parallel\" must be SAFE, RESTRICTED, or UNSAFE")
		}
	case "cost":
		r.Cost = shortFloat(constantText(d.Arg))
		if r.Cost == "100" && r.Language != "c" && r.Language != "internal" {
			r.Cost = ""
		}
	case "rows":
		if r.Rows = shortFloat(constantText(d.Arg)); r.Rows == "1000" {
			r.Rows = ""
		}
	case "support":
		return s.routineSupport(r, d)
	case "set":
		if err := s.judgeSetting(d.Arg.GetVariableSetStmt(), false); err != nil {
			return err
		}
		s.routineConfig(r, d.Arg.GetVariableSetStmt())
	}
	return nil
}

// routineConfig applies a SET or RESET clause.
func (s *stmt) routineConfig(r *schema.Routine, n *pg.VariableSetStmt) {
	if n.Kind == pg.VariableSetKind_VAR_RESET_ALL {
		r.Config = nil
		return
	}
	config := slices.DeleteFunc(slices.Clone(r.Config), func(c string) bool { return strings.HasPrefix(c, n.Name+"=") })
	if n.Kind == pg.VariableSetKind_VAR_SET_VALUE {
		values := make([]string, len(n.Args))
		for i, a := range n.Args {
			if values[i] = constantText(a); schema.IsListSetting(n.Name) {
				values[i] = quotedName(values[i])
			}
		}
		config = append(config, n.Name+"="+strings.Join(values, ", "))
	}
	r.Config = config
}

// standardBody reads BEGIN ATOMIC ... END and RETURN expr.
func (s *stmt) standardBody(r *schema.Routine, n *pg.Node) error {
	ts := s.tokens()
	i := ts.find(0, "RETURN", "ATOMIC")
	if ts.word(i) == "ATOMIC" {
		i--
	}
	end := len(ts.list)
	for end > i && ts.word(end-1) == ";" {
		end--
	}
	if err := s.judgeStandard(n); err != nil {
		return err
	}
	body, err := s.body(n, ts.slice(i, end), r.Arguments)
	r.SQLBody = body
	return err
}

// putRoutine adds the routine or replaces the one with the same arguments.
func (s *stmt) putRoutine(r schema.Routine, replace bool) error {
	id, ok := s.routineLike(r.ID)
	if result, is := canon.FunctionResult(r.ID.Name, r.ID.Args); is && !ok && r.ID.Schema == systemSchema {
		switch {
		case !replace:
			return s.nameFault(r.ID.Name, duplicateFunction, "function %q already exists with same argument types", r.ID.Name)
		case result != s.resultOf(r):
			return s.fault(0, badFunction, "cannot change return type of existing function")
		}
	}
	if !ok {
		s.put(r)
		return nil
	}
	old, _ := schema.Get[schema.Routine](s.db, id)
	if !replace {
		return s.nameFault(r.ID.Name, duplicateFunction, "function %q already exists with same argument types", r.ID.Name)
	}
	if id.Kind == schema.KindAggregate {
		old.ID = id
	}
	if err := s.judgeReplace(old, r); err != nil {
		return err
	}
	s.remove(r.ID.Tie()) // the server forgets it
	s.put(r)
	return nil
}

// routineLike finds another routine, of any kind, with the name and arguments.
func (r *Replay) routineLike(id schema.ID) (schema.ID, bool) {
	for _, kind := range []schema.Kind{schema.KindFunction, schema.KindProcedure, schema.KindAggregate} {
		if id.Kind = kind; r.db.Has(id) {
			return id, true
		}
	}
	return schema.ID{}, false
}

// resultText describes what a routine returns, for comparing.
func resultText(r schema.Routine) string {
	outs := outputs(r.Arguments)
	result := r.Returns
	if len(outs) == 1 && r.ID.Kind == schema.KindFunction {
		result, outs = outs[0].Type, nil
	}
	if len(outs) > 0 {
		result = schema.Type{Schema: "pg_catalog", Name: "record"}
	}
	out := result.Schema + "." + result.Name
	if result.Array {
		out += "[]"
	}
	if r.SetOf {
		out = "setof " + out
	}
	for _, a := range outs {
		out += "," + a.Name + " " + schema.FormatArgs([]schema.Argument{{Mode: 'i', Type: a.Type}})
	}
	return out
}
