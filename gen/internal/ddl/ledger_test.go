package ddl

import (
	"strings"
	"testing"

	pg "github.com/pganalyze/pg_query_go/v5"
)

// TestLedgerNamesEveryStatement compares the ledger with the grammar's own list:
// a new version of the parser must not bring a statement that nobody decided on.
func TestLedgerNamesEveryStatement(t *testing.T) {
	t.Parallel()
	fields := (&pg.Node{}).ProtoReflect().Descriptor().Oneofs().ByName("node").Fields()
	known := map[string]bool{}
	for i := range fields.Len() {
		name := string(fields.Get(i).Message().Name())
		if !strings.HasSuffix(name, "Stmt") {
			continue
		}
		known[strings.ToLower(name)] = true
		found := false
		for kind := range statementLedger {
			found = found || strings.EqualFold(kind, name)
		}
		if !found {
			t.Errorf("%s is not in the ledger", name)
		}
	}
	for kind := range statementLedger {
		if !known[strings.ToLower(kind)] {
			t.Errorf("the grammar has no %s", kind)
		}
	}
}

func TestLedgerNamesEveryActionOfAlterTable(t *testing.T) {
	t.Parallel()
	for value, name := range pg.AlterTableType_name {
		if _, ok := subcommandLedger[pg.AlterTableType(value)]; !ok {
			t.Errorf("%s is not in the ledger", name)
		}
	}
	if len(subcommandLedger) != len(pg.AlterTableType_name) {
		t.Errorf("the ledger has %d actions, the grammar %d", len(subcommandLedger), len(pg.AlterTableType_name))
	}
}

// TestLedgerIsKept runs one statement of each treatment.
func TestLedgerIsKept(t *testing.T) {
	t.Parallel()
	for sql, want := range map[string]string{
		"INSERT INTO nope VALUES (1)":            "undefined-table",
		"VACUUM":                                 "",
		"CREATE ROLE r":                          "",
		"ALTER ROLE r LOGIN":                     "",
		"SECURITY LABEL ON SCHEMA public IS 'x'": "unmodelled",
		"CREATE TEXT SEARCH CONFIGURATION c (COPY = simple)":                          "",
		"DROP SUBSCRIPTION s":                                                         "undefined-object",
		"ALTER COLLATION a RENAME TO b":                                               "undefined-object",
		"COMMENT ON ROLE r IS 'x'":                                                    "",
		"DO LANGUAGE plperl $$ 1 $$":                                                  "opaque",
		"CREATE TABLE t (a int); ALTER TABLE t OWNER TO r":                            "",
		"CREATE TABLE t (a int); CREATE INDEX i ON t (a); ALTER TABLE t CLUSTER ON i": "",
		"CREATE FUNCTION f(a text) RETURNS void LANGUAGE plpgsql AS 'BEGIN EXECUTE a; END'; SELECT f(lower('X'))":          "opaque",
		"CREATE FUNCTION f(a text) RETURNS void LANGUAGE plpgsql AS 'BEGIN RAISE NOTICE ''x''; END'; SELECT f(lower('X'))": "",
	} {
		f := testFile(t, sql)
		found := New(Options{}).Apply(f)
		got := ""
		for _, d := range found {
			got += d.Code
		}
		if got != want {
			t.Errorf("%s: found %v, want %q", sql, found, want)
		}
	}
}
