package ddl

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode"
)

var update = flag.Bool("update", false, "write docs/coverage.md again")

const coverageFile = "../../../docs/coverage.md"

// statementNames are the SQL words of the statement kinds whose words do not follow
// from the parser's name.
var statementNames = map[string]string{
	"CreateStmt": "CREATE TABLE", "AlterTableStmt": "ALTER TABLE, ALTER INDEX, ALTER VIEW, ALTER SEQUENCE, ALTER TYPE ... ATTRIBUTE",
	"IndexStmt": "CREATE INDEX", "DropStmt": "DROP", "RenameStmt": "ALTER ... RENAME", "CreateTableAsStmt": "CREATE TABLE AS, CREATE MATERIALIZED VIEW",
	"SelectStmt": "SELECT, SELECT INTO, VALUES", "ViewStmt": "CREATE VIEW", "CreateSeqStmt": "CREATE SEQUENCE", "AlterSeqStmt": "ALTER SEQUENCE",
	"CreateEnumStmt": "CREATE TYPE ... AS ENUM", "AlterEnumStmt": "ALTER TYPE ... ADD VALUE, RENAME VALUE", "CompositeTypeStmt": "CREATE TYPE ... AS (...)",
	"CreateRangeStmt": "CREATE TYPE ... AS RANGE", "CreateFunctionStmt": "CREATE FUNCTION, CREATE PROCEDURE", "AlterFunctionStmt": "ALTER FUNCTION, ALTER PROCEDURE, ALTER ROUTINE",
	"CreateTrigStmt": "CREATE TRIGGER", "CommentStmt": "COMMENT ON", "AlterObjectSchemaStmt": "ALTER ... SET SCHEMA", "VariableSetStmt": "SET, RESET",
	"TransactionStmt": "BEGIN, COMMIT, ROLLBACK, SAVEPOINT", "DoStmt": "DO", "VariableShowStmt": "SHOW", "DeclareCursorStmt": "DECLARE", "ClosePortalStmt": "CLOSE",
	"VacuumStmt": "VACUUM, ANALYZE", "RefreshMatViewStmt": "REFRESH MATERIALIZED VIEW", "ConstraintsSetStmt": "SET CONSTRAINTS",
	"AlterDatabaseRefreshCollStmt": "ALTER DATABASE ... REFRESH COLLATION VERSION", "CheckPointStmt": "CHECKPOINT",
	"GrantStmt": "GRANT, REVOKE (privileges)", "GrantRoleStmt": "GRANT, REVOKE (roles)", "AlterOwnerStmt": "ALTER ... OWNER TO", "RuleStmt": "CREATE RULE",
	"AlterRoleSetStmt": "ALTER ROLE ... SET", "CreateEventTrigStmt": "CREATE EVENT TRIGGER", "AlterEventTrigStmt": "ALTER EVENT TRIGGER",
	"DefineStmt":    "CREATE AGGREGATE, COLLATION, OPERATOR, TEXT SEARCH, base TYPE",
	"AlterTypeStmt": "ALTER TYPE ... SET", "CreateOpClassStmt": "CREATE OPERATOR CLASS", "CreateOpFamilyStmt": "CREATE OPERATOR FAMILY",
	"AlterOpFamilyStmt": "ALTER OPERATOR FAMILY", "CreateAmStmt": "CREATE ACCESS METHOD", "CreatePlangStmt": "CREATE LANGUAGE",
	"CreateStatsStmt": "CREATE STATISTICS", "AlterStatsStmt": "ALTER STATISTICS", "AlterTsdictionaryStmt": "ALTER TEXT SEARCH DICTIONARY",
	"AlterTsconfigurationStmt": "ALTER TEXT SEARCH CONFIGURATION", "CreateFdwStmt": "CREATE FOREIGN DATA WRAPPER", "AlterFdwStmt": "ALTER FOREIGN DATA WRAPPER",
	"CreateForeignServerStmt": "CREATE SERVER", "AlterForeignServerStmt": "ALTER SERVER", "SecLabelStmt": "SECURITY LABEL",
	"AlterObjectDependsStmt": "ALTER ... DEPENDS ON EXTENSION", "AlterExtensionContentsStmt": "ALTER EXTENSION ... ADD, DROP",
	"CreateTableSpaceStmt": "CREATE TABLESPACE", "DropTableSpaceStmt": "DROP TABLESPACE", "AlterTableSpaceOptionsStmt": "ALTER TABLESPACE",
	"AlterTableMoveAllStmt": "ALTER TABLE ALL IN TABLESPACE", "CreatedbStmt": "CREATE DATABASE", "AlterDatabaseSetStmt": "ALTER DATABASE ... SET",
	"PlassignStmt": "an assignment in PL/pgSQL", "RawStmt": "any statement", "SetOperationStmt": "UNION, INTERSECT, EXCEPT",
	"ReplicaIdentityStmt": "ALTER TABLE ... REPLICA IDENTITY", "ReturnStmt": "RETURN in a function", "DropdbStmt": "DROP DATABASE", "ImportForeignSchemaStmt": "IMPORT FOREIGN SCHEMA",
}

