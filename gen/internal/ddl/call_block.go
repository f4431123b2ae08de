package ddl

import (
	"slices"
	"strconv"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// definer finds the routine of a call if it may change the schema. sure is false when
// the call may mean another one, too.
func (s *stmt) definer(call *pg.FuncCall) (r schema.Routine, sure, ok bool) {
	schemaName, name := qualified(call.Funcname)
	path := []string{schemaName}
	if schemaName == "" {
		path = s.path
	}
	var all []schema.Routine
	for _, p := range path {
		for _, id := range s.db.RoutinesNamed(p, name) {
			if r, ok := schema.Get[schema.Routine](s.db, id); ok {
				all = append(all, r)
			}
		}
	}
	meant := narrowed(all, call)
	for _, r := range meant {
		if s.mayDefine(r, map[schema.ID]bool{}) {
			return r, len(meant) == 1, true
		}
	}
	return schema.Routine{}, false, false
}

// narrowed returns the routines that a call may mean: those that take its arguments and
// constants. Of several, a text means the one that takes a text there, and one that needs
// neither a default nor a list of arguments goes first. Where none seems to fit, it may
// be any.
func narrowed(all []schema.Routine, call *pg.FuncCall) []schema.Routine {
	if len(all) < 2 {
		return all
	}
	found := slices.DeleteFunc(slices.Clone(all), func(r schema.Routine) bool { return !takes(r, call, true) || !hasTypes(r, call, false) })
	if len(found) == 0 {
		return all
	}
	for _, better := range []func(schema.Routine) bool{
		func(r schema.Routine) bool { return hasTypes(r, call, true) },
		func(r schema.Routine) bool { return takes(r, call, false) },
	} {
		if some := slices.DeleteFunc(slices.Clone(found), func(r schema.Routine) bool { return !better(r) }); len(some) > 0 {
			found = some
		}
	}
	return found
}

// parameters are the parameters that a call gives values to.
func parameters(r schema.Routine) []schema.Argument {
	return slices.DeleteFunc(slices.Clone(r.Arguments), func(a schema.Argument) bool {
		return a.Mode != 'i' && a.Mode != 'b' && a.Mode != 'v'
	})
}

// takes reports whether a routine can be called with as many arguments, and of these
// names; loosely also with defaults and a list for VARIADIC.
func takes(r schema.Routine, call *pg.FuncCall, loosely bool) bool {
	params := parameters(r)
	positional := 0
	named := map[string]bool{}
	for _, arg := range call.Args {
		if n := arg.GetNamedArgExpr(); n != nil {
			named[n.Name] = true
		} else {
			positional++
		}
	}
	variadic := len(params) > 0 && params[len(params)-1].Mode == 'v' && !call.FuncVariadic
	if !loosely && (variadic || len(params) != len(call.Args)) {
		return false
	}
	if len(call.Args) > len(params) && !variadic {
		return false
	}
	for i, p := range params {
		passed := i < positional || named[p.Name]
		delete(named, p.Name)
		if !passed && p.Default.IsZero() && (p.Mode != 'v' || !variadic) {
			return false
		}
	}
	return len(named) == 0
}

// hasTypes reports whether no constant of the call is of another type than its
// parameter. A plain text may be of any, unless texts must be.
func hasTypes(r schema.Routine, call *pg.FuncCall, texts bool) bool {
	params := parameters(r)
	for i, arg := range call.Args {
		if i >= len(params) || arg.GetNamedArgExpr() != nil {
			return true
		}
		t, of := constantType(arg), params[i].Type
		if t == "" && texts && arg.GetAConst().GetSval() != nil && (of.Array || of.Name != "text" && of.Name != "varchar" && of.Name != "name") {
			return false
		}
		if t != "" && t != of.Name {
			return false
		}
	}
	return true
}

// constantType is the name of the type of a constant, "" if it shows none.
func constantType(n *pg.Node) string {
	if cast := n.GetTypeCast(); cast != nil && len(cast.TypeName.GetArrayBounds()) == 0 {
		_, name := qualified(cast.TypeName.GetNames())
		return name
	}
	c := n.GetAConst()
	switch {
	case c.GetIval() != nil:
		return "int4"
	case c.GetBoolval() != nil:
		return "bool"
	case c.GetFval() != nil:
		return "numeric"
	}
	return ""
}

// blockOf writes the body of a routine as that of a block. It reports false for other
// languages than PL/pgSQL and SQL.
func blockOf(r schema.Routine) (string, bool) {
	switch r.Language {
	case "plpgsql":
		return strings.TrimRight(strings.TrimSpace(r.Body), ";"), true
	case "sql":
		tree, err := pg.Parse(r.Body)
		if err != nil {
			return "", false
		}
		var b strings.Builder
		for _, raw := range rawStmts(r.Body, tree) {
			text := strings.TrimRight(strings.TrimSpace(r.Body[raw.start:raw.end]), "; \n")
			ts := tokenize(text, 0, len(text))
			if ts.word(0) == "SELECT" {
				text = "PERFORM " + ts.slice(1, len(ts.list))
			}
			b.WriteString(text + ";\n")
		}
		return "BEGIN\n" + b.String() + "END", true
	}
	return "", false
}

// callBlock follows the body of a function in PL/pgSQL or SQL that is called with
// constants. It reports false if the call is of another form.
func (s *stmt) callBlock(r schema.Routine, call *pg.FuncCall) (bool, error) {
	args, ok := readArguments(call)
	body, readable := blockOf(r)
	if !ok || !readable {
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
	b.WriteString("BEGIN\n" + body + ";\nEND")
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
