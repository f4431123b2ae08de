package migrate

import (
	"slices"
	"strings"
)

// name is an object's name as a statement writes it, with or without a schema.
type name struct{ schema, object string }

// String returns the name quoted for SQL.
func (n name) String() string {
	if n.schema == "" {
		return identifier(n.object)
	}
	return identifier(n.schema, n.object)
}

// goalKind is what a statement outside a transaction brings about.
type goalKind uint8

const (
	// anyEffect: nothing is known, or repeating does no harm: it is run again.
	anyEffect goalKind = iota
	indexBuilt
	indexGone
	indexRebuilt
	valueAdded
	constraintValid
	partitionDetached
)

// goal is the state of the catalog that a statement leads to.
type goal struct {
	kind goalKind
	// table is the relation that the statement names besides its object, and of
	// an enum value its type.
	table name
	name  name
	value string
	// mayHide says that the statement succeeds without doing its work when a
	// leftover of an earlier try is in the way.
	mayHide bool
	// unnamed says that the statement leaves the name of its index to the server.
	unnamed bool
}

// words reads the tokens of a statement from left to right.
type words struct{ rest []token }

func (w *words) accept(keywords ...string) bool {
	for i, k := range keywords {
		if i >= len(w.rest) || !w.rest[i].isWord(k) {
			return false
		}
	}
	w.rest = w.rest[len(keywords):]
	return true
}

// options skips a list in parentheses and reports whether it holds the word.
func (w *words) options(word string) bool {
	if len(w.rest) == 0 || w.rest[0].kind != '(' {
		return false
	}
	end := slices.IndexFunc(w.rest, func(t token) bool { return t.kind == ')' })
	if end < 0 {
		return false
	}
	found := slices.ContainsFunc(w.rest[:end], func(t token) bool { return t.isWord(word) })
	w.rest = w.rest[end+1:]
	return found
}

func (w *words) name() name {
	var parts []string
	for len(w.rest) > 0 && w.rest[0].isName() {
		parts = append(parts, w.rest[0].text)
		w.rest = w.rest[1:]
		if len(w.rest) == 0 || w.rest[0].kind != '.' {
			break
		}
		w.rest = w.rest[1:]
	}
	switch len(parts) {
	case 0:
		return name{}
	case 1:
		return name{object: parts[0]}
	}
	return name{schema: parts[len(parts)-2], object: parts[len(parts)-1]}
}

// goalOf reads the first words of a statement.
func goalOf(sql string) goal {
	w := &words{rest: tokens(sql)}
	switch {
	case w.accept("create", "unique", "index", "concurrently"), w.accept("create", "index", "concurrently"):
		return indexGoal(w)
	case w.accept("drop", "index", "concurrently"):
		w.accept("if", "exists")
		return goal{kind: indexGone, name: w.name()}
	case w.accept("reindex"):
		return reindexGoal(w)
	case w.accept("alter", "type"):
		g := goal{kind: valueAdded, table: w.name()}
		if w.accept("add", "value", "if", "not", "exists") || w.accept("add", "value") {
			if len(w.rest) > 0 && w.rest[0].kind == 's' {
				g.value = w.rest[0].text
				return g
			}
		}
	case w.accept("alter", "table"):
		return tableGoal(w)
	}
	return goal{}
}

func indexGoal(w *words) goal {
	g := goal{kind: indexBuilt}
	g.mayHide = w.accept("if", "not", "exists")
	if w.accept("on") {
		g.unnamed = true
	} else {
		g.name = w.name()
		w.accept("on")
	}
	w.accept("only")
	g.table = w.name()
	return g
}

func reindexGoal(w *words) goal {
	concurrently := w.options("concurrently")
	kind := ""
	for _, k := range []string{"index", "table", "schema", "database", "system"} {
		if w.accept(k) {
			kind = k
			break
		}
	}
	if !w.accept("concurrently") && !concurrently {
		return goal{}
	}
	switch kind {
	case "index":
		return goal{kind: indexRebuilt, name: w.name()}
	case "table":
		return goal{kind: indexRebuilt, table: w.name()}
	}
	return goal{}
}

func tableGoal(w *words) goal {
	w.accept("if", "exists")
	w.accept("only")
	table := w.name()
	switch {
	case w.accept("validate", "constraint"):
		return goal{kind: constraintValid, table: table, name: w.name()}
	case w.accept("detach", "partition"):
		g := goal{kind: partitionDetached, table: table, name: w.name()}
		if w.accept("concurrently") {
			return g
		}
	}
	return goal{}
}

// isLeftoverName reports whether an index name is one that REINDEX
// CONCURRENTLY gives to the index it is building or replacing.
func isLeftoverName(index string) bool {
	base := strings.TrimRight(index, "0123456789")
	return strings.HasSuffix(base, "_ccnew") || strings.HasSuffix(base, "_ccold")
}
