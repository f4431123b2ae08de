package pgsql

import (
	"slices"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

func (p Printer) createPublication(db *schema.Database, o schema.Publication) string {
	text := "CREATE PUBLICATION " + p.Ident(o.ID.Name)
	switch {
	case o.AllTables:
		text += " FOR ALL TABLES"
	case len(o.Tables)+len(o.Schemas) > 0:
		text += "\n    FOR " + p.published(db, o, "\n    ")
	}
	if len(o.Options) > 0 {
		text += "\n    WITH (" + publicationOptions(o.Options) + ")"
	}
	return text
}

// published prints tables and schemas. Without ONLY a table comes with what inherits
// from it.
func (p Printer) published(db *schema.Database, o schema.Publication, separator string) string {
	var parts []string
	for i, t := range o.Tables {
		text := word(hasHeirs(db, t.Table), "ONLY ", "") + p.Name(t.Table)
		if len(t.Columns) > 0 {
			text += " (" + p.Idents(t.Columns) + ")"
		}
		if !t.Where.IsZero() {
			text += " WHERE (" + t.Where.SQL + ")"
		}
		if i == 0 {
			text = "TABLE " + text
		}
		parts = append(parts, text)
	}
	for i, s := range o.Schemas {
		text := p.Ident(s.Name)
		if i == 0 {
			text = "TABLES IN SCHEMA " + text
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, ","+separator+"    ")
}

// hasHeirs reports whether tables inherit from the table.
func hasHeirs(db *schema.Database, table schema.ID) bool {
	return slices.ContainsFunc(db.Users(table), func(user schema.ID) bool {
		t, ok := schema.Get[schema.Table](db, user)
		return ok && slices.Contains(t.Inherits, table)
	})
}

func publicationOptions(settings []string) string {
	parts := make([]string, len(settings))
	for i, setting := range settings {
		name, value, _ := strings.Cut(setting, "=")
		parts[i] = name + " = " + Literal(value)
	}
	return strings.Join(parts, ", ")
}

// AlterPublication returns ALTER PUBLICATION with the verb ADD, DROP or SET and the
// tables and schemas of the publication; those of DROP go without filters. db is the
// database in which it will run.
func (p Printer) AlterPublication(db *schema.Database, o schema.Publication, verb string) string {
	if verb == "DROP" {
		bare := make([]schema.PublicationTable, len(o.Tables))
		for i, t := range o.Tables {
			bare[i].Table = t.Table
		}
		o.Tables = bare
	}
	return "ALTER PUBLICATION " + p.Ident(o.ID.Name) + " " + verb + " " + p.published(db, o, "\n")
}

// publicationDefaults are the options of a publication that nobody sets.
var publicationDefaults = []string{"publish=insert, update, delete, truncate", "publish_generated_columns=none", "publish_via_partition_root=false"}

// PublicationOptions returns the statement that leads from one list of options to
// another.
func (p Printer) PublicationOptions(from, to schema.Publication) string {
	has := func(list []string, name string) (string, bool) {
		for _, setting := range list {
			if strings.HasPrefix(setting, name+"=") {
				return setting, true
			}
		}
		return "", false
	}
	var set []string
	for _, standard := range publicationDefaults {
		name, _, _ := strings.Cut(standard, "=")
		old, had := has(from.Options, name)
		wanted, wants := has(to.Options, name)
		switch {
		case wants && wanted != old:
			set = append(set, wanted)
		case had && !wants:
			set = append(set, standard)
		}
	}
	return "ALTER PUBLICATION " + p.Ident(to.ID.Name) + " SET (" + publicationOptions(set) + ")"
}
