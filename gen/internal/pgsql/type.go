package pgsql

import (
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// usual are the names by which people know the built-in types whose catalog name
// differs.
var usual = map[string]string{
	"int2": "smallint", "int4": "integer", "int8": "bigint", "bool": "boolean",
	"float4": "real", "float8": "double precision", "bpchar": "char", "char": `"char"`,
	"bit": "bit", "numeric": "numeric", "varchar": "varchar", "interval": "interval",
	"time": "time", "timestamp": "timestamp",
}

// Type returns the type as it stands in a column definition: "integer",
// "varchar(255)", "numeric(10,2)", "text[]", "app.mood".
func (p Printer) Type(t schema.Type) string {
	name := p.typeName(t)
	switch {
	case t.Modifier == "":
	case t.Builtin() && t.Name == "interval" && !strings.ContainsAny(t.Modifier[:1], "0123456789"):
		name += " " + t.Modifier
	default:
		name += "(" + t.Modifier + ")"
	}
	if t.Array {
		name += "[]"
	}
	return name
}

func (p Printer) typeName(t schema.Type) string {
	if !t.Builtin() {
		name := p.strict(t.Name)
		if shadowed[t.Name] {
			// The built-in type of this name would win over the search path.
			return p.Ident(t.Schema) + "." + name
		}
		return p.qualified(t.Schema, name)
	}
	switch {
	case t.Modifier == "" && t.Name == "bpchar":
		return "bpchar"
	case t.Modifier == "" && t.Name == "bit":
		return `"bit"`
	}
	if name, ok := usual[t.Name]; ok {
		return name
	}
	return p.strict(t.Name)
}

// shadowed are all built-in types: a type of somebody's own with such a name is
// found only with its schema.
var shadowed = words(`
	aclitem any anyarray anycompatible anycompatiblearray anycompatiblemultirange anycompatiblenonarray
	anycompatiblerange anyelement anyenum anymultirange anynonarray anyrange bit bool box bpchar bytea
	char cid cidr circle cstring date datemultirange daterange event_trigger fdw_handler float4 float8
	gtsvector index_am_handler inet int2 int2vector int4 int4multirange int4range int8 int8multirange
	int8range internal interval json jsonb jsonpath language_handler line lseg macaddr macaddr8 money
	name numeric nummultirange numrange oid oidvector path pg_brin_bloom_summary
	pg_brin_minmax_multi_summary pg_ddl_command pg_dependencies pg_lsn pg_mcv_list pg_ndistinct
	pg_node_tree pg_snapshot point polygon record refcursor regclass regcollation regconfig
	regdictionary regnamespace regoper regoperator regproc regprocedure regrole regtype table_am_handler
	text tid time timestamp timestamptz timetz trigger tsm_handler tsmultirange tsquery tsrange
	tstzmultirange tstzrange tsvector txid_snapshot unknown uuid varbit varchar void xid xid8 xml
`)

// collate returns " COLLATE name", or nothing for the type's own collation.
func (p Printer) collate(name string) string {
	if name == "" {
		return ""
	}
	return " COLLATE " + p.Collation(name)
}

// Collation returns the printed name of a collation that the model keeps as
// "name" (built in) or "schema.name".
func (p Printer) Collation(name string) string {
	prefix, rest, ok := strings.Cut(name, ".")
	if !ok || isLocale(prefix) {
		return p.Ident(name)
	}
	// The built-in collation of the same name would win over the search path.
	return p.Ident(prefix) + "." + p.Ident(rest)
}

// isLocale reports whether the text before a dot is a locale ("en_US" of
// "en_US.utf8") rather than a schema.
func isLocale(s string) bool {
	language, region, ok := strings.Cut(s, "_")
	return s == "C" || ok && len(language) <= 3 && len(region) == 2 && strings.ToUpper(region) == region
}
