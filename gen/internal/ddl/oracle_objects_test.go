package ddl_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// Each query returns a name and what is compared of the object with that name.
var objectQueries = []string{
	`SELECT CASE c.relkind WHEN 'v' THEN 'view ' WHEN 'm' THEN 'view ' WHEN 'S' THEN 'sequence ' ELSE 'table ' END || n.nspname || '.' || c.relname,
		CASE WHEN c.relkind IN ('v', 'm', 'S') THEN '' ELSE c.relpersistence::text || coalesce((SELECT string_agg(i.inhparent::regclass::text, ',' ORDER BY inhseqno) FROM pg_inherits i WHERE i.inhrelid = c.oid), '') END
	FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
	WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S') AND ` + own("c.oid", "pg_class"),
	`SELECT 'columns ' || n.nspname || '.' || c.relname, string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
		|| CASE WHEN c.relkind IN ('v', 'm') THEN '' ELSE CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
		|| CASE WHEN a.atthasdef AND a.attgenerated = '' THEN ' default' ELSE '' END || a.attidentity::text || a.attgenerated::text
		|| CASE WHEN a.attcollation <> 0 AND a.attcollation <> t.typcollation THEN ' ' || a.attcollation::regcollation::text ELSE '' END END, ', ' ORDER BY a.attnum)
	FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_type t ON t.oid = a.atttypid
	WHERE c.relkind IN ('r', 'p', 'v', 'm', 'c') AND a.attnum > 0 AND NOT a.attisdropped AND ` + own("c.oid", "pg_class") + ` GROUP BY 1`,
	`SELECT 'constraint ' || n.nspname || '.' || c.relname || '.' || k.conname, k.contype::text || ' '
		|| coalesce((SELECT string_agg(a.attname, ',' ORDER BY CASE WHEN k.contype = 'c' THEN a.attname END, o) FROM unnest(k.conkey) WITH ORDINALITY u(n, o) JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.n), '')
		|| CASE WHEN k.contype = 'f' THEN ' ' || k.confrelid::regclass::text || ' ' || (SELECT string_agg(a.attname, ',' ORDER BY o) FROM unnest(k.confkey) WITH ORDINALITY u(n, o) JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.n) || ' ' || k.confupdtype::text || k.confdeltype::text || k.confmatchtype::text ELSE '' END
		|| CASE WHEN k.condeferrable THEN ' deferrable' ELSE '' END || CASE WHEN k.condeferred THEN ' deferred' ELSE '' END || CASE WHEN k.convalidated THEN '' ELSE ' not valid' END
	FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
	WHERE k.contype IN ('p', 'u', 'x', 'c', 'f') AND NOT (k.contype = 'f' AND k.conparentid <> 0 AND EXISTS (SELECT 1 FROM pg_constraint p WHERE p.oid = k.conparentid AND p.conrelid = k.conrelid)) AND ` + own("c.oid", "pg_class"),
	`SELECT 'index ' || n.nspname || '.' || c.relname, x.indrelid::regclass::text || ' ' || am.amname || CASE WHEN x.indisunique THEN ' unique' ELSE '' END || CASE WHEN x.indpred IS NULL THEN '' ELSE ' where' END || ' '
		|| (SELECT string_agg(coalesce(CASE WHEN k = 0 THEN '?' ELSE (SELECT attname FROM pg_attribute WHERE attrelid = x.indrelid AND attnum = k) END, '') || CASE WHEN o <= x.indnkeyatts AND x.indoption[o - 1] & 1 = 1 THEN ' desc' ELSE '' END || CASE WHEN o <= x.indnkeyatts AND x.indoption[o - 1] & 2 = 2 THEN ' nulls first' ELSE '' END, ',' ORDER BY o) FROM unnest(x.indkey::int[]) WITH ORDINALITY u(k, o))
	FROM pg_index x JOIN pg_class c ON c.oid = x.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_am am ON am.oid = c.relam
	WHERE NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = c.oid AND k.contype IN ('p', 'u', 'x')) AND n.nspname NOT LIKE 'pg\_toast%' AND ` + own("c.oid", "pg_class"),
	`SELECT 'enum ' || n.nspname || '.' || t.typname, coalesce((SELECT string_agg(e.enumlabel, ',' ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid), '')
	FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE t.typtype = 'e' AND ` + own("t.oid", "pg_type"),
	`SELECT 'domain ' || n.nspname || '.' || t.typname, format_type(t.typbasetype, t.typtypmod) || CASE WHEN t.typnotnull THEN ' not null' ELSE '' END || coalesce((SELECT string_agg(' ' || conname, '' ORDER BY conname) FROM pg_constraint WHERE contypid = t.oid), '')
	FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE t.typtype = 'd' AND ` + own("t.oid", "pg_type"),
	`SELECT CASE p.prokind WHEN 'p' THEN 'procedure ' ELSE 'function ' END || n.nspname || '.' || p.proname || '(' || coalesce((SELECT string_agg(format_type(a, NULL), ', ' ORDER BY o) FROM unnest(p.proargtypes::oid[]) WITH ORDINALITY u(a, o)), '') || ')',
		CASE WHEN p.prokind = 'p' THEN '' ELSE p.provolatile::text || CASE WHEN p.proisstrict THEN ' strict' ELSE '' END || CASE WHEN p.proretset THEN ' setof' ELSE '' END END
	FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE p.prokind IN ('f', 'p') AND ` + own("p.oid", "pg_proc"),
	`SELECT 'trigger ' || n.nspname || '.' || c.relname || '.' || t.tgname, t.tgfoid::regproc::text || ' ' || t.tgenabled::text || CASE WHEN t.tgtype & 1 = 1 THEN ' row' ELSE '' END
	FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT t.tgisinternal AND ` + own("c.oid", "pg_class"),
	`SELECT 'sequence options ' || schemaname || '.' || sequencename, concat_ws(' ', data_type, start_value, min_value, max_value, increment_by, cycle, cache_size)
	FROM pg_sequences WHERE ` + own("(quote_ident(schemaname) || '.' || quote_ident(sequencename))::regclass", "pg_class"),
	`SELECT 'comment on table ' || n.nspname || '.' || c.relname || coalesce('.' || a.attname, ''), d.description
	FROM pg_description d JOIN pg_class c ON d.classoid = 'pg_class'::regclass AND c.oid = d.objoid JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.objsubid AND d.objsubid > 0
	WHERE ` + own("c.oid", "pg_class"),
	`SELECT 'comment on constraint ' || n.nspname || '.' || coalesce(c.relname, t.typname) || '.' || k.conname, d.description
	FROM pg_description d JOIN pg_constraint k ON d.classoid = 'pg_constraint'::regclass AND k.oid = d.objoid LEFT JOIN pg_class c ON c.oid = k.conrelid
	LEFT JOIN pg_type t ON t.oid = k.contypid JOIN pg_namespace n ON n.oid = k.connamespace`,
	`SELECT 'comment on type ' || n.nspname || '.' || t.typname, d.description
	FROM pg_description d JOIN pg_type t ON d.classoid = 'pg_type'::regclass AND t.oid = d.objoid JOIN pg_namespace n ON n.oid = t.typnamespace WHERE ` + own("t.oid", "pg_type"),
	`SELECT 'schema ' || nspname, '' FROM pg_namespace n WHERE nspname !~ '^(pg_|information_schema)' AND ` + own("n.oid", "pg_namespace"),
	`SELECT 'extension ' || extname, '' FROM pg_extension WHERE extname <> 'plpgsql'`,
}

