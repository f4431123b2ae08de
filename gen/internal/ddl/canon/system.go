package canon

import (
	"slices"
	"strings"
	"sync"
)

// SystemRelation reports whether a fresh server has the table or view in pg_catalog
// or information_schema. Names of indexes there are not known.
func SystemRelation(schemaName, name string) bool {
	return builtins().relations.has(schemaName + "." + name)
}

// SystemColumn reports whether a table or view of the system has the column.
func SystemColumn(schemaName, relation, column string) bool {
	for _, a := range builtins().relations.find(schemaName + "." + relation) {
		if a.Name == column {
			return true
		}
	}
	return false
}

// BuiltinType reports whether pg_catalog or information_schema has a type of the name:
// a row type and an array, which starts with an underscore, count.
func BuiltinType(name string) bool {
	name = strings.TrimPrefix(name, "_")
	if _, ok := builtins().types[name]; ok || strings.HasPrefix(name, "pg_") || SystemRelation("information_schema", name) {
		return true
	}
	switch name {
	case "cardinal_number", "character_data", "sql_identifier", "time_stamp", "yes_or_no":
		return true
	}
	return false
}

// ExtensionTypes returns the types that an extension brings, and false if it is not
// known.
func ExtensionTypes(extension string) ([]string, bool) {
	types, ok := builtins().extensions[extension]
	return types, ok
}

// extensionPrefixes are how the functions of known extensions start whose functions
// are not listed one by one.
var extensionPrefixes = map[string][]string{
	"btree_gin": {"gin_"}, "btree_gist": {"gbt_", "gbtreekey", "cash_dist", "date_dist", "float4_dist", "float8_dist", "int2_dist", "int4_dist", "int8_dist", "interval_dist", "oid_dist", "time_dist", "ts_dist", "tstz_dist"},
	"dblink": {"dblink"}, "moddatetime": {"moddatetime"}, "pg_stat_statements": {"pg_stat_statements"}, "plpgsql": {"plpgsql_"},
	"postgres_fdw": {"postgres_fdw_"}, "pg_uuidv7": {"uuid_"}, "pg_cron": {"cron_", "job_cache_"},
	"vector": {"vector", "halfvec", "sparsevec", "array_to_", "l1_", "l2_", "cosine_", "inner_product", "hamming_", "jaccard_", "binary_quantize", "subvector", "ivfflat", "hnsw", "avg", "sum"},
}

// ExtensionMayBring reports whether an extension may have a function of the name; sure
// is true if it has.
func ExtensionMayBring(extension, function string) (may, sure bool) {
	b := builtins()
	for _, x := range b.extensionFunctions.find(function) {
		if x.extension == extension {
			return true, true
		}
	}
	if b.described()[extension] {
		return false, false
	}
	prefixes, known := extensionPrefixes[extension]
	return !known || slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(function, p) }), false
}

var systemColumns = sync.OnceValue(func() map[string]bool {
	out := map[string]bool{}
	for line := range strings.Lines(relationLines) {
		if f := strings.Fields(line); len(f) > 1 {
			for item := range strings.SplitSeq(f[1], ",") {
				name, _, _ := strings.Cut(item, ":")
				out[name] = true
			}
		}
	}
	return out
})

// SystemColumnName reports whether any table or view of the system has a column of
// the name.
func SystemColumnName(name string) bool { return systemColumns()[name] }
