package plpgsql

import (
	"strconv"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// inheritRows lists partitions and the tables that inherit from others.
func inheritRows(_ *schema.Database, o schema.Object) []Row {
	t, ok := o.(schema.Table)
	if !ok {
		return nil
	}
	parents := t.Inherits
	if !t.PartitionOf.IsZero() {
		parents = []schema.ID{t.PartitionOf}
	}
	var out []Row
	for i, p := range parents {
		out = append(out, one("inhrelid", ClassOID(t.ID.Schema, t.ID.Name), "inhparent", ClassOID(p.Schema, p.Name), "inhseqno", strconv.Itoa(i+1))...)
	}
	return out
}

func domainsRows(db *schema.Database, o schema.Object) []Row {
	d, ok := o.(schema.Domain)
	if !ok {
		return nil
	}
	row := columnRow(db, d.ID.Schema, "", "", d.Base)[0]
	for _, column := range []string{"table_schema", "table_name", "column_name"} {
		delete(row, column)
	}
	row["domain_schema"], row["domain_name"] = d.ID.Schema, d.ID.Name
	return []Row{row}
}