// own is the condition that no extension and no system schema owns an object.
func own(oid, class string) string {
	in, kinds := "", "'e'"
	if class == "pg_proc" { // constructors of range types are internal
		kinds = "'e', 'i'"
	}
	switch class {
	case "pg_class", "pg_type", "pg_proc":
		if !strings.HasPrefix(oid, "(") {
			in = "n.nspname !~ '^(pg_catalog|information_schema|pg_temp)' AND "
		}
	}
	return in + "NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = '" + class + "'::regclass AND d.objid = " + oid + " AND d.deptype IN (" + kinds + "))"
}

func serverObjects(t testing.TB, conn *pgx.Conn) map[string]string {
	t.Helper()
	ctx := context.Background()
	if _, err := conn.Exec(ctx, "SET search_path = ''"); err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, q := range objectQueries {
		rows, err := conn.Query(ctx, q)
		if err != nil {
			t.Fatalf("%v\n%s", err, q)
		}
		var name, what string
		if _, err := pgx.ForEachRow(rows, []any{&name, &what}, func() error {
			if name != "schema public" {
				out[name] = strings.TrimSpace(what)
			}
			return nil
		}); err != nil {
			t.Fatalf("%v\n%s", err, q)
		}
	}
	return out
}

// modelObjects describes the model in the words of objectQueries.
func modelObjects(db *schema.Database) map[string]string {
	out := map[string]string{}
	put := func(kind, name, what string) { out[kind+" "+name] = strings.TrimSpace(what) }
	for o := range db.All() {
		id := o.Address()
		name := id.Schema + "." + id.Name
		part := id.Schema + "." + id.Relation + "." + id.Name
		switch x := o.(type) {
		case schema.Table:
			put("table", name, tableText(x))
			put("columns", name, columnsText(db.Columns(id)))
			if len(db.Columns(id)) == 0 {
				delete(out, "columns "+name)
			}
		case schema.View:
			put("view", name, "")
			put("columns", name, attributesText(x.Columns))
		case schema.Composite:
			put("columns", name, attributesText(x.Attributes))
		case schema.Sequence:
			put("sequence", name, "")
			put("sequence options", name, fmt.Sprint(longNames[x.Type], " ", x.Start, " ", x.Min, " ", x.Max, " ", x.Increment, " ", map[bool]string{true: "t", false: "f"}[x.Cycle], " ", x.Cache))
		case schema.PrimaryKey:
			put("constraint", part, "p "+strings.Join(x.Columns, ",")+deferralText(x.Deferral))
		case schema.Unique:
			put("constraint", part, "u "+strings.Join(x.Columns, ",")+deferralText(x.Deferral))
		case schema.Exclusion:
			var cols []string
			for _, e := range x.Elements {
				cols = append(cols, e.Column)
			}
			put("constraint", part, "x "+strings.Join(cols, ",")+deferralText(x.Deferral))
		case schema.Check:
			put("constraint", part, "c "+strings.Join(checkColumns(x), ",")+notValid(x.NotValid))
		case schema.ForeignKey:
			put("constraint", part, "f "+strings.Join(x.Columns, ",")+" "+regclassText(x.Parent)+" "+strings.Join(x.ParentColumns, ",")+" "+
				actionLetters[x.OnUpdate]+actionLetters[x.OnDelete]+map[bool]string{true: "f", false: "s"}[x.MatchFull]+deferralText(x.Deferral)+notValid(x.NotValid))
		case schema.Index:
			put("index", name, indexText(x))
		case schema.Enum:
			put("enum", name, strings.Join(x.Labels, ","))
		case schema.Domain:
			what := typeText(x.Base)
			if x.NotNull {
				what += " not null"
			}
			for _, c := range x.Checks {
				what += " " + c.Name
			}
			put("domain", name, what)
		case schema.Routine:
			put(id.Kind.String(), name+"("+argsText(x)+")", routineText(x))
		case schema.Trigger:
			what := strings.TrimPrefix(x.Function.Schema+".", "pg_catalog.") + quoted(x.Function.Name) + " " + string(x.Enabled)
			if x.Row {
				what += " row"
			}
			put("trigger", part, what)
		case schema.Schema:
			if id.Name != "public" {
				put("schema", id.Name, "")
			}
		case schema.Extension:
			put("extension", id.Name, "")
		case schema.Comment:
			commentText(put, x, part)
		}
	}
	return out
}

