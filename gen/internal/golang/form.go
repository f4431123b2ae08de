package golang

import (
	"slices"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/gotype"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// goPackage is the intermediate form: all that is printed, with every name decided.
type goPackage struct {
	name    string
	tables  []*table
	enums   []*enum
	errors  []constraintError
	imports []importName
}

type importName struct {
	path, name string
	alias      bool
}

type enum struct {
	id     schema.ID
	name   string
	doc    string
	labels []enumLabel
}

type enumLabel struct{ name, text string }

// table is a table or view.
type table struct {
	id   schema.ID
	file string
	// row is the name of the row type; the others are made from it.
	row, store string
	// v is the prefix of what is not exported.
	v    string
	pkg  string
	view bool
	doc  string
	sql  string
	// alias is the name by which statements call the table after FROM.
	alias   string
	schema  string
	columns []*column
	key     []*column
	// lateKey is true for a deferrable key, which no insert can name as the one to meet.
	lateKey bool
	noKey   string
	// updatedAt and keptAt are conventional columns, or nil.
	updatedAt, keptAt *column
	finders           []finder
	loaders           []loader
	constraints       []tableConstraint
}

// column is a column of a table or view.
type column struct {
	name, sql, sqlType string
	field, param, json string
	order              string
	t                  gotype.Type
	nullable           bool
	hasDefault         bool
	readOnly           bool
	key                bool
	doc                string
}

// pointer reports whether the Go type is a pointer because of NULL.
func (c *column) pointer() bool { return c.nullable && !c.t.NullIsNil() }

// required reports whether an insert must give the column a value.
func (c *column) required() bool { return !c.readOnly && !c.nullable && !c.hasDefault }

// finder finds one row by a unique constraint.
type finder struct {
	suffix  string
	columns []*column
	// replaces is true if an insert can name the constraint as the one to meet.
	replaces bool
}

// loader finds the rows of many keys at once.
type loader struct {
	method string
	column *column
	// param is the name of the parameter with the keys.
	param string
	// one is true for the key itself, of which a row has its own.
	one bool
}

type tableConstraint struct {
	name    string
	columns []string
	parent  string
}

// constraintError is one error variable.
type constraintError struct {
	name, doc                       string
	kind, schema, table, constraint string
}

func (t *table) writable() []*column {
	return slices.DeleteFunc(slices.Clone(t.columns), func(c *column) bool { return c.readOnly })
}

func (t *table) required() []*column {
	return slices.DeleteFunc(slices.Clone(t.columns), func(c *column) bool { return !c.required() })
}

// patchable are the columns that an update may set: not those of the key, which
// is what the row is known by, and not the one that every update sets itself.
func (t *table) patchable() []*column {
	return slices.DeleteFunc(t.writable(), func(c *column) bool { return c.key || c == t.updatedAt })
}

func (t *table) filters() []*column {
	return slices.DeleteFunc(slices.Clone(t.columns), func(c *column) bool { return c.t.Filter == gotype.NoFilter })
}

func (t *table) orders() []*column {
	return slices.DeleteFunc(slices.Clone(t.columns), func(c *column) bool { return c.order == "" })
}

// selectList is the list of columns of every statement that returns rows.
func (t *table) selectList() string {
	parts := make([]string, len(t.columns))
	for i, c := range t.columns {
		parts[i] = c.sql
		if c.t.Cast != "" {
			parts[i] += "::" + c.t.Cast
		}
	}
	return strings.Join(parts, ", ")
}

// ordering is how ORDER BY names a column. If the statement casts it in what it
// returns, the column's name alone would mean that: numbers and enums in the
// order of texts.
func (t *table) ordering(c *column) string {
	if c.t.Cast == "" {
		return c.sql
	}
	return t.alias + "." + c.sql
}

func (t *table) where(columns []*column) string {
	var b strings.Builder
	for i, c := range columns {
		b.WriteString([]string{"\nWHERE ", "\n  AND "}[min(i, 1)] + c.sql + " = $" + itoa(i+1))
	}
	return b.String()
}

func (t *table) comment(method string) string {
	return "/* " + t.pkg + "." + t.store + "." + method + " */\n"
}

func itoa(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return itoa(n/10) + itoa(n%10)
}

func sorted(files []File) []File {
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Name, b.Name) })
	return files
}
