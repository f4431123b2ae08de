package golang

import (
	"cmp"
	"fmt"
	"go/token"
	"path"
	"slices"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/gotype"
	"github.com/pgen-go/pgen/gen/internal/naming"
	"github.com/pgen-go/pgen/gen/internal/pgsql"
	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/source"
)

// builder makes the intermediate form.
type builder struct {
	db      *schema.Database
	o       Options
	p       *goPackage
	sql     pgsql.Printer
	types   *gotype.Resolver
	names   *naming.Scope
	enums   map[schema.ID]*enum
	used    map[schema.ID]bool
	byTable map[schema.ID]*table
	named   map[string]bool
	columns map[schema.ID][]schema.Column
	// twins counts the tables of one name, of other schemas too.
	twins map[string]int
	found source.Diagnostics
}

func build(db *schema.Database, o Options) (*goPackage, source.Diagnostics) {
	o.Package, o.Schema = cmp.Or(o.Package, "db"), cmp.Or(o.Schema, "public")
	b := &builder{db: db, o: o, p: &goPackage{name: o.Package}, enums: map[schema.ID]*enum{}, used: map[schema.ID]bool{},
		byTable: map[schema.ID]*table{}, named: map[string]bool{}, columns: map[schema.ID][]schema.Column{}, twins: map[string]int{},
		sql:   pgsql.Printer{SearchPath: []string{o.Schema}},
		names: naming.NewScope("Stores", "New", "InTx", "AfterCommit", "store", "tx", "context", "iter", "time", "netip")}
	if !token.IsIdentifier(o.Package) || o.Package == "_" || o.Package == "main" {
		b.fault("package-name", fmt.Sprintf("%q cannot be the name of a package that others import", o.Package), "set generate.package to a word that is no keyword of Go")
		return nil, b.found
	}
	types, err := gotype.New(db, o.Types, func(id schema.ID) string { return b.enumName(id) })
	if err != nil {
		b.fault("type-override", err.Error(), "")
		return nil, b.found
	}
	b.types = types
	relations := b.relations()
	b.nameTables(relations)
	b.nameEnums()
	for _, t := range b.p.tables {
		b.fill(t)
	}
	for _, t := range b.p.tables {
		b.constraints(t)
	}
	b.keepUsedEnums()
	b.collectImports()
	b.reportUnused()
	return b.p, b.found
}

func (b *builder) fault(code, message, hint string) {
	b.found = append(b.found, source.Diagnostic{Severity: source.Error, Code: code, Message: message, Hint: hint})
}

func (b *builder) warn(at source.Span, code, message, hint string) {
	b.found = append(b.found, source.Diagnostic{Severity: source.Warning, Code: code, Span: at, Message: message, Hint: hint})
}

