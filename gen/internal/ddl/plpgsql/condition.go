package plpgsql

import "strings"

// conditions are the names of error conditions that handlers of migrations use,
// with their SQLSTATE.
var conditions = map[string]string{
	"duplicate_object": "42710", "duplicate_table": "42P07", "duplicate_column": "42701", "duplicate_schema": "42P06",
	"duplicate_function": "42723", "duplicate_alias": "42712", "duplicate_database": "42P04", "duplicate_cursor": "42P03",
	"undefined_table": "42P01", "undefined_column": "42703", "undefined_object": "42704", "undefined_function": "42883",
	"undefined_parameter": "42P02", "undefined_file": "58P01", "invalid_schema_name": "3F000", "invalid_catalog_name": "3D000",
	"unique_violation": "23505", "foreign_key_violation": "23503", "check_violation": "23514", "not_null_violation": "23502",
	"exclusion_violation": "23P01", "integrity_constraint_violation": "23000", "restrict_violation": "23001",
	"invalid_table_definition": "42P16", "invalid_column_definition": "42611", "invalid_object_definition": "42P17",
	"invalid_column_reference": "42P10", "invalid_foreign_key": "42830", "invalid_name": "42602",
	"wrong_object_type": "42809", "datatype_mismatch": "42804", "ambiguous_column": "42702", "ambiguous_function": "42725",
	"syntax_error": "42601", "syntax_error_or_access_rule_violation": "42000", "insufficient_privilege": "42501",
	"cannot_coerce": "42846", "grouping_error": "42803", "reserved_name": "42939", "name_too_long": "42622",
	"dependent_objects_still_exist": "2BP01", "dependent_privilege_descriptors_still_exist": "2B000",
	"object_in_use": "55006", "object_not_in_prerequisite_state": "55000", "lock_not_available": "55P03",
	"feature_not_supported": "0A000", "raise_exception": "P0001", "no_data_found": "P0002", "too_many_rows": "P0003",
	"assert_failure": "P0004", "plpgsql_error": "P0000", "data_exception": "22000", "division_by_zero": "22012",
	"invalid_text_representation": "22P02", "invalid_parameter_value": "22023", "string_data_right_truncation": "22001",
	"numeric_value_out_of_range": "22003", "active_sql_transaction": "25001", "query_canceled": "57014",
	"internal_error": "XX000", "program_limit_exceeded": "54000", "statement_too_complex": "54001",
}

// catches reports whether a handler for the condition takes an error.
func catches(condition, state string) bool {
	if condition == "others" {
		return state != "57014" && state != "P0004"
	}
	want, ok := conditions[condition]
	if !ok {
		want = strings.ToUpper(condition) // SQLSTATE 'xxxxx'
	}
	if want == state {
		return true
	}
	// A name of a whole class takes all of the class.
	return strings.HasSuffix(want, "000") && strings.HasPrefix(state, want[:2])
}
