package plpgsql_test

import (
	"strings"
	"testing"

	"github.com/pgen-go/pgen/gen/internal/ddl/plpgsql"
)

// TestCallsWithAnyArgumentsEnd calls the functions that blocks follow with arguments
// that do not fit: the block is then not decided, and that is all.
func TestCallsWithAnyArgumentsEnd(t *testing.T) {
	t.Parallel()
	names := strings.Fields(`lpad rpad btrim ltrim rtrim md5 starts_with translate position date_trunc date_part extract make_date to_char to_date
		regexp_replace regexp_match chr repeat reverse right left replace split_part strpos substring string_to_array format concat concat_ws
		array_length array_append array_to_string to_regclass pg_get_serial_sequence pg_get_constraintdef current_setting generate_series unnest`)
	arguments := []string{"", "'a'", "'a', 'b'", "'a', 'b', 'c'", "'2024-01-01', 'b', 'c', 'd'", "'month', '2024-01-01'", "1", "-1, -1, -1", "NULL",
		"'2024-01-01', '2025-01-01', '0 days'", "'a', -5", "ARRAY[1, 2]", "ARRAY[1], 2"}
	for _, name := range names {
		for _, args := range arguments {
			call := name + "(" + args + ")"
			body := "DECLARE x text; BEGIN FOR x IN SELECT * FROM " + call + " LOOP CREATE TABLE a (); END LOOP; IF " + call + " = 'x' THEN CREATE TABLE b (); END IF; EXECUTE 'CREATE TABLE c' || " + call + "; END"
			if res := plpgsql.Block(body, 0, &fixed{}); args == "" && res.Decided && res.Err == nil && name != "concat" {
				t.Errorf("%s is decided", call)
			}
		}
	}
}
