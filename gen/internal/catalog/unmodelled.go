package catalog

import (
	"fmt"

	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/source"
)

type unmodelledRow struct {
	// Schema and Relation say where the object is, or are "".
	Schema, Relation string
	// What describes the object as the server does in its messages.
	What string
}

// unmodelledQuery lists what users made and the model does not hold: labels on the database
// itself, which belongs to the whole server.
const unmodelledQuery = `
select '', '', 'the security label for ' || l.provider || ' on ' || pg_catalog.pg_describe_object(l.classoid, l.objoid, 0)
from pg_catalog.pg_shseclabel l
where l.classoid = 'pg_catalog.pg_database'::pg_catalog.regclass
	and l.objoid = (select d.oid from pg_catalog.pg_database d where d.datname = pg_catalog.current_database())
order by 3`

// unmodelled reports what the model leaves out.
func (b *builder) unmodelled() {
	for _, row := range b.rows.unmodelled {
		at := schema.ID{}
		if row.Schema != "" {
			at = schema.ID{Kind: schema.KindSchema, Name: row.Schema}
		}
		if row.Relation != "" {
			at = schema.NewTable(row.Schema, row.Relation)
		}
		b.warn(at, "%s", row.What)
	}
}

// warn reports one thing that is not in the model. The ID is the object that it
// goes away with when a filter leaves that out; zero keeps it always.
func (b *builder) warn(at schema.ID, format string, args ...any) {
	b.places = append(b.places, at)
	b.findings = append(b.findings, source.Diagnostic{Severity: source.Warning, Code: "unmodelled",
		Message: fmt.Sprintf(format, args...) + " is in the database but not in the model",
		Hint:    "pgen neither compares nor changes it; keep it in a revision written by hand"})
}
