package canon

import (
	"slices"
	"strings"
	"sync"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// volatile lists what gives another result at another time or under other settings:
// "fn now", "fn date_trunc(text,timestamptz)", "op + timestamptz interval",
// "cast timestamptz date", and types whose text depends on settings: "in date".
var volatile = sync.OnceValue(func() map[string]bool {
	out := map[string]bool{}
	eachLine("volatile", func(f []string) { out[strings.Join(f, " ")] = true })
	return out
})

// steadyClauses are those in which everything must be immutable.
var steadyClauses = map[Clause]string{
	InIndex: "functions in index expression must be marked IMMUTABLE", InIndexWhere: "functions in index predicate must be marked IMMUTABLE",
	InGenerated: "generation expression is not immutable", InRowFilter: "invalid publication WHERE expression", InPartitionKey: "functions in partition key expression must be marked IMMUTABLE",
}

func (a *analyzer) wantsSteady() bool { return steadyClauses[a.sc.Clause] != "" && a.err == nil }

// noteCall notes a call of a function that is not immutable. One in SQL may be less
// volatile than it says, since the server looks into it.
func (a *analyzer) noteCall(name string, c *candidate) {
	if !a.wantsSteady() || c == nil || c.foreign || c.extension != "" || !c.brought.IsZero() {
		return
	}
	if r, ok := schema.Get[schema.Routine](a.sc.DB, c.id); ok {
		a.mutable = a.mutable || r.Volatility != 'i' && r.Language != "sql"
		return
	}
	if c.id.IsZero() {
		args := make([]string, len(c.args))
		for i, t := range c.args {
			args[i] = codeOf(t)
		}
		a.mutable = a.mutable || volatile()["fn "+name] || volatile()["fn "+name+"("+strings.Join(args, ",")+")"]
	}
}

// noteOperator is noteCall for an operator. What is appended to a text is cast to it.
func (a *analyzer) noteOperator(op string, c *candidate, l, r *term) {
	for i, t := range []*term{l, r} {
		if len(c.args) == 2 && c.args[i] == builtin("anynonarray") && op == "||" {
			a.noteCast(t.typ, textual)
		}
	}
	if a.wantsSteady() && c.id.IsZero() && len(c.args) == 2 {
		a.mutable = a.mutable || volatile()["op "+op+" "+codeOf(c.args[0])+" "+codeOf(c.args[1])]
	}
}

// noteCast is noteCall for a cast of a value that is no constant.
func (a *analyzer) noteCast(from, to schema.Type) {
	if !a.wantsSteady() {
		return
	}
	from, to = plain(a.base(from)), plain(a.base(to))
	switch {
	case from == to || from == record || from.IsZero() || to.IsZero() || from == unknown || from.Extension != "" || to.Extension != "":
		return
	case from.Builtin() && to.Builtin() && volatile()["cast "+codeOf(from)+" "+codeOf(to)]:
		a.mutable = true
		return
	}
	if from.Array && to.Array {
		a.noteCast(element(from), element(to))
		return
	}
	if _, ok := a.castRule(from, to); ok || a.coercible(from, to) {
		return
	}
	a.mutable = a.mutable || a.textDepends("out", from) || a.textDepends("in", to)
}

// textDepends reports whether the text of a type's values depends on settings.
func (a *analyzer) textDepends(way string, t schema.Type) bool {
	switch {
	case t.Array, t.Kind == schema.KindEnum, t.Kind == schema.KindComposite, t.Kind == schema.KindTable, t.Kind == schema.KindRange, t == record:
		return true
	case t.Builtin():
		return volatile()[way+" "+t.Name]
	}
	return false
}

// codeOf writes a built-in type as the tables do.
func codeOf(t schema.Type) string {
	if t.Array {
		return t.Name + "[]"
	}
	return t.Name
}

// isFixed reports whether a term is made of constants and is none: the server works it
// out beforehand, and with it may decide what stands around it.
func isFixed(t *term) bool {
	switch t.head {
	case headConst, headColumn:
		return false
	}
	return !isWhole(t) && len(t.args) > 0 && !slices.ContainsFunc(t.args, func(arg *term) bool { return arg.head != headConst && !isFixed(arg) })
}

// mayBeNull reports whether a term may be NULL whatever is in the row.
func mayBeNull(t *term) bool { return t.null || isFixed(t) }

// judgeSteady gives 42P17 for an expression that has to be immutable and is not.
func (a *analyzer) judgeSteady() {
	if a.mutable && a.wantsSteady() {
		a.fail("42P17", 0, "wrap what depends on time or settings in a function of your own that is IMMUTABLE, if that is true for your data",
			"%s", steadyClauses[a.sc.Clause])
	}
}
