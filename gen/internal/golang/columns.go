package golang

import (
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/pgen-go/pgen/gen/internal/gotype"
	"github.com/pgen-go/pgen/gen/internal/naming"
	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/source"
)

// fill decides columns, key, finders and loaders of a table.
func (b *builder) fill(t *table) {
	t.doc = b.comment(t.id)
	if t.view {
		b.viewColumns(t)
	} else {
		b.tableColumns(t)
		b.keys(t)
	}
	for _, c := range t.columns {
		if c.t.Order {
			c.order, _ = b.names.Take(t.id.String(), t.store+"By"+c.field, t.store+"OrderBy"+c.field)
		}
	}
}

func (b *builder) tableColumns(t *table) {
	n := b.newColumnNames()
	for _, col := range b.columnsOf(t.id) {
		c := b.column(t, col.ID.Name, col.Type, col.At, n)
		domain := b.domain(col.Type)
		c.nullable = !col.NotNull && !domain.NotNull
		c.hasDefault = !col.Default.IsZero() || !domain.Default.IsZero() || col.Identity == schema.IdentityByDefault
		c.readOnly = !col.Generated.IsZero() || col.Identity == schema.IdentityAlways
		c.doc = b.comment(col.ID)
		isTime := c.t.Path == "time" && !c.t.Array && !c.nullable && !c.readOnly && c.t.Class != gotype.Date
		if isTime && c.name == "updated_at" {
			t.updatedAt = c
		}
		if isTime && c.name == "created_at" && c.hasDefault {
			t.keptAt = c
		}
	}
}

func (b *builder) viewColumns(t *table) {
	view, _ := schema.Get[schema.View](b.db, t.id)
	n := b.newColumnNames()
	for _, a := range view.Columns {
		typ := a.Type
		if typ.IsZero() {
			// The replay did not decide the type: the server casts it to text.
			typ = schema.Type{Schema: "pg_catalog", Name: "unknown"}
		}
		c := b.column(t, a.Name, typ, view.At, n)
		c.nullable, c.readOnly = true, true
		c.doc = b.comment(t.id.In(schema.KindColumn, a.Name))
	}
	t.noKey = "a view has no key"
	if len(t.columns) == 0 {
		b.warn(view.At, "view-columns", fmt.Sprintf("the columns of %s are not known, so it has no fields", t.id),
			"list the view's columns: CREATE VIEW name (a, b) AS ...")
	}
}

// paramScope reserves what methods of the generated code use themselves, and the
// names of packages.
func (b *builder) paramScope() *naming.Scope {
	reserved := []string{"ctx", "s", "in", "row", "a", "p", "w", "f", "r", "i", "db", "err", "order",
		"context", "iter", "store", "tx", "time", "netip", "pgx"}
	for _, goType := range b.o.Types {
		if dot := strings.LastIndexByte(goType, '.'); dot > 0 {
			reserved = append(reserved, packageName(goType[:dot]))
		}
	}
	return naming.NewScope(reserved...)
}

// columnNames are the names that columns of a table have taken so far.
type columnNames struct {
	fields, params *naming.Scope
	json           map[string]bool
}

func (b *builder) newColumnNames() columnNames {
	return columnNames{fields: naming.NewScope(), params: b.paramScope(), json: map[string]bool{}}
}

func (b *builder) column(t *table, name string, typ schema.Type, at source.Span, n columnNames) *column {
	c := &column{name: name, sql: b.sql.Ident(name), sqlType: b.sql.Type(b.castType(typ)), t: b.types.Column(t.id, name, typ)}
	wanted := naming.Exported(name)
	if given := b.override(t.id.Name+"."+name, t.id.Schema+"."+t.id.Name+"."+name); given != "" {
		wanted = given
	}
	var holder string
	if c.field, holder = n.fields.Take(name, wanted, wanted+"Column"); holder != "" {
		b.warn(at, "go-name", fmt.Sprintf("column %s of %s becomes %s because the Go name %s is that of %s", name, t.id, c.field, wanted, holder),
			"choose a name under generate.names")
	}
	c.param, _ = n.params.Take(name, naming.Unexported(name), naming.Unexported(name)+"Value")
	c.json = jsonName(name)
	for n.json[c.json] {
		c.json += "_" // of two fields with one name, encoding/json would drop both
	}
	n.json[c.json] = true
	t.columns = append(t.columns, c)
	return c
}

// domain returns NOT NULL and default of a domain type, those of the domains
// below it included.
func (b *builder) domain(t schema.Type) schema.Domain {
	var out schema.Domain
	for range 32 {
		d, ok := schema.Get[schema.Domain](b.db, t.ID())
		if t.Kind != schema.KindDomain || t.Array || !ok {
			break
		}
		out.NotNull = out.NotNull || d.NotNull
		if out.Default.IsZero() {
			out.Default = d.Default
		}
		t = d.Base
	}
	return out
}

func (t *table) pick(names []string) []*column {
	var out []*column
	for _, name := range names {
		if i := slices.IndexFunc(t.columns, func(c *column) bool { return c.name == name }); i >= 0 {
			out = append(out, t.columns[i])
		}
	}
	return out
}