func commentText(put func(kind, name, what string), c schema.Comment, part string) {
	of := c.ID.Of
	switch {
	case of.IsConstraint():
		put("comment on constraint", part, c.Text)
	case of == schema.KindColumn:
		put("comment on table", part, c.Text)
	case of.IsType():
		put("comment on type", c.ID.Schema+"."+c.ID.Name, c.Text)
	case of.IsRelation():
		put("comment on table", c.ID.Schema+"."+c.ID.Name, c.Text)
	}
}

var actionLetters = map[schema.Action]string{schema.NoAction: "a", schema.Restrict: "r", schema.Cascade: "c", schema.SetNull: "n", schema.SetDefault: "d"}

func tableText(t schema.Table) string {
	what := map[schema.Persistence]string{schema.Permanent: "p", schema.Unlogged: "u"}[t.Persistence]
	var parents []string
	for _, p := range t.Inherits {
		parents = append(parents, regclassText(p))
	}
	if !t.PartitionOf.IsZero() {
		parents = append(parents, regclassText(t.PartitionOf))
	}
	return what + strings.Join(parents, ",")
}

func columnsText(cols []schema.Column) string {
	var out []string
	for _, c := range cols {
		what := c.ID.Name + " " + typeText(c.Type)
		if c.NotNull {
			what += " not null"
		}
		if !c.Default.IsZero() {
			what += " default"
		}
		what += map[schema.IdentityMode]string{schema.IdentityAlways: "a", schema.IdentityByDefault: "d"}[c.Identity]
		if !c.Generated.IsZero() {
			what += "s"
		}
		if c.Collation != "" {
			what += " " + collationText(c.Collation)
		}
		out = append(out, what)
	}
	return strings.Join(out, ", ")
}

