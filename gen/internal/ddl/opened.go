package ddl

import (
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// opened gives 42809 for a relation that cannot be opened as a table: what looks for a
// trigger, rule, policy or constraint of one does that first.
func (s *stmt) opened(rel schema.ID) error {
	switch s.sortOf(rel) {
	case sortIndex:
		return s.nameFault(rel.Name, wrongObjectType, "%q is an index", rel.Name)
	case sortComposite:
		return s.nameFault(rel.Name, wrongObjectType, "%q is a composite type", rel.Name)
	}
	return nil
}

// mayHave gives 42809 for a relation that is none of the sorts, and so has no such parts.
func (s *stmt) mayHave(rel schema.ID, sorts relationSort, parts string) error {
	if s.sortOf(rel)&sorts == 0 {
		return s.nameFault(rel.Name, wrongObjectType, "relation %q cannot have %s", rel.Name, parts)
	}
	return nil
}

// systemTables are the tables of pg_catalog, which no statement can change. Its views
// can be changed, as all of information_schema.
var systemTables = wordSet(`pg_aggregate pg_am pg_amop pg_amproc pg_attrdef pg_attribute pg_auth_members pg_authid pg_cast pg_class pg_collation
	pg_constraint pg_conversion pg_database pg_db_role_setting pg_default_acl pg_depend pg_description pg_enum pg_event_trigger pg_extension
	pg_foreign_data_wrapper pg_foreign_server pg_foreign_table pg_index pg_inherits pg_init_privs pg_language pg_largeobject pg_largeobject_metadata
	pg_namespace pg_opclass pg_operator pg_opfamily pg_parameter_acl pg_partitioned_table pg_policy pg_proc pg_publication pg_publication_namespace
	pg_publication_rel pg_range pg_replication_origin pg_rewrite pg_seclabel pg_sequence pg_shdepend pg_shdescription pg_shseclabel pg_statistic
	pg_statistic_ext pg_statistic_ext_data pg_subscription pg_subscription_rel pg_tablespace pg_transform pg_trigger pg_ts_config pg_ts_config_map
	pg_ts_dict pg_ts_parser pg_ts_template pg_type pg_user_mapping`)

// systemRelation gives the error for a change of what the server brings: 42501 where the
// server refuses it too.
func (s *stmt) systemRelation(rv *pg.RangeVar) error {
	space := firstOf(rv.Schemaname, systemSchema)
	switch {
	case space == systemSchema && systemTables[rv.Relname]:
		return hinted(s.fault(rv.Location, notPermitted, "permission denied: %q is a system catalog", rv.Relname), "system catalogs cannot be changed")
	case canon.SystemRelation(space, rv.Relname):
		return hinted(s.fault(rv.Location, notSupported, "pgen leaves what is in the schema %s out of the model and cannot follow a change of %s", space, rv.Relname),
			"leave it as it is")
	}
	return nil
}
