package canon

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// installed returns the schemas of the extensions whose functions and operators
// are known and that the model has.
func (a *analyzer) installed() map[string]string {
	if a.extensions == nil {
		a.extensions = map[string]string{}
		for name := range builtins().described() {
			if ext, ok := schema.Get[schema.Extension](a.sc.DB, schema.ID{Kind: schema.KindExtension, Name: name}); ok {
				a.extensions[name] = ext.Schema
			}
		}
	}
	return a.extensions
}

// extensionCandidates returns those that installed extensions bring, with the
// types where the extensions are. A zero space stands for all schemas.
func (a *analyzer) extensionCandidates(list []fromExtension, space string) []*candidate {
	var out []*candidate
	for _, x := range list {
		at, ok := a.installed()[x.extension]
		if !ok || (space != "" && at != space) {
			continue
		}
		c := x.candidate
		c.foreign, c.extension = true, x.extension
		c.args = slices.Clone(c.args)
		for i := range c.args {
			c.args[i] = a.located(c.args[i])
		}
		c.result = a.located(c.result)
		out = append(out, &c)
	}
	return out
}

// located puts a type of an extension into the schema of the extension.
func (a *analyzer) located(t schema.Type) schema.Type {
	if t.Extension != "" {
		t.Schema = a.installed()[t.Extension]
	}
	return t
}

// anywhere takes the schema from a type of an extension, as the tables have it.
func anywhere(t schema.Type) schema.Type {
	if t.Extension != "" {
		t.Schema = ""
	}
	return t
}

// TypeNeed returns the extension that brings the type of a name that nobody
// defined; false if no known extension does.
func TypeNeed(n *pg.TypeName) (Need, bool) {
	names := stringList(n.GetNames())
	if len(names) == 0 || n.GetPctType() {
		return Need{}, false
	}
	name := names[len(names)-1]
	for extension, types := range builtins().extensions {
		if slices.Contains(types, name) {
			return Need{Extension: extension, What: "type " + name, Schema: qualifier(names), Location: int(n.GetLocation())}, true
		}
	}
	return Need{}, false
}

func qualifier(names []string) string {
	if len(names) < 2 {
		return ""
	}
	return names[len(names)-2]
}

// assumeFunction has the extension installed that brings a function of a name
// which nobody defined. It reports false if there is none, or more than one.
func (a *analyzer) assumeFunction(f *pg.FuncCall, names []string) bool {
	name := lastOf(names)
	found := builtins().extensionFunctions.find(name)
	if len(found) == 0 || a.sc.Assume == nil {
		return false
	}
	extension := found[0].extension
	if slices.ContainsFunc(found, func(x fromExtension) bool { return x.extension != extension }) {
		return false
	}
	for _, space := range a.functionPath(names) {
		if len(a.sc.DB.RoutinesNamed(space, name)) > 0 {
			return false
		}
	}
	if _, ok := a.installed()[extension]; ok {
		return false
	}
	a.sc.Assume(Need{Extension: extension, What: "function " + name + "()", Schema: qualifier(names), Location: int(f.Location)})
	a.extensions = nil
	return true
}