func collationText(name string) string {
	if schemaName, rest, ok := strings.Cut(name, "."); ok && !strings.Contains(name, "_") {
		return schemaName + "." + quoted(rest)
	}
	return quoted(name)
}

func attributesText(attrs []schema.Attribute) string {
	var out []string
	for _, a := range attrs {
		out = append(out, a.Name+" "+typeText(a.Type))
	}
	return strings.Join(out, ", ")
}

func deferralText(d schema.Deferral) string {
	return [...]string{"", " deferrable", " deferrable deferred"}[d]
}

func notValid(b bool) string {
	if b {
		return " not valid"
	}
	return ""
}

func checkColumns(c schema.Check) []string {
	var cols []string
	for _, id := range c.Expr.Uses {
		if id.Kind == schema.KindColumn && id.Parent() == c.ID.Parent() {
			cols = append(cols, id.Name)
		}
	}
	slices.Sort(cols)
	return cols
}

func indexText(x schema.Index) string {
	what := regclassText(x.ID.Parent()) + " " + x.Method
	if x.Unique {
		what += " unique"
	}
	if !x.Where.IsZero() {
		what += " where"
	}
	var cols []string
	for _, e := range x.Elements {
		col := e.Column
		if col == "" {
			col = "?"
		}
		if e.Desc {
			col += " desc"
		}
		if e.NullsFirst {
			col += " nulls first"
		}
		cols = append(cols, col)
	}
	return what + " " + strings.Join(append(cols, x.Include...), ",")
}

func argsText(r schema.Routine) string {
	var out []string
	for _, a := range r.Arguments {
		if a.Mode != 'o' && a.Mode != 't' {
			t := a.Type
			t.Modifier = ""
			out = append(out, typeText(t))
		}
	}
	return strings.Join(out, ", ")
}

func routineText(r schema.Routine) string {
	if r.ID.Kind == schema.KindProcedure {
		return ""
	}
	what := string(r.Volatility)
	if r.Strict {
		what += " strict"
	}
	if r.SetOf {
		what += " setof"
	}
	return what
}

func regclassText(id schema.ID) string { return quoted(id.Schema) + "." + quoted(id.Name) }

// quoted writes a name as the server's regclass output does.
func quoted(name string) string {
	for i, r := range name {
		if !(r == '_' || r >= 'a' && r <= 'z' || i > 0 && (r >= '0' && r <= '9' || r == '$')) {
			return pgx.Identifier{name}.Sanitize()
		}
	}
	if slices.Contains([]string{"user", "group", "order", "table", "references", "authorization", "numeric"}, name) {
		return pgx.Identifier{name}.Sanitize()
	}
	return name
}

var longNames = map[string]string{"int2": "smallint", "int4": "integer", "int8": "bigint", "bool": "boolean", "varchar": "character varying",
	"bpchar": "character", "float4": "real", "float8": "double precision", "varbit": "bit varying"}

// typeText writes a type as format_type does with an empty search path.
func typeText(t schema.Type) string {
	array := ""
	if t.Array {
		array = "[]"
	}
	mod := ""
	if t.Modifier != "" {
		mod = "(" + t.Modifier + ")"
	}
	if t.IsZero() {
		return "?"
	}
	if !t.Builtin() {
		return quoted(t.Schema) + "." + quoted(t.Name) + mod + array
	}
	switch t.Name {
	case "timestamp", "time":
		return t.Name + mod + " without time zone" + array
	case "timestamptz", "timetz":
		return strings.TrimSuffix(t.Name, "tz") + mod + " with time zone" + array
	case "char":
		return `"char"` + array
	case "bpchar":
		if mod == "" {
			return "bpchar" + array
		}
	case "interval":
		if mod != "" && t.Modifier[0] > '9' {
			mod = " " + t.Modifier
		}
	}
	name := t.Name
	if long := longNames[name]; long != "" {
		name = long
	}
	return name + mod + array
}
