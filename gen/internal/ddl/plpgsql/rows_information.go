package plpgsql

import (
	"strconv"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

func tablesRows(_ *schema.Database, o schema.Object) []Row {
	id := o.Address()
	switch x := o.(type) {
	case schema.Table:
		kind := "BASE TABLE"
		if x.Persistence == schema.Temporary {
			kind = "LOCAL TEMPORARY"
		}
		if !x.Server.IsZero() {
			kind = "FOREIGN"
		}
		return one("table_schema", id.Schema, "table_name", id.Name, "table_type", kind)
	case schema.View:
		if id.Kind == schema.KindView {
			return one("table_schema", id.Schema, "table_name", id.Name, "table_type", "VIEW")
		}
	}
	return nil
}

func viewsRows(_ *schema.Database, o schema.Object) []Row {
	if id := o.Address(); id.Kind == schema.KindView {
		return one("table_schema", id.Schema, "table_name", id.Name, "view_definition", viewText(o))
	}
	return nil
}

func columnsRows(db *schema.Database, o schema.Object) []Row {
	switch x := o.(type) {
	case schema.Column:
		rows := columnRow(db, x.ID.Schema, x.ID.Relation, x.ID.Name, x.Type)
		rows[0]["is_nullable"] = yes(!x.NotNull)
		rows[0]["ordinal_position"] = strconv.Itoa(x.Position)
		rows[0]["is_identity"] = yes(x.Identity != schema.IdentityNone)
		rows[0]["is_generated"] = map[bool]string{true: "NEVER", false: "ALWAYS"}[x.Generated.IsZero()]
		if x.Default.IsZero() {
			rows[0]["column_default"] = Null
		}
		return rows
	case schema.View:
		if x.ID.Kind != schema.KindView {
			return nil
		}
		var out []Row
		for i, a := range x.Columns {
			row := columnRow(db, x.ID.Schema, x.ID.Name, a.Name, a.Type)
			row[0]["ordinal_position"] = strconv.Itoa(i + 1)
			row[0]["column_default"] = Null
			out = append(out, row...)
		}
		return out
	}
	return nil
}

func yes(b bool) string {
	if b {
		return "YES"
	}
	return "NO"
}

func columnRow(db *schema.Database, space, table, column string, t schema.Type) []Row {
	rows := one("table_schema", space, "table_name", table, "column_name", column)
	row := rows[0]
	udt := t
	for t.Kind == schema.KindDomain && !t.Array {
		row["domain_schema"], row["domain_name"] = t.Schema, t.Name
		d, ok := schema.Get[schema.Domain](db, t.ID())
		if !ok {
			return rows
		}
		t, udt = d.Base, d.Base
	}
	if udt.IsZero() {
		return rows
	}
	row["udt_schema"], row["udt_name"] = udt.Schema, udt.Name
	switch {
	case t.Array:
		row["udt_name"] = "_" + udt.Name
		row["data_type"] = "ARRAY"
	case t.Builtin():
		row["data_type"] = longName(t.Name)
	default:
		row["data_type"] = "USER-DEFINED"
	}
	row["character_maximum_length"] = Null
	if (t.Name == "varchar" || t.Name == "bpchar") && t.Builtin() && t.Modifier != "" && !t.Array {
		row["character_maximum_length"] = t.Modifier
	}
	if !t.Array && t.Builtin() {
		for column, size := range sizes[t.Name] {
			row[column] = size
		}
		if _, isTime := sizes[t.Name]["datetime_precision"]; isTime && t.Modifier != "" {
			delete(row, "datetime_precision")
			if len(t.Modifier) == 1 {
				row["datetime_precision"] = t.Modifier
			}
		}
	}
	if t.Name == "numeric" && t.Builtin() && !t.Array {
		row["numeric_precision"], row["numeric_scale"] = Null, Null
		if p, s, ok := strings.Cut(t.Modifier, ","); ok {
			row["numeric_precision"], row["numeric_scale"] = p, s
		}
	}
	return rows
}

// sizes are what information_schema says of the size of types.
var sizes = map[string]map[string]string{
	"int2": {"numeric_precision": "16", "numeric_scale": "0", "datetime_precision": Null}, "int4": {"numeric_precision": "32", "numeric_scale": "0", "datetime_precision": Null},
	"int8":   {"numeric_precision": "64", "numeric_scale": "0", "datetime_precision": Null},
	"float4": {"numeric_precision": "24", "numeric_scale": Null, "datetime_precision": Null}, "float8": {"numeric_precision": "53", "numeric_scale": Null, "datetime_precision": Null},
	"timestamp": {"datetime_precision": "6", "numeric_precision": Null}, "timestamptz": {"datetime_precision": "6", "numeric_precision": Null},
	"time": {"datetime_precision": "6", "numeric_precision": Null}, "timetz": {"datetime_precision": "6", "numeric_precision": Null},
	"date": {"datetime_precision": "0", "numeric_precision": Null}, "text": {"datetime_precision": Null, "numeric_precision": Null, "numeric_scale": Null},
	"varchar": {"datetime_precision": Null, "numeric_precision": Null, "numeric_scale": Null},
}

// longName is the name of a built-in type in information_schema.
func longName(name string) string {
	long := map[string]string{
		"int2": "smallint", "int4": "integer", "int8": "bigint", "bool": "boolean", "float4": "real", "float8": "double precision",
		"varchar": "character varying", "bpchar": "character", "timestamp": "timestamp without time zone",
		"timestamptz": "timestamp with time zone", "time": "time without time zone", "timetz": "time with time zone",
		"varbit": "bit varying", "char": `"char"`,
	}[name]
	if long == "" {
		return name
	}
	return long
}

// tableConstraintRows has one row for each constraint; NOT NULL counts as a check
// there, with a name made of numbers that the model does not know.
func tableConstraintRows(_ *schema.Database, o schema.Object) []Row {
	id := o.Address()
	if c, ok := o.(schema.Column); ok && c.NotNull {
		return one("constraint_schema", id.Schema, "table_schema", id.Schema, "table_name", id.Relation, "constraint_type", "CHECK",
			"constraint_name", "not null of "+id.Schema+"."+id.Relation+"."+id.Name)
	}
	letters, ok := constraintLetters[id.Kind]
	if !ok || letters[1] == "" {
		return nil
	}
	return one("constraint_schema", id.Schema, "constraint_name", id.Name, "table_schema", id.Schema, "table_name", id.Relation, "constraint_type", letters[1])
}

// constraintColumnRows has the columns that a constraint uses; those of a foreign
// key are the referenced ones.
func constraintColumnRows(_ *schema.Database, o schema.Object) []Row {
	id := o.Address()
	table, columns := id.Parent(), []string(nil)
	switch c := o.(type) {
	case schema.PrimaryKey:
		columns = c.Columns
	case schema.Unique:
		columns = c.Columns
	case schema.ForeignKey:
		table, columns = c.Parent, c.ParentColumns
	case schema.Check:
		for _, use := range c.Expr.Uses {
			if use.Kind == schema.KindColumn {
				columns = append(columns, use.Name)
			}
		}
	}
	return keyRows(id, table, columns)
}

func keyColumnRows(_ *schema.Database, o schema.Object) []Row {
	id := o.Address()
	switch c := o.(type) {
	case schema.PrimaryKey:
		return keyRows(id, id.Parent(), c.Columns)
	case schema.Unique:
		return keyRows(id, id.Parent(), c.Columns)
	case schema.ForeignKey:
		return keyRows(id, id.Parent(), c.Columns)
	}
	return nil
}

func keyRows(id, table schema.ID, columns []string) []Row {
	var out []Row
	for i, column := range columns {
		out = append(out, one("constraint_schema", id.Schema, "constraint_name", id.Name, "table_schema", table.Schema,
			"table_name", table.Name, "column_name", column, "ordinal_position", strconv.Itoa(i+1))...)
	}
	return out
}

// referentialRows has what foreign keys do; the names of the keys that they refer to
// are not followed.
func referentialRows(_ *schema.Database, o schema.Object) []Row {
	c, ok := o.(schema.ForeignKey)
	if !ok {
		return nil
	}
	rules := [...]string{"NO ACTION", "RESTRICT", "CASCADE", "SET NULL", "SET DEFAULT"}
	match := map[bool]string{true: "FULL", false: "NONE"}[c.MatchFull]
	return one("constraint_schema", c.ID.Schema, "constraint_name", c.ID.Name, "unique_constraint_schema", c.Parent.Schema,
		"match_option", match, "update_rule", rules[c.OnUpdate], "delete_rule", rules[c.OnDelete])
}
