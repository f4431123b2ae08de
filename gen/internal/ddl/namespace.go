package ddl

import (
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
)

// set runs SET and RESET, as far as the model depends on them.
func (s *stmt) set(n *pg.VariableSetStmt) error {
	if err := s.judgeSetting(n, false); err != nil {
		return err
	}
	switch {
	case s.setRole(n):
	case n.Kind == pg.VariableSetKind_VAR_RESET_ALL:
		s.resetAll()
	case n.Name != "search_path":
		s.setsOption(n.Name)
		s.follow(n.Name, n.Args, n.IsLocal)
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
		s.follow(name, set.Args, local)
		return
	}
	if value := call.Args[1]; value.GetAConst() == nil && value.GetTypeCast().GetArg().GetAConst() == nil {
		s.blind = true // no name without a schema can be looked up any more
	}
	var path []string
	for part := range strings.SplitSeq(constantText(call.Args[1]), ",") {
		path = append(path, identifiers(strings.TrimSpace(part))...)
	}
	s.setPath(cleanPath(path), local)
}