// relations are the tables and views to generate, but no partitions, which are
// reached through their parents. The tables of the service's own schema come
// first and so have the first choice of names.
func (b *builder) relations() []schema.Object {
	var out []schema.Object
	for t := range schema.AllOf[schema.Table](b.db) {
		b.twins[t.ID.Name]++
		switch {
		case !t.PartitionOf.IsZero(), t.Persistence == schema.Temporary, !b.wanted(t.ID):
		case len(b.columnsOf(t.ID)) == 0:
			b.warn(t.At, "no-columns", fmt.Sprintf("%s has no columns, so no code is made for it", t.ID), "exclude the table, or give it a column")
		default:
			out = append(out, t)
		}
	}
	for v := range schema.AllOf[schema.View](b.db) {
		if b.wanted(v.ID) {
			out = append(out, v)
		}
	}
	home := func(o schema.Object) int {
		if o.Address().Schema == b.o.Schema {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(out, func(x, y schema.Object) int { return cmp.Compare(home(x), home(y)) })
	if len(out) == 0 && len(b.o.Tables)+len(b.o.Exclude) > 0 {
		b.fault("nothing-to-generate", "no table or view is left to generate", "check the patterns of tables and exclude, and that the source has tables")
	}
	return out
}

// columnsOf remembers the columns, which are large.
func (b *builder) columnsOf(table schema.ID) []schema.Column {
	if _, ok := b.columns[table]; !ok {
		b.columns[table] = b.db.Columns(table)
	}
	return b.columns[table]
}

func (b *builder) wanted(id schema.ID) bool {
	return (len(b.o.Tables) == 0 || b.matches(id, b.o.Tables)) && !b.matches(id, b.o.Exclude)
}

func (b *builder) matches(id schema.ID, patterns []string) bool {
	for _, pattern := range patterns {
		name := id.Name
		if strings.Contains(pattern, ".") {
			name = id.Schema + "." + name
		}
		ok, err := path.Match(pattern, name)
		if err != nil && !b.named["pattern "+pattern] {
			b.named["pattern "+pattern] = true
			b.fault("pattern", fmt.Sprintf("the pattern %q cannot be read: %v", pattern, err), "write it as table, schema.table, or with * and ?")
		}
		if ok {
			return true
		}
	}
	return false
}

// nameTables gives every relation its family of names: all of them must be free.
func (b *builder) nameTables(relations []schema.Object) {
	files := naming.NewScope("stores", "enums", "errors", "doc")
	for _, o := range relations {
		id := o.Address()
		t := &table{id: id, view: id.Kind != schema.KindTable, pkg: b.o.Package, sql: b.sql.Name(id), alias: b.sql.Ident(id.Name)}
		if id.Schema != b.o.Schema {
			t.schema = id.Schema
		}
		name := id.Name
		if t.schema != "" {
			name = id.Schema + "_" + name
		}
		if b.twins[id.Name] > 1 {
			t.schema = id.Schema // errors of another schema's table with the name are not its own
		}
		one, many := naming.Exported(naming.Singular(id.Name)), naming.Exported(naming.Plural(id.Name))
		prefix := naming.Exported(id.Schema)
		bases := [][2]string{{one, many}, {one, one + "Store"}, {prefix + one, prefix + many}}
		if given := b.override(id.Name, id.Schema+"."+id.Name); given != "" {
			bases = [][2]string{{given, naming.Plural(given)}}
		}
		b.nameTable(t, bases, o.Origin())
		t.v, _ = b.names.Take(id.String(), naming.Lower(t.row), naming.Lower(t.row)+"Row")
		t.file, _ = files.Take(id.String(), naming.File(name), naming.File(name)+"_table")
		b.p.tables = append(b.p.tables, t)
		b.byTable[id] = t
	}
}

func (b *builder) nameTable(t *table, bases [][2]string, at source.Span) {
	for n := 0; ; n++ {
		base := bases[min(n, len(bases)-1)]
		row, store := base[0], base[1]
		if n >= len(bases) {
			row, store = row+itoa(n), store+itoa(n)
		}
		if row == store {
			store = row + "Store"
		}
		family := []string{row, store, row + "Input", row + "Patch", row + "Filter", "New" + row}
		if slices.ContainsFunc(family, func(name string) bool { return !b.names.Free(name) }) {
			continue
		}
		for _, name := range family {
			b.names.Take(t.id.String(), name)
		}
		t.row, t.store = row, store
		if n > 0 {
			b.warn(at, "go-name", fmt.Sprintf("%s becomes %s with the store %s because %s or %s, or a name made of them, is taken",
				t.id, row, store, bases[0][0], bases[0][1]), "choose a name under generate.names")
		}
		return
	}
}

// override returns the user's Go name for one of the keys, or "".
func (b *builder) override(keys ...string) string {
	for _, key := range keys {
		if name, ok := b.o.Names[key]; ok {
			b.named[key] = true
			if naming.Exported(name) != name && (name == "" || strings.ToUpper(name[:1]) != name[:1]) {
				b.fault("go-name", fmt.Sprintf("%q, the name for %s, is no exported Go name", name, key), "start it with an upper-case letter")
			}
			return name
		}
	}
	return ""
}

func (b *builder) nameEnums() {
	for e := range schema.AllOf[schema.Enum](b.db) {
		base := naming.Exported(e.ID.Name)
		if given := b.override(e.ID.Name, e.ID.Schema+"."+e.ID.Name); given != "" {
			base = given
		}
		name, holder := b.names.Take(e.ID.String(), base, base+"Enum", naming.Exported(e.ID.Schema)+base)
		if holder != "" {
			b.warn(e.At, "go-name", fmt.Sprintf("%s becomes %s because the Go name %s is that of %s", e.ID, name, base, holder),
				"choose a name under generate.names")
		}
		g := &enum{id: e.ID, name: name, doc: b.comment(e.ID)}
		for _, label := range e.Labels {
			constant, _ := b.names.Take(e.ID.String(), name+naming.Label(label))
			g.labels = append(g.labels, enumLabel{name: constant, text: label})
		}
		b.enums[e.ID] = g
	}
}

func (b *builder) enumName(id schema.ID) string {
	b.used[id] = true
	if e, ok := b.enums[id]; ok {
		return e.name
	}
	return "string"
}

func (b *builder) keepUsedEnums() {
	for id := range b.used {
		if e, ok := b.enums[id]; ok {
			b.p.enums = append(b.p.enums, e)
		}
	}
	slices.SortFunc(b.p.enums, func(x, y *enum) int { return schema.Compare(x.id, y.id) })
}

func (b *builder) comment(id schema.ID) string {
	c, _ := schema.Get[schema.Comment](b.db, id.Comment())
	return strings.TrimSpace(c.Text)
}

func (b *builder) reportUnused() {
	unused := b.types.Unused()
	for key := range b.o.Names {
		if !b.named[key] {
			unused = append(unused, key)
		}
	}
	slices.Sort(unused)
	for _, key := range unused {
		b.warn(source.Span{}, "unused-override", fmt.Sprintf("the override for %q fits no table, column or type", key),
			"write a table, table.column, schema.table.column or the name of a type in the catalog (int4, timestamptz)")
	}
}
