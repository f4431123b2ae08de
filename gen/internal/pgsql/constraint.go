package pgsql

import (
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// Constraint returns the constraint with its name as it stands in CREATE TABLE and
// after ADD: "CONSTRAINT users_pkey PRIMARY KEY (id)". Objects of other kinds give "".
func (p Printer) Constraint(o schema.Object) string {
	body := p.constraintBody(o)
	if body == "" {
		return ""
	}
	return "CONSTRAINT " + p.Ident(o.Address().Name) + " " + body
}

// constraintBody is the constraint without its name.
func (p Printer) constraintBody(o schema.Object) string {
	switch c := o.(type) {
	case schema.PrimaryKey:
		return "PRIMARY KEY (" + p.Idents(c.Columns) + ")" + p.indexTail(c.Include, c.Options, c.Tablespace) + deferral(c.Deferral)
	case schema.Unique:
		text := "UNIQUE "
		if c.NullsNotDistinct {
			text += "NULLS NOT DISTINCT "
		}
		return text + "(" + p.Idents(c.Columns) + ")" + p.indexTail(c.Include, c.Options, c.Tablespace) + deferral(c.Deferral)
	case schema.Exclusion:
		return p.exclusion(c)
	case schema.Check:
		text := "CHECK (" + c.Expr.SQL + ")"
		if c.NoInherit {
			text += " NO INHERIT"
		}
		return text + notValid(c.NotValid)
	case schema.ForeignKey:
		return "FOREIGN KEY (" + p.Idents(c.Columns) + ") " + p.references(c)
	}
	return ""
}

func notValid(is bool) string {
	if is {
		return " NOT VALID"
	}
	return ""
}

// indexTail is what a constraint says of its index behind the columns.
func (p Printer) indexTail(include, options []string, tablespace string) string {
	tail := p.include(include) + p.with(options)
	if tablespace != "" {
		tail += " USING INDEX TABLESPACE " + p.Ident(tablespace)
	}
	return tail
}

func (p Printer) include(columns []string) string {
	if len(columns) == 0 {
		return ""
	}
	return " INCLUDE (" + p.Idents(columns) + ")"
}

func deferral(d schema.Deferral) string {
	switch d {
	case schema.DeferrableInitiallyImmediate:
		return " DEFERRABLE"
	case schema.DeferrableInitiallyDeferred:
		return " DEFERRABLE INITIALLY DEFERRED"
	}
	return ""
}

var actionNames = map[schema.Action]string{schema.Restrict: "RESTRICT", schema.Cascade: "CASCADE",
	schema.SetNull: "SET NULL", schema.SetDefault: "SET DEFAULT"}

func (p Printer) references(c schema.ForeignKey) string {
	var b strings.Builder
	b.WriteString("REFERENCES " + p.Name(c.Parent) + " (" + p.Idents(c.ParentColumns) + ")")
	if c.MatchFull {
		b.WriteString(" MATCH FULL")
	}
	if word := actionNames[c.OnUpdate]; word != "" {
		b.WriteString(" ON UPDATE " + word)
	}
	if word := actionNames[c.OnDelete]; word != "" {
		b.WriteString(" ON DELETE " + word)
		if len(c.SetColumns) > 0 {
			b.WriteString(" (" + p.Idents(c.SetColumns) + ")")
		}
	}
	return b.String() + deferral(c.Deferral) + notValid(c.NotValid)
}

func (p Printer) exclusion(c schema.Exclusion) string {
	parts := make([]string, len(c.Elements))
	for i, e := range c.Elements {
		parts[i] = p.indexElement(e.IndexElement) + " WITH " + p.operator(e.Operator)
	}
	text := "EXCLUDE USING " + p.Ident(c.Method) + " (" + strings.Join(parts, ", ") + ")" +
		p.indexTail(c.Include, c.Options, c.Tablespace)
	if !c.Where.IsZero() {
		text += " WHERE (" + c.Where.SQL + ")"
	}
	return text + deferral(c.Deferral)
}

func (p Printer) operator(name string) string {
	prefix, op, ok := strings.Cut(name, ".")
	if !ok || prefix == "pg_catalog" {
		return strings.TrimPrefix(name, "pg_catalog.")
	}
	if prefix == p.home() {
		return op
	}
	return "OPERATOR(" + p.Ident(prefix) + "." + op + ")"
}

// AddConstraint returns ALTER TABLE ... ADD for the constraint.
func (p Printer) AddConstraint(o schema.Object) string {
	return p.alterTable(o.Address()) + "\n    ADD " + p.Constraint(o)
}

// AddUsingIndex returns the statement that turns a unique index into the key; o is
// a primary key or unique constraint.
func (p Printer) AddUsingIndex(o schema.Object, index string) string {
	kind, d := "UNIQUE", schema.NotDeferrable
	switch c := o.(type) {
	case schema.PrimaryKey:
		kind, d = "PRIMARY KEY", c.Deferral
	case schema.Unique:
		d = c.Deferral
	}
	id := o.Address()
	return p.alterTable(id) + "\n    ADD CONSTRAINT " + p.Ident(id.Name) + " " + kind +
		" USING INDEX " + p.Ident(index) + deferral(d)
}

// Validate returns the statement that checks the rows against a NOT VALID constraint.
func (p Printer) Validate(constraint schema.ID) string {
	return p.alterTable(constraint) + " VALIDATE CONSTRAINT " + p.Ident(constraint.Name)
}

// AlterDeferral returns the statement that changes when a foreign key is checked.
func (p Printer) AlterDeferral(fk schema.ForeignKey) string {
	clause := deferral(fk.Deferral)
	if clause == "" {
		clause = " NOT DEFERRABLE"
	}
	return p.alterTable(fk.ID) + " ALTER CONSTRAINT " + p.Ident(fk.ID.Name) + clause
}

// alterTable is "ALTER TABLE t" for the relation that id is a part of.
func (p Printer) alterTable(id schema.ID) string { return "ALTER TABLE " + p.relation(id) }
