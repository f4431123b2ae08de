package store

import (
	"slices"
	"strings"
	"sync"
)

// Table is what generated code tells about a table or view. Its texts are SQL,
// quoted where needed, except where a raw name is asked for. A Table must not be
// copied after first use.
type Table struct {
	// Store names the store for errors and statement comments: "orders.Companies".
	Store string
	// Schema and Name are raw; Schema is "" when the search path decides.
	Schema, Name string
	// From is the name in statements.
	From string
	// Select is the list of columns in statements that return rows.
	Select string
	// Key are the key's columns, none for a table without key.
	Key []string
	// KeyOrder are the key's columns as ORDER BY must name them, nil if that is Key.
	// It names the table for columns that Select casts: ORDER BY takes a name alone
	// for the cast value.
	KeyOrder []string
	// UpdatedAt is the column that every update sets to the current time, or "".
	UpdatedAt string
	// KeptAt is the column that a replace leaves alone, or "".
	KeptAt string
	// Columns are the columns that can be written, in order.
	Columns []Column
	// Constraints are those whose columns errors report.
	Constraints []Key
	texts       memo
}

// Column is a column that can be written.
type Column struct {
	// Name is the column's name in SQL, Type its type.
	Name, Type string
}

// Key is a key, unique constraint or foreign key, all names raw.
type Key struct {
	Name    string
	Columns []string
	// Parent is the table that a foreign key refers to, "" for other constraints.
	Parent string
}

// memoLimit bounds the number of statement texts that a table keeps. Callers
// that combine filters beyond all measure pay for building the text, not with memory.
const memoLimit = 2048

// memo keeps statement texts by what they are made of.
type memo struct {
	mu    sync.RWMutex
	texts map[string]string
}

func (m *memo) get(key []byte) (string, bool) {
	m.mu.RLock()
	text, ok := m.texts[string(key)]
	m.mu.RUnlock()
	return text, ok
}

func (m *memo) put(key []byte, text string) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.texts == nil {
		m.texts = map[string]string{}
	}
	if len(m.texts) < memoLimit {
		m.texts[string(key)] = text
	}
	return text
}

// text starts a statement with the comment that shows the method in logs,
// pg_stat_statements and traces.
func (t *Table) text(method string) *strings.Builder {
	b := &strings.Builder{}
	b.WriteString("/* " + t.Store + "." + method + " */\n")
	return b
}

// whereKey writes the condition that finds one row by its key, with parameters
// from number first on.
func (t *Table) whereKey(b *strings.Builder, first int) {
	for i, column := range t.Key {
		b.WriteString([]string{"\nWHERE ", "\n  AND "}[min(i, 1)] + column + " = ")
		writeParameter(b, first+i)
	}
}

func (t *Table) keyOrder() []string {
	if t.KeyOrder != nil {
		return t.KeyOrder
	}
	return t.Key
}

func (t *Table) typeOf(column string) string {
	if i := slices.IndexFunc(t.Columns, func(c Column) bool { return c.Name == column }); i >= 0 {
		return t.Columns[i].Type
	}
	return "text"
}