func (b *builder) keys(t *table) {
	t.noKey = "the table has no primary key"
	for _, pk := range schema.PartsOf[schema.PrimaryKey](b.db, t.id) {
		t.key, t.noKey = t.pick(pk.Columns), ""
		t.lateKey = pk.Deferral != schema.NotDeferrable
		for _, c := range t.key {
			c.key, c.nullable = true, false
			if c == t.updatedAt {
				t.updatedAt = nil // an update must not move the row to another key
			}
		}
	}
	if len(t.key) == 1 && t.key[0].t.Comparable && !t.key[0].t.Array {
		t.loaders = append(t.loaders, loader{method: "RetrieveMany", column: t.key[0], param: b.keysParam(t.key[0]), one: true})
	}
	taken := map[string]bool{"Many": true}
	for _, f := range b.uniques(t) {
		var parts []string
		for _, c := range f.columns {
			parts = append(parts, c.field)
			f.replaces = f.replaces && !c.readOnly
		}
		f.suffix = "By" + strings.Join(parts, "And")
		if !taken[f.suffix] && !slices.Equal(f.columns, t.key) && comparable(f.columns) {
			taken[f.suffix] = true
			t.finders = append(t.finders, f)
		}
	}
	for _, fk := range schema.PartsOf[schema.ForeignKey](b.db, t.id) {
		columns := t.pick(fk.Columns)
		if len(columns) != 1 || !columns[0].t.Comparable || columns[0].t.Array {
			continue
		}
		method := "ListBy" + naming.Plural(columns[0].field)
		if columns[0].field == naming.Plural(columns[0].field) {
			method = "ListByMany" + columns[0].field
		}
		if !taken[method] {
			taken[method] = true
			t.loaders = append(t.loaders, loader{method: method, column: columns[0], param: b.keysParam(columns[0])})
		}
	}
}

// keysParam is the name for a parameter with many values of the column.
func (b *builder) keysParam(c *column) string {
	many := naming.Plural(c.param)
	name, _ := b.paramScope().Take(c.name, many, many+"List")
	return name
}

// uniques are the columns of constraints and indexes by which there is one row at most.
func (b *builder) uniques(t *table) []finder {
	var out []finder
	for _, u := range schema.PartsOf[schema.Unique](b.db, t.id) {
		out = append(out, finder{columns: t.pick(u.Columns), replaces: u.Deferral == schema.NotDeferrable})
	}
	for _, x := range schema.PartsOf[schema.Index](b.db, t.id) {
		if columns := indexColumns(x); x.Unique && x.Where.IsZero() && !x.Invalid && len(columns) > 0 && plainOrder(x) {
			out = append(out, finder{columns: t.pick(columns), replaces: true})
		}
	}
	return out
}

// plainOrder reports whether equal values of the index are those that the columns
// themselves find equal: another collation may tell more values apart, or fewer.
func plainOrder(x schema.Index) bool {
	return !slices.ContainsFunc(x.Elements, func(e schema.IndexElement) bool { return e.Collation != "" })
}

// comparable reports whether the columns can be found by equality.
func comparable(columns []*column) bool {
	return len(columns) > 0 && !slices.ContainsFunc(columns, func(c *column) bool { return c.t.CompareText || c.t.Filter == gotype.JSONFilter })
}

var version = regexp.MustCompile(`^v[0-9]+$`)

// collectImports names every package once: the printer would guess wrong names.
func (b *builder) collectImports() {
	paths := map[string]string{
		storePath: "store", txPath: "tx", "context": "context", "iter": "iter", "time": "time", "net/netip": "netip",
		"github.com/jackc/pgx/v5": "pgx",
	}
	own := map[string]bool{}
	for p := range paths {
		own[p] = true
	}
	for _, t := range b.p.tables {
		for _, c := range t.columns {
			if c.t.Path != "" && !own[c.t.Path] {
				paths[c.t.Path] = packageName(c.t.Path)
			}
		}
	}
	taken := map[string]bool{}
	for p := range own {
		taken[paths[p]] = true
	}
	for _, p := range slices.Sorted(maps.Keys(paths)) {
		name := paths[p]
		for n := 1; !own[p] && (taken[name] || jen.IsReservedWord(name)); n++ {
			name = paths[p] + itoa(n)
		}
		taken[name] = true
		b.p.imports = append(b.p.imports, importName{path: p, name: name, alias: !own[p] && path.Base(p) != name})
	}
}

// packageName makes a name for a package from its path; where it may differ from
// the package's own name, it is written as an alias.
func packageName(importPath string) string {
	base := path.Base(importPath)
	if version.MatchString(base) {
		base = path.Base(path.Dir(importPath))
	}
	base, _, _ = strings.Cut(base, ".")
	base = strings.TrimSuffix(strings.TrimPrefix(base, "go-"), "-go")
	return strings.ToLower(strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, base))
}

// castType is the type to which CreateMany casts the text of a value. An explicit
// cast to varchar(3) cuts a longer value off in silence, while an assignment
// refuses it; so the cast leaves lengths away, those of a domain's base type
// too, and the assignment that follows checks them.
func (b *builder) castType(t schema.Type) schema.Type {
	for d, ok := schema.Get[schema.Domain](b.db, t.ID()); ok && !t.Array; d, ok = schema.Get[schema.Domain](b.db, t.ID()) {
		t = d.Base
	}
	t.Modifier = ""
	if t.Builtin() && t.Name == "bit" {
		// bit without a length is bit(1).
		t.Name = "varbit"
	}
	return t
}
