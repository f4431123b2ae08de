package ddl

import (
	"maps"
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/plpgsql"
)

// setsOption keeps the name of an option that a statement sets for a session, a role or
// the database; "" stands for one that cannot be read.
func (r *Replay) setsOption(name string) {
	if name != "" && !strings.Contains(name, ".") {
		return // one of the server's own, which has a value anyway
	}
	if r.options == nil {
		r.options = map[string]bool{}
	}
	r.options[strings.ToLower(name)] = true
}

// setsLater keeps what ALTER ROLE ... SET, ALTER DATABASE ... SET and PREPARE say.
func (r *Replay) setsLater(n *pg.Node) {
	switch x := n.GetNode().(type) {
	case *pg.Node_AlterRoleSetStmt:
		r.setsOption(x.AlterRoleSetStmt.Setstmt.GetName())
	case *pg.Node_PrepareStmt:
		r.prepare(x.PrepareStmt)
	case *pg.Node_DeallocateStmt:
		r.deallocate(x.DeallocateStmt.Name)
	case *pg.Node_AlterDatabaseSetStmt:
		r.setsOption(x.AlterDatabaseSetStmt.Setstmt.GetName())
	}
}

// optionRows answers a block that asks for a setting.
func (r *Replay) optionRows() []plpgsql.Row {
	var out []plpgsql.Row
	for _, name := range slices.Sorted(maps.Keys(r.options)) {
		if name == "" {
			name = "*"
		}
		out = append(out, plpgsql.Row{"name": name})
	}
	return out
}
