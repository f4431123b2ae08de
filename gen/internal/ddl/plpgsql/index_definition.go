package plpgsql

import (
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// describeIndex adds the text of an index to its row of pg_indexes: as it is, or
// where it has expressions the words that are sure to be in it.
func describeIndex(db *schema.Database, row Row, o schema.Object) {
	id := o.Address()
	var x schema.Index
	switch c := o.(type) {
	case schema.Index:
		x = c
	case schema.PrimaryKey:
		x = keyIndex(c.Columns, c.Include, c.Options)
	case schema.Unique:
		x = keyIndex(c.Columns, c.Include, c.Options)
		x.NullsNotDistinct = c.NullsNotDistinct
	default:
		return
	}
	table, _ := schema.Get[schema.Table](db, id.Parent())
	text, words := indexHead(id, x, !table.PartitionBy.IsZero()), []string{id.Name, id.Relation, x.Method}
	plain := x.Where.IsZero() && len(x.Options) == 0
	elements := make([]string, len(x.Elements))
	for i, e := range x.Elements {
		plain = plain && e.Column != "" && e.Collation == "" && e.OpClass == "" && len(e.OpClassOptions) == 0
		elements[i] = e.Expr.SQL + " " + e.Collation + " " + e.OpClass + " " + strings.Join(e.OpClassOptions, " ")
		if e.Column != "" {
			elements[i] = quoteIdent(e.Column)
			words = append(words, e.Column)
		}
		elements[i] += orderText(e)
		words = append(words, usedColumns(e.Expr)...)
	}
	text += " (" + strings.Join(elements, ", ") + ")"
	if len(x.Include) > 0 {
		text += " INCLUDE " + columnList(x.Include)
	}
	if x.NullsNotDistinct {
		text += " NULLS NOT DISTINCT"
	}
	if plain {
		row["indexdef"] = text
		return
	}
	row[checkColumn] = text + " with where " + strings.Join(x.Options, " ") + " " + x.Where.SQL
	row[wordsColumn] = strings.Join(append(words, usedColumns(x.Where)...), "\x00")
}

// keyIndex is the index of a key.
func keyIndex(columns, include, options []string) schema.Index {
	x := schema.Index{Unique: true, Method: "btree", Include: include, Options: options}
	for _, c := range columns {
		x.Elements = append(x.Elements, schema.IndexElement{Column: c})
	}
	return x
}

func indexHead(id schema.ID, x schema.Index, partitioned bool) string {
	head := "CREATE INDEX "
	if x.Unique {
		head = "CREATE UNIQUE INDEX "
	}
	head += quoteIdent(id.Name) + " ON "
	if partitioned {
		head += "ONLY "
	}
	return head + quoteIdent(id.Schema) + "." + quoteIdent(id.Relation) + " USING " + x.Method
}

func orderText(e schema.IndexElement) string {
	switch {
	case e.Desc && e.NullsFirst:
		return " DESC"
	case e.Desc:
		return " DESC NULLS LAST"
	case e.NullsFirst:
		return " NULLS FIRST"
	}
	return ""
}

// usedColumns are the names of the columns in an expression.
func usedColumns(e schema.Expr) []string {
	var out []string
	for _, use := range e.Uses {
		if use.Kind == schema.KindColumn {
			out = append(out, use.Name)
		}
	}
	return out
}

// partlyKnown is a text of which a row has only what is sure to be in it, or may be.
func partlyKnown(row Row) value {
	return value{kind: valueUnknown, why: "the text of an expression is asked for",
		among: &among{text: strings.ToLower(row[checkColumn] + " " + checkVocabulary), words: strings.Split(row[wordsColumn], "\x00")}}
}

// indexText is pg_get_indexdef of a whole index.
func (m *machine) indexText(args []value) value {
	rows, _ := m.cat.Rows("pg_indexes")
	for _, row := range rows {
		if len(args) != 1 || args[0].kind != valueText || ClassOID(row["schemaname"], row["indexname"]) != args[0].text {
			continue
		}
		if text, ok := row["indexdef"]; ok {
			return known(text)
		}
		if _, ok := row[checkColumn]; ok {
			return partlyKnown(row)
		}
	}
	return unknown("the text of an index is asked for")
}

// enumRange is enum_range of NULL cast to an enum: all its labels.
func (m *machine) enumRange(typ value) value {
	rows, _ := m.cat.Rows("pg_enum")
	list := value{kind: valueList}
	for _, row := range rows {
		if typ.kind == valueText && row["enumtypid"] == typ.text {
			list.list = append(list.list, known(row["enumlabel"]))
		}
	}
	if len(list.list) == 0 {
		return unknown("the labels of an enum that is not known")
	}
	return list
}
