package pgsql

import (
	"slices"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// Table returns CREATE TABLE with the columns of the model and the given
// constraints: those of one column whose name the server chooses anyway stand in the
// line of the column, the others on lines of their own. Inherited columns are left to
// the parent.
func (p Printer) Table(db *schema.Database, t schema.Table, constraints []schema.Object, names Names) string {
	var b strings.Builder
	b.WriteString("CREATE ")
	if !t.Server.IsZero() {
		b.WriteString("FOREIGN ")
	}
	switch t.Persistence {
	case schema.Unlogged:
		b.WriteString("UNLOGGED ")
	case schema.Temporary:
		b.WriteString("TEMPORARY ")
	}
	b.WriteString("TABLE " + p.Name(t.ID))
	typed := madeTyped(db, t)
	if typed {
		b.WriteString(" OF " + p.Name(t.OfType))
	}
	var lines []string
	constraints = inOrder(constraints)
	alone := t.PartitionOf.IsZero() || Attaches(db, t)
	if alone {
		lines, constraints = p.columnLines(db, t, constraints, names)
	} else {
		b.WriteString("\n    PARTITION OF " + p.Name(t.PartitionOf))
	}
	for _, c := range constraints {
		if names.Implied(c) {
			lines = append(lines, p.constraintBody(c))
		} else {
			lines = append(lines, p.Constraint(c))
		}
	}
	switch {
	case len(lines) > 0:
		b.WriteString(" (\n    " + strings.Join(lines, ",\n    ") + "\n)")
	case alone && !typed:
		b.WriteString(" ()")
	}
	if !alone {
		b.WriteString("\n    " + t.Bound.SQL)
	}
	b.WriteString(p.tableTail(t))
	return b.String()
}

// columnLines returns the lines of the columns and the constraints that are not in
// them.
func (p Printer) columnLines(db *schema.Database, t schema.Table, constraints []schema.Object, names Names) ([]string, []schema.Object) {
	inline := map[string][]schema.Object{}
	for _, o := range constraints {
		if column := names.inlineColumn(o); column != "" {
			inline[column] = append(inline[column], o)
		}
	}
	var lines []string
	written := map[schema.ID]bool{}
	for c := range db.EachColumn(t.ID) {
		if c.Inherited && len(t.Inherits) > 0 {
			continue
		}
		line := p.columnLine(db, c, inline[c.ID.Name])
		if madeTyped(db, t) {
			line = p.typedLine(db, c, inline[c.ID.Name])
		}
		if line != "" {
			lines = append(lines, line)
		}
		for _, o := range inline[c.ID.Name] {
			written[o.Address()] = true
		}
	}
	return lines, slices.DeleteFunc(constraints, func(o schema.Object) bool { return written[o.Address()] })
}

// madeTyped reports whether CREATE TABLE ... OF can make the table: it knows neither
// identity nor generated columns, which a table that is tied to its type later may have.
func madeTyped(db *schema.Database, t schema.Table) bool {
	return !t.OfType.IsZero() && !slices.ContainsFunc(db.Columns(t.ID), func(c schema.Column) bool {
		return c.Identity != schema.IdentityNone || !c.Generated.IsZero()
	})
}

func (p Printer) tableTail(t schema.Table) string {
	var b strings.Builder
	if len(t.Inherits) > 0 {
		parents := make([]string, len(t.Inherits))
		for i, id := range t.Inherits {
			parents[i] = p.Name(id)
		}
		b.WriteString(" INHERITS (" + strings.Join(parents, ", ") + ")")
	}
	if !t.PartitionBy.IsZero() {
		b.WriteString(" PARTITION BY " + t.PartitionBy.SQL)
	}
	if t.AccessMethod != "" {
		b.WriteString(" USING " + p.Ident(t.AccessMethod))
	}
	b.WriteString(p.with(t.Options) + p.tablespace(t.Tablespace))
	if !t.Server.IsZero() {
		b.WriteString(" SERVER " + p.Ident(t.Server.Name) + p.foreignOptions(t.ForeignOptions, t.Secrets))
	}
	return b.String()
}

// tableSettings returns the statements that complete a table after CREATE TABLE.
func (p Printer) tableSettings(db *schema.Database, t schema.Table) []string {
	var out []string
	for c := range db.EachColumn(t.ID) {
		if c.Inherited && len(t.Inherits) > 0 || !t.PartitionOf.IsZero() && !Attaches(db, t) {
			out = append(out, p.overrides(db, t, c)...)
		} else {
			if madeTyped(db, t) && c.Compression != "" {
				out = append(out, p.SetCompression(c.ID, c.Compression))
			}
			out = append(out, p.columnSettings(c)...)
		}
		out = append(out, p.identitySettings(db, c)...)
	}
	if !t.OfType.IsZero() && !madeTyped(db, t) {
		out = append(out, p.AlterTable(t.ID, "OF "+p.Name(t.OfType)))
	}
	if t.RowSecurity {
		out = append(out, p.RowSecurity(t.ID, true))
	}
	if t.ForceRowSecurity {
		out = append(out, p.ForceRowSecurity(t.ID, true))
	}
	if t.ReplicaIdentity != "" && !strings.HasPrefix(t.ReplicaIdentity, "index ") {
		out = append(out, p.ReplicaIdentity(t))
	}
	return out
}

// overrides returns the statements that make an inherited column differ from the
// parent's.
func (p Printer) overrides(db *schema.Database, t schema.Table, c schema.Column) []string {
	parent, ok := inheritedFrom(db, t, c.ID.Name)
	if !ok {
		return nil
	}
	var out []string
	fields := schema.Fields(parent, c)
	if slices.Contains(fields, "Default") && parent.Generated.IsZero() && c.Generated.IsZero() {
		out = append(out, p.SetDefault(c.ID, c.Default))
	}
	if c.NotNull && !parent.NotNull {
		out = append(out, p.SetNotNull(c.ID, true))
	}
	if c.Statistics >= 0 {
		out = append(out, p.SetStatistics(c.ID, c.Statistics))
	}
	if slices.Contains(fields, "Storage") && c.Storage != "" {
		out = append(out, p.SetStorage(c.ID, c.Storage))
	}
	if slices.Contains(fields, "Compression") {
		out = append(out, p.SetCompression(c.ID, c.Compression))
	}
	if len(c.Options) > 0 {
		out = append(out, p.AlterColumn(c.ID, "SET ("+p.options(c.Options)+")"))
	}
	if len(c.ForeignOptions) > 0 {
		out = append(out, p.AlterForeignColumn(schema.Column{}, c))
	}
	return out
}

func inheritedFrom(db *schema.Database, t schema.Table, column string) (schema.Column, bool) {
	parents := t.Inherits
	if !t.PartitionOf.IsZero() {
		parents = []schema.ID{t.PartitionOf}
	}
	for _, id := range parents {
		if c, ok := schema.Get[schema.Column](db, id.In(schema.KindColumn, column)); ok {
			return c, true
		}
	}
	return schema.Column{}, false
}

// AlterTable returns ALTER TABLE t with the clause.
func (p Printer) AlterTable(table schema.ID, clause string) string {
	return "ALTER TABLE " + p.Name(table) + " " + clause
}

// RowSecurity returns the statement that switches row level security.
func (p Printer) RowSecurity(table schema.ID, on bool) string {
	return p.AlterTable(table, word(on, "ENABLE", "DISABLE")+" ROW LEVEL SECURITY")
}

// ForceRowSecurity returns the statement that switches row level security for the owner.
func (p Printer) ForceRowSecurity(table schema.ID, on bool) string {
	return p.AlterTable(table, word(on, "FORCE", "NO FORCE")+" ROW LEVEL SECURITY")
}

func word(on bool, yes, no string) string {
	if on {
		return yes
	}
	return no
}

// ReplicaIdentity returns the statement that sets the table's replica identity.
func (p Printer) ReplicaIdentity(t schema.Table) string {
	clause := strings.ToUpper(t.ReplicaIdentity)
	if index, ok := strings.CutPrefix(t.ReplicaIdentity, "index "); ok {
		clause = "USING INDEX " + p.Ident(index)
	} else if clause == "" {
		clause = "DEFAULT"
	}
	return p.AlterTable(t.ID, "REPLICA IDENTITY "+clause)
}