// words turns "CreateDomainStmt" into "CREATE DOMAIN".
func words(name string) string {
	var b strings.Builder
	for i, r := range strings.TrimSuffix(name, "Stmt") {
		if i > 0 && unicode.IsUpper(r) {
			b.WriteByte(' ')
		}
		b.WriteRune(unicode.ToUpper(r))
	}
	return b.String()
}

func coverageText() string {
	statements, actions := Coverage()
	var b strings.Builder
	b.WriteString(coverageIntro)
	sections := []struct {
		treatment Treatment
		text      string
	}{
		{Modelled, "They change the model as they change a database."},
		{Opaque, "What a DO block does is followed without a server as far as it can be decided: conditions on the catalogs, loops over\nthem, and EXECUTE of text made of them. Where it cannot, the replay reports the statement as opaque, and so it does with\nthe others, whose effect another server or an extension decides."},
		{Judged, "They change rows or ask for them, not the schema. They are refused where the server refuses them before it runs them: for a table,\ncolumn, function or type that there is not, values of the wrong type or number, a conflict without a unique index, a view that\ntakes no rows. What depends on the rows themselves is left to the server, and so is all behind a statement that is opaque."},
		{NoEffect, "They are accepted and skipped: they change rows, sessions or the running server with its roles, databases and tablespaces, not\nthe schema."},
		{Part, "The parser has a node for them, but they cannot stand alone in a file."},
	}
	for _, s := range sections {
		fmt.Fprintf(&b, "\n## Statements: %s\n\n%s\n\n", s.treatment, s.text)
		var lines []string
		for kind, treatment := range statements {
			if treatment != s.treatment {
				continue
			}
			name := statementNames[kind]
			if name == "" {
				name = words(kind)
			}
			lines = append(lines, fmt.Sprintf("- %s (`%s`)\n", name, kind))
		}
		slices.Sort(lines)
		b.WriteString(strings.Join(lines, ""))
	}
	b.WriteString("\n## Actions of ALTER TABLE\n\n| action | treatment |\n|---|---|\n")
	for _, name := range slices.Sorted(maps.Keys(actions)) {
		fmt.Fprintf(&b, "| %s | %s |\n", words(name), actions[name])
	}
	return b.String()
}

const coverageIntro = `# Coverage of SQL

Every statement kind and every action of ALTER TABLE that PostgreSQL's grammar has, and what pgen's static replay does with
it. The lists are written by a test from the table that the replay itself goes by, so they cannot lag behind it:
` + "`go test ./gen/internal/ddl -run TestCoverageIsCurrent -update`" + ` writes them again.

Every kind of object that belongs to a database has a place in the model. Two are kept from the throw-away servers on which a history
is replayed or a plan is tried, because they reach beyond the database: a subscription, which would connect to its publisher, and a
security label, which a server refuses (22023) until its provider is loaded. Both are replayed from their text alone, and it is taken
that publisher and provider agree. A security label without FOR is left out with a warning: only the server knows the provider that
is meant. Virtual generated columns, which PostgreSQL 18 has, are modelled and read although the grammar is that of 16.

Options of foreign data and parts of a subscription's connection that hold secrets (a password, a token, a key) are known to the model by name only, so that no printed
schema and no plan can show a value. What belongs to the whole server (roles, databases, tablespaces) has no effect on the
model but for the names under which it is spoken of. Large objects are data.

Two things are taken for granted, each with a warning:

- An extension that no statement creates, when a type, function or operator class that only it brings is used
  (assumed-extension). It becomes a part of the model, so that the printed schema creates it.
- The table in which another migration tool keeps what it applied, when a statement speaks of it and none creates it
  (runner-table). It has the columns that its tool gives it, and is not a part of the model.
`

// TestCoverageIsCurrent compares the document with the ledger.
func TestCoverageIsCurrent(t *testing.T) {
	t.Parallel()
	want := coverageText()
	if *update {
		if err := os.WriteFile(coverageFile, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(coverageFile)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("docs/coverage.md is stale; write it again with -update")
	}
	for kind := range statementNames {
		if _, ok := statementLedger[kind]; !ok {
			t.Errorf("%s has a name but is not in the ledger", kind)
		}
	}
}
