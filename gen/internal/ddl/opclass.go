package ddl

import (
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// extensionClass is an operator class of a well-known extension.
type extensionClass struct {
	extension string
	// standard is the access method for which the class is the default of its
	// type, "" for none.
	standard string
}

// extensionClasses are the classes that people name, by their names. Those of
// extensions that are not listed are kept as they are written.
var extensionClasses = map[string]extensionClass{
	"gin_trgm_ops": {"pg_trgm", ""}, "gist_trgm_ops": {"pg_trgm", ""},
	"citext_ops": {"citext", "btree"}, "citext_pattern_ops": {"citext", ""},
	"cube_ops": {"cube", "btree"}, "gist_cube_ops": {"cube", "gist"}, "seg_ops": {"seg", "btree"}, "gist_seg_ops": {"seg", "gist"},
	"gin_hstore_ops": {"hstore", "gin"}, "gist_hstore_ops": {"hstore", "gist"},
	"btree_hstore_ops": {"hstore", "btree"}, "hash_hstore_ops": {"hstore", "hash"},
	"gin__int_ops": {"intarray", ""}, "gist__int_ops": {"intarray", "gist"}, "gist__intbig_ops": {"intarray", ""},
	"ltree_ops": {"ltree", "btree"}, "gist_ltree_ops": {"ltree", "gist"}, "gist__ltree_ops": {"ltree", "gist"},
	"gin_bigm_ops": {"pg_bigm", ""}, "rum_tsvector_ops": {"rum", "rum"}, "rum_tsvector_addon_ops": {"rum", ""},
	"rum_tsvector_hash_ops": {"rum", ""}, "rum_anyarray_ops": {"rum", "rum"},

	"vector_ops": {"vector", "btree"}, "halfvec_ops": {"vector", "btree"}, "sparsevec_ops": {"vector", "btree"},
	"vector_l2_ops": {"vector", "ivfflat"}, "vector_ip_ops": {"vector", ""}, "vector_cosine_ops": {"vector", ""}, "vector_l1_ops": {"vector", ""},
	"halfvec_l2_ops": {"vector", ""}, "halfvec_ip_ops": {"vector", ""}, "halfvec_cosine_ops": {"vector", ""}, "halfvec_l1_ops": {"vector", ""},
	"sparsevec_l2_ops": {"vector", ""}, "sparsevec_ip_ops": {"vector", ""}, "sparsevec_cosine_ops": {"vector", ""}, "sparsevec_l1_ops": {"vector", ""},
	"bit_hamming_ops": {"vector", ""}, "bit_jaccard_ops": {"vector", ""},

	"btree_geometry_ops": {"postgis", "btree"}, "hash_geometry_ops": {"postgis", "hash"}, "btree_geography_ops": {"postgis", "btree"},
	"gist_geometry_ops_2d": {"postgis", "gist"}, "gist_geometry_ops_nd": {"postgis", ""}, "gist_geography_ops": {"postgis", "gist"},
	"spgist_geometry_ops_2d": {"postgis", "spgist"}, "spgist_geometry_ops_3d": {"postgis", ""}, "spgist_geometry_ops_nd": {"postgis", ""},
	"spgist_geography_ops_nd": {"postgis", "spgist"}, "brin_geometry_inclusion_ops_2d": {"postgis", "brin"},
	"brin_geometry_inclusion_ops_3d": {"postgis", ""}, "brin_geometry_inclusion_ops_4d": {"postgis", ""},
	"brin_geography_inclusion_ops": {"postgis", "brin"},
}

// btreeGistClasses are those of btree_gist, all of them defaults.
var btreeGistClasses = wordSet(`gist_bit_ops gist_bool_ops gist_bpchar_ops gist_bytea_ops gist_cash_ops gist_cidr_ops gist_date_ops
	gist_enum_ops gist_float4_ops gist_float8_ops gist_inet_ops gist_int2_ops gist_int4_ops gist_int8_ops gist_interval_ops
	gist_macaddr8_ops gist_macaddr_ops gist_numeric_ops gist_oid_ops gist_text_ops gist_time_ops gist_timestamp_ops
	gist_timestamptz_ops gist_timetz_ops gist_uuid_ops gist_vbit_ops`)

// opClass returns the operator class of an index element, with its schema outside
// pg_catalog; "" for the default one of type and method, unless it has options,
// which cannot be written without it, or is one of the model.
func (s *stmt) opClass(rel schema.ID, method string, n *pg.IndexElem) string {
	schemaName, name := qualified(n.Opclass)
	if name == "" {
		if !s.hasOwnClasses() {
			return ""
		}
		return s.ownDefaultClass(method, s.elementType(rel, n))
	}
	options := len(n.Opclassopts) > 0
	if id, ok := s.named(schema.KindOperatorClass, n.Opclass, method); ok {
		return id.Schema + "." + id.Name
	}
	if !options && (schemaName == "" || schemaName == "pg_catalog") && canon.IsDefaultOperatorClass(method, name) {
		return ""
	}
	class := extensionClasses[name]
	switch {
	case btreeGistClasses[name]:
		class = extensionClass{"btree_gist", "gist"}
	case method == "gin" && class.extension == "" && s.db.Has(extensionID("btree_gin")):
		if t, ok := s.columnType(rel, n.Name); ok && name == t.Name+"_ops" && !options {
			return ""
		}
	}
	if class.extension != "" {
		s.assume(canon.Need{Extension: class.extension, What: "operator class " + name, Schema: schemaName, Location: int(s.placeOf(name))})
	}
	if ext, ok := schema.Get[schema.Extension](s.db, extensionID(class.extension)); ok && (schemaName == "" || schemaName == ext.Schema) {
		if class.standard == method && !options {
			return ""
		}
		return dotted(ext.Schema, name)
	}
	if schemaName == "pg_catalog" {
		schemaName = ""
	}
	return dotted(schemaName, name)
}

// ownDefaultClass returns the operator class of the model that is the default for a
// type, "" if there is none. It is named although it is the default, so that what
// uses it refers to it.
func (s *stmt) ownDefaultClass(method string, t schema.Type) string {
	t.Modifier = ""
	for c := range schema.AllOf[schema.OperatorClass](s.db) {
		if c.Default && c.ID.Args == method && c.Type == t {
			return c.ID.Schema + "." + c.ID.Name
		}
	}
	return ""
}

// classNamed returns the name of an operator class as the model keeps it.
func (s *stmt) classNamed(method string, names []*pg.Node) string {
	if id, ok := s.named(schema.KindOperatorClass, names, method); ok {
		return id.Schema + "." + id.Name
	}
	schemaName, name := qualified(names)
	if schemaName == "pg_catalog" {
		schemaName = ""
	}
	return dotted(schemaName, name)
}

// hasOwnClasses reports whether the model has operator classes.
func (s *stmt) hasOwnClasses() bool {
	for range schema.AllOf[schema.OperatorClass](s.db) {
		return true
	}
	return false
}

// elementType returns the type of a key of an index, zero if it is not known.
func (s *stmt) elementType(rel schema.ID, n *pg.IndexElem) schema.Type {
	if n.Expr == nil {
		t, _ := s.columnType(rel, n.Name)
		return t
	}
	t, _ := canon.ExprType(n.Expr, s.canonScope(scope{relation: rel, clause: canon.InQuery}))
	t.Modifier = ""
	return t
}
