package ddl

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// option returns "name=value" as pg_class.reloptions has it; a value left out is true.
func option(d *pg.DefElem) string {
	value := constantText(d.Arg)
	if d.Arg == nil {
		value = "true"
	}
	return dotted(d.Defnamespace, strings.ToLower(d.Defname)) + "=" + value
}

// reloptions returns options as "name=value", in order.
func reloptions(nodes []*pg.Node) []string {
	var out []string
	for _, n := range nodes {
		if d := n.GetDefElem(); d != nil && d.Defname != "oids" {
			out = append(out, option(d))
		}
	}
	return out
}

// withoutToast leaves out the options of a TOAST table, which the server takes and forgets
// where there is none: ALTER of views and indexes.
func withoutToast(of schema.ID, nodes []*pg.Node) []*pg.Node {
	isToast := func(n *pg.Node) bool { return n.GetDefElem().GetDefnamespace() == "toast" }
	if of.Kind == schema.KindMaterializedView || !slices.ContainsFunc(nodes, isToast) {
		return nodes
	}
	return slices.DeleteFunc(slices.Clone(nodes), isToast)
}

// setOptions overwrites options with new values; resetOptions drops them.
func setOptions(have []string, nodes []*pg.Node) []string {
	return mergeOptions(resetOptions(have, nodes), reloptions(nodes))
}

func mergeOptions(have, more []string) []string {
	return append(slices.Clone(have), more...)
}

func resetOptions(have []string, nodes []*pg.Node) []string {
	var out []string
	for _, h := range have {
		name, _, _ := strings.Cut(h, "=")
		if !slices.ContainsFunc(nodes, func(n *pg.Node) bool {
			d := n.GetDefElem()
			return dotted(d.Defnamespace, strings.ToLower(d.Defname)) == name
		}) {
			out = append(out, h)
		}
	}
	return out
}

// alterStored returns the options and the tablespace after an action of ALTER that changes
// one of them, and false for every other action.
func alterStored(cmd *pg.AlterTableCmd, items []*pg.Node, options []string, space string) ([]string, string, bool) {
	switch cmd.Subtype {
	case pg.AlterTableType_AT_SetRelOptions:
		return setOptions(options, items), space, true
	case pg.AlterTableType_AT_ResetRelOptions:
		return resetOptions(options, items), space, true
	case pg.AlterTableType_AT_SetTableSpace:
		return options, tablespace(cmd.Name), true
	}
	return options, space, false
}
