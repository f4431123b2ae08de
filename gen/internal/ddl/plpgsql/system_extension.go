package plpgsql

import (
	"slices"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
)

// extensionRows returns what extensions have in a catalog relation. Of an extension
// that is not known, the relations and types are taken to start with its name.
func (m *machine) extensionRows(relation string) []map[string]value {
	var name, space string
	isOID := false
	switch relation {
	case "pg_type":
		name, space, isOID = "typname", "typnamespace", true
	case "pg_proc":
		name, space, isOID = "proname", "pronamespace", true
	case "pg_class":
		name, space, isOID = "relname", "relnamespace", true
	case "pg_views":
		name, space = "viewname", "schemaname"
	case "pg_tables":
		name, space = "tablename", "schemaname"
	case "information_schema.routines":
		name, space = "routine_name", "routine_schema"
	case "information_schema.tables", "information_schema.views", "information_schema.columns":
		name, space = "table_name", "table_schema"
	default:
		return nil
	}
	extensions, _ := m.cat.Rows("pg_extension")
	var out []map[string]value
	for _, x := range extensions {
		schema := strings.TrimPrefix(x["extnamespace"], NamespaceOID(""))
		names := extensionNames(x["extname"], name)
		if name == "proname" || name == "routine_name" {
			for _, f := range m.mentioned(func(f string) bool { _, sure := canon.ExtensionMayBring(x["extname"], f); return sure }) {
				names = append(names, known(f))
			}
		}
		for _, v := range names {
			row := map[string]value{name: v, space: known(schema)}
			if isOID {
				row[space] = known(NamespaceOID(schema))
				row["oid"] = extensionMember()
			}
			if v.kind != valueText {
				row[ghost] = null
			} else if relation == "pg_type" {
				row["oid"] = known(TypeOID(schema, v.text))
			}
			out = append(out, row)
		}
	}
	return out
}

// extensionNames returns what the objects of an extension can be called that are
// listed under a column.
func extensionNames(extension, column string) []value {
	switch column {
	case "proname", "routine_name":
		if extension == "plpgsql" {
			return nil
		}
		return []value{hasName(func(name string) bool { may, _ := canon.ExtensionMayBring(extension, name); return may })}
	case "typname":
		types, ok := canon.ExtensionTypes(extension)
		if !ok {
			return []value{startsWith(extension, "_"+extension)}
		}
		var out []value
		for _, t := range types {
			out = append(out, known(t), known("_"+t))
		}
		return out
	}
	switch extension {
	case "postgis", "postgis_raster", "postgis_topology":
		return []value{oneOf("spatial_ref_sys", "geometry_columns", "geography_columns", "raster_columns", "raster_overviews", "topology", "layer")}
	}
	if _, known := canon.ExtensionTypes(extension); known && !slices.Contains([]string{"pg_stat_statements", "pg_cron"}, extension) {
		return nil
	}
	return []value{startsWith(extension)}
}
