package plpgsql

import (
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
)

// calls writes the calls out that a query makes: one for each row of its FROM, with
// constants in place of variables and columns. It reports false when the query is
// of another form or a value is not known.
func (m *machine) calls(text string) ([]string, bool) {
	tree, err := pg.Parse(text)
	if err != nil || len(tree.Stmts) != 1 {
		return nil, false
	}
	s := tree.Stmts[0].Stmt.GetSelectStmt()
	if s == nil || len(s.TargetList) != 1 || len(s.GroupClause) > 0 || s.LimitCount != nil || s.WithClause != nil || s.Op != pg.SetOperation_SETOP_NONE {
		return nil, false
	}
	f := s.TargetList[0].GetResTarget().GetVal().GetFuncCall()
	matches, why := m.matches(s, nil)
	if f == nil || why != "" {
		return nil, false
	}
	var out []string
	for _, x := range matches {
		call, ok := m.callText(f, x.frame)
		if !ok || x.maybe != "" {
			return nil, false
		}
		out = append(out, call)
	}
	return out, true
}

// callText writes a call with the values of its arguments.
func (m *machine) callText(f *pg.FuncCall, row *frame) (string, bool) {
	var name, args []string
	for _, part := range nameList(f.Funcname) {
		name = append(name, quoteIdent(part))
	}
	for i, arg := range f.Args {
		prefix := ""
		if named := arg.GetNamedArgExpr(); named != nil {
			prefix, arg = quoteIdent(named.Name)+" => ", named.Arg
		}
		if f.FuncVariadic && i == len(f.Args)-1 {
			prefix += "VARIADIC "
		}
		text, ok := constantText(m.printed(m.expr(arg, row)))
		if !ok {
			return "", false
		}
		args = append(args, prefix+text)
	}
	return "SELECT " + strings.Join(name, ".") + "(" + strings.Join(args, ", ") + ")", true
}

// constantText writes a value as a constant.
func constantText(v value) (string, bool) {
	switch {
	case v.isNull():
		return "NULL", true
	case v.kind == valueText:
		return quoteLiteral(v.text), true
	case v.kind == valueList:
		parts := make([]string, len(v.list))
		for i, item := range v.list {
			text, ok := constantText(item)
			if !ok {
				return "", false
			}
			parts[i] = text
		}
		return "ARRAY[" + strings.Join(parts, ", ") + "]", true
	}
	return "", false
}

// unnested works out a single target that is a function which gives rows.
func (m *machine) unnested(targets []*pg.Node, row *frame) (value, bool) {
	if len(targets) != 1 {
		return null, false
	}
	target, typ := targets[0].GetResTarget().GetVal(), (*pg.TypeName)(nil)
	if c := target.GetTypeCast(); c != nil && c.Arg.GetFuncCall() != nil {
		target, typ = c.Arg, c.TypeName
	}
	f := target.GetFuncCall()
	lists, why := m.functionRows(lastOf(nameList(f.GetFuncname())), m.exprs(f.GetArgs(), row))
	if why != "" || len(lists) != 1 {
		return null, false
	}
	if typ != nil {
		for i, v := range lists[0] {
			lists[0][i] = m.castValue(v, typ)
		}
	}
	return value{kind: valueList, list: lists[0]}, true
}
