package canon

import (
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// derived is the collation of an expression and how firmly it has it.
type derived struct {
	// name is "" for the database's own collation.
	name     string
	strength collationStrength
}

type collationStrength uint8

const (
	// collationNone is that of what has no collation, or is told two.
	collationNone collationStrength = iota
	collationImplicit
	// collationTorn is that of what has two that it only implies.
	collationTorn
	collationExplicit
)

// noCollation is the collation of a column that two clash in.
const noCollation = "?"

// collationOf returns the collation of an output column, "" where it is its type's own.
func (a *analyzer) collationOf(t *term) string {
	got := a.derive(t)
	if got.strength == collationTorn || t.collation == noCollation && got.strength != collationExplicit {
		return noCollation
	}
	if got.strength == collationNone || !a.collatable(t.typ) && t.typ != unknown || got.name == a.ownCollation(t.typ) {
		return ""
	}
	return got.name
}

// Torn reports whether the collation of an expression cannot be told, since two columns
// in it have different ones.
func Torn(n *pg.Node, sc Scope) bool {
	a := newAnalyzer(sc)
	return a.derive(a.root(n)).strength == collationTorn
}

// ExprCollation returns the collation of an expression, "" for that of the database or
// none.
func ExprCollation(n *pg.Node, sc Scope) string {
	a := newAnalyzer(sc)
	return a.derive(a.root(n)).name
}

// derive finds the collation of an expression by the server's rules: COLLATE wins,
// then what the arguments have in common, where the database's own gives way.
func (a *analyzer) derive(t *term) derived {
	switch {
	case t.head == headForm && strings.HasPrefix(t.text, "collate "):
		return derived{t.collation, collationExplicit}
	case t.typ.IsZero() || !a.collatable(t.typ):
		return derived{}
	case t.collation == noCollation:
		return derived{}
	case t.head == headColumn || t.head == headConst || isWhole(t):
		name := t.collation
		if name == "" {
			name = a.ownCollation(t.typ)
		}
		return derived{name, collationImplicit}
	}
	out := derived{}
	for _, arg := range collationArgs(t) {
		got := a.derive(arg)
		switch {
		case got.strength > out.strength:
			out = got
		case got.strength < out.strength || got.strength == collationNone || got.name == out.name:
		case got.strength == collationExplicit:
			return derived{}
		case got.name == "":
		case out.name == "":
			out = got
		default:
			out = derived{"", collationTorn}
		}
	}
	switch {
	case out.strength == collationNone: // made of nothing that has one
		return derived{a.ownCollation(t.typ), collationImplicit}
	}
	return out
}

// isWhole reports whether the collation of a term is its own, whatever is in it.
func isWhole(t *term) bool {
	return t.head == headForm && (t.text == "query" || strings.HasPrefix(t.text, "field ") || strings.HasPrefix(t.text, "#"))
}

// collationArgs returns the parts of a term that count for its collation: the
// results of CASE but not its conditions, the arguments of an aggregate but not
// its order.
func collationArgs(t *term) []*term {
	var out []*term
	for _, arg := range t.args {
		switch {
		case t.text == "case" && (arg.text == "when" || arg.text == "else"):
			out = append(out, arg.args[len(arg.args)-1])
		case t.text == "case", arg.head == headForm && arg.typ.IsZero():
		case arg.head == headForm && strings.HasPrefix(arg.text, "named "):
			out = append(out, arg.args...)
		default:
			out = append(out, arg)
		}
	}
	return out
}

// collatable reports whether values of the type have a collation.
func (a *analyzer) collatable(t schema.Type) bool {
	t = a.base(t)
	if t.Extension == "citext" {
		return true
	}
	if t.Kind == schema.KindBaseType && !t.Array {
		return a.baseOption(t, "collatable") == "true"
	}
	if !t.Builtin() {
		return false
	}
	switch t.Name {
	case "text", "varchar", "bpchar", "name":
		return true
	}
	return false
}

// Collatable reports whether values of the type have a collation, also if that is not
// known.
func Collatable(db *schema.Database, t schema.Type) bool {
	a := newAnalyzer(Scope{DB: db})
	return t.Extension != "" || a.base(t).Extension != "" || a.collatable(t)
}

// ownCollation returns the collation that a type has by itself.
func (a *analyzer) ownCollation(t schema.Type) string {
	for t.Kind == schema.KindDomain && !t.Array {
		d, ok := schema.Get[schema.Domain](a.sc.DB, t.ID())
		if t.Schema == "information_schema" && a.collatable(t) {
			return "C"
		}
		if !ok {
			break
		}
		if d.Collation != "" {
			return d.Collation
		}
		t = d.Base
	}
	if t.Builtin() && t.Name == "name" {
		return "C"
	}
	return ""
}

// OwnCollation returns the collation that a type has by itself, "" for that of the database.
func OwnCollation(db *schema.Database, t schema.Type) string {
	a := newAnalyzer(Scope{DB: db})
	defer a.release()
	return a.ownCollation(t)
}

// PlausibleCollation reports whether a collation of the name may be built in: one of
// those that all servers have, of ICU, or of a locale of the system.
func PlausibleCollation(name string) bool {
	switch name {
	case "default", "C", "POSIX", "ucs_basic", "unicode", "unicode_fast", "pg_c_utf8", "pg_unicode_fast":
		return true
	}
	language := name
	if i := strings.IndexAny(name, "_.@-"); i >= 0 {
		language = name[:i]
	}
	return strings.HasSuffix(name, "-x-icu") || language == "C" || len(language) < len(name) && (len(language) == 2 || len(language) == 3) && strings.ToLower(language) == language
}

// collationNamed returns the ID of the user's collation that a name stands for;
// false if it is a built-in one.
func (a *analyzer) collationNamed(names []string) (schema.ID, bool) {
	spaces := a.sc.SearchPath
	if len(names) > 1 {
		spaces = names[len(names)-2 : len(names)-1]
	}
	for _, space := range spaces {
		if id := (schema.ID{Kind: schema.KindCollation, Schema: space, Name: lastOf(names)}); a.sc.DB.Has(id) {
			return id, true
		}
	}
	return schema.ID{}, false
}
