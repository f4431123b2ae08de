package pgsql

import (
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

func (p Printer) createExtension(e schema.Extension) string {
	text := "CREATE EXTENSION IF NOT EXISTS " + p.Ident(e.ID.Name)
	if e.Schema != "" && e.Schema != "pg_catalog" && e.Schema != p.home() {
		text += " SCHEMA " + p.Ident(e.Schema)
	}
	if e.Version != "" {
		text += " VERSION " + Literal(e.Version)
	}
	return text
}

func (p Printer) createEnum(e schema.Enum) string {
	labels := make([]string, len(e.Labels))
	for i, label := range e.Labels {
		labels[i] = Literal(label)
	}
	head := "CREATE TYPE " + p.Name(e.ID) + " AS ENUM ("
	line := head + strings.Join(labels, ", ") + ")"
	if len(line) <= 100 {
		return line
	}
	return head + "\n    " + strings.Join(labels, ",\n    ") + "\n)"
}

// AddLabel returns the statement that adds a label to an enum: after the label
// neighbour, or before it, or at the end when neighbour is "".
func (p Printer) AddLabel(enum schema.ID, label, place, neighbour string) string {
	text := "ALTER TYPE " + p.Name(enum) + " ADD VALUE " + Literal(label)
	if neighbour != "" {
		text += " " + place + " " + Literal(neighbour)
	}
	return text
}

func (p Printer) createDomain(d schema.Domain) string {
	text := "CREATE DOMAIN " + p.Name(d.ID) + " AS " + p.Type(d.Base) + p.collate(d.Collation)
	if !d.Default.IsZero() {
		text += " DEFAULT " + operand(d.Default.SQL)
	}
	if d.NotNull {
		text += " NOT NULL"
	}
	for _, c := range d.Checks {
		if !c.NotValid {
			text += "\n    " + p.domainCheck(c)
		}
	}
	return text
}

func (p Printer) domainCheck(c schema.DomainCheck) string {
	return "CONSTRAINT " + p.Ident(c.Name) + " CHECK (" + c.Expr.SQL + ")"
}

// AddDomainCheck returns the statement that adds a check to a domain, NOT VALID if wanted.
func (p Printer) AddDomainCheck(domain schema.ID, c schema.DomainCheck, unchecked bool) string {
	return p.AlterDomain(domain, "ADD "+p.domainCheck(c)+notValid(unchecked))
}

// AlterDomain returns ALTER DOMAIN d with the clause.
func (p Printer) AlterDomain(domain schema.ID, clause string) string {
	return "ALTER DOMAIN " + p.Name(domain) + " " + clause
}

// SetDomainDefault returns the statement that sets or drops the default of a domain.
func (p Printer) SetDomainDefault(domain schema.ID, e schema.Expr) string {
	if e.IsZero() {
		return p.AlterDomain(domain, "DROP DEFAULT")
	}
	return p.AlterDomain(domain, "SET DEFAULT "+operand(e.SQL))
}

func (p Printer) createComposite(c schema.Composite) string {
	lines := make([]string, len(c.Attributes))
	for i, a := range c.Attributes {
		lines[i] = p.Attribute(a)
	}
	if len(lines) == 0 {
		return "CREATE TYPE " + p.Name(c.ID) + " AS ()"
	}
	return "CREATE TYPE " + p.Name(c.ID) + " AS (\n    " + strings.Join(lines, ",\n    ") + "\n)"
}

// Attribute returns one attribute as it stands in CREATE TYPE and ADD ATTRIBUTE.
func (p Printer) Attribute(a schema.Attribute) string {
	return p.Ident(a.Name) + " " + p.Type(a.Type) + p.collate(a.Collation)
}

// AlterType returns ALTER TYPE t with the clause.
func (p Printer) AlterType(id schema.ID, clause string) string {
	return "ALTER TYPE " + p.Name(id) + " " + clause
}

func (p Printer) createRange(r schema.Range) string {
	settings := []string{"subtype = " + p.Type(r.Subtype)}
	if !r.Canonical.IsZero() {
		settings = append(settings, "canonical = "+p.Name(r.Canonical))
	}
	if r.Collation != "" {
		settings = append(settings, "collation = "+p.Collation(r.Collation))
	}
	if !r.Difference.IsZero() {
		settings = append(settings, "subtype_diff = "+p.Name(r.Difference))
	}
	if r.OpClass != "" {
		settings = append(settings, "subtype_opclass = "+p.dotted(r.OpClass))
	}
	if r.Multirange != "" && r.Multirange != impliedMultirange(r.ID.Name) {
		settings = append(settings, "multirange_type_name = "+p.qualified(r.ID.Schema, p.strict(r.Multirange)))
	}
	return "CREATE TYPE " + p.Name(r.ID) + " AS RANGE (" + strings.Join(settings, ", ") + ")"
}

// impliedMultirange is the name that the server gives to the multirange type: the
// first "range" becomes "multirange", else the word is added.
func impliedMultirange(name string) string {
	if strings.Contains(name, "range") {
		return clip(strings.Replace(name, "range", "multirange", 1), 63)
	}
	return clip(name, 63-len("_multirange")) + "_multirange"
}
