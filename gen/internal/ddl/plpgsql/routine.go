package plpgsql

import (
	pg "github.com/pganalyze/pg_query_go/v5"
)

// Routines is what a [Catalog] may know beside its rows: the functions of the user.
type Routines interface {
	// Routine finds the one function that a call with so many arguments can mean. It
	// returns false when there is none, or more than one.
	Routine(name []string, args int) (Routine, bool)
}

// Routine is a function that an expression may call.
type Routine struct {
	Language, Body string
	// Names are those of the parameters, "" for one without; Types their types.
	Names, Types []string
	Strict       bool
}

// maxDepth ends calls that do not end.
const maxDepth = 16

// own works out a call of a function of the user that only reads.
func (m *machine) own(f *pg.FuncCall, args []value) (value, bool) {
	known, ok := m.cat.(Routines)
	if !ok {
		return null, false
	}
	r, ok := known.Routine(nameList(f.Funcname), len(args))
	if !ok {
		return null, false
	}
	scope, types := map[string]*value{"found": {kind: valueText, text: "false"}}, map[string]string{}
	for i, v := range args {
		if v.isNull() && r.Strict {
			return null, true
		}
		v = m.typed(v, r.Types[i])
		scope[parameter(i+1)] = &v
		if r.Names[i] != "" {
			scope[r.Names[i]], types[r.Names[i]] = &v, r.Types[i]
		}
	}
	inner := &machine{cat: m.cat, body: r.Body, depth: m.depth + 1, scopes: []map[string]*value{scope}, types: []map[string]string{types},
		labels: map[string]map[string]*value{lastOf(nameList(f.Funcname)): scope}}
	switch {
	case m.pending != nil:
		return null, true
	case inner.depth > maxDepth:
		return unknown("a function calls itself too often"), true
	}
	v := unknown("a function in the language " + r.Language + " is called")
	switch r.Language {
	case "sql":
		v, _ = inner.evaluateRows(r.Body)
	case "plpgsql":
		v = inner.returns()
	}
	m.pending = firstError(m.pending, inner.pending)
	return v, true
}

func firstError(a, b *raised) *raised {
	if a != nil {
		return a
	}
	return b
}

// returns runs the body of a function in PL/pgSQL and gives what it returns.
func (m *machine) returns() value {
	top, err := newReader(m.body).block()
	if err == nil && m.anyEffect([]*node{top}) {
		return unknown("a function that may change the schema is asked for a value")
	}
	if err == nil {
		err = m.run([]*node{top})
	}
	if j, ok := err.(*jump); ok && j.kind == kindReturn {
		return m.returned
	}
	if err == nil {
		return unknown("a function returns nothing")
	}
	return unknown(err.Error())
}

// parameter is the name of the variable behind $n.
func parameter(n int) string { return "$" + number(n).text }
