package plpgsql

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// The columns of pg_constraint's rows that pg_get_constraintdef reads: the text of a
// key, in which parentMark stands for the referenced table, and the expression of a
// check with the words that are sure to be in its text.
const (
	definitionColumn = "\x00definition"
	checkColumn      = "\x00check"
	wordsColumn      = "\x00words"
	parentMark       = "\x00parent"
)

// describe adds to the row of a constraint its columns and what makes its text.
func describe(db *schema.Database, row Row, o schema.Object) {
	table := o.Address().Parent()
	switch c := o.(type) {
	case schema.PrimaryKey:
		row["conkey"] = numbersOf(db, table, c.Columns)
		row[definitionColumn] = "PRIMARY KEY " + columnList(c.Columns) + keyTail(c.Include, c.Deferral)
	case schema.Unique:
		nulls := ""
		if c.NullsNotDistinct {
			nulls = "NULLS NOT DISTINCT "
		}
		row["conkey"] = numbersOf(db, table, c.Columns)
		row[definitionColumn] = "UNIQUE " + nulls + columnList(c.Columns) + keyTail(c.Include, c.Deferral)
	case schema.ForeignKey:
		row["conkey"], row["confkey"] = numbersOf(db, table, c.Columns), numbersOf(db, c.Parent, c.ParentColumns)
		row[definitionColumn] = foreignKeyText(c)
	case schema.Check:
		var words []string
		for _, use := range c.Expr.Uses {
			if use.Kind == schema.KindColumn {
				words = append(words, use.Name)
			}
		}
		if len(words) == 1 {
			row["conkey"] = numbersOf(db, table, words)
		}
		for _, literal := range constantTexts.FindAllStringSubmatch(c.Expr.SQL, -1) {
			words = append(words, literal[1])
		}
		row[checkColumn], row[wordsColumn] = c.Expr.SQL, strings.Join(words, "\x00")
	}
}

var constantTexts = regexp.MustCompile(`'([^']*)'`)

// numbersOf are the numbers of columns, as an array.
func numbersOf(db *schema.Database, table schema.ID, columns []string) string {
	numbers := make([]string, len(columns))
	for i, name := range columns {
		c, _ := schema.Get[schema.Column](db, table.In(schema.KindColumn, name))
		numbers[i] = strconv.Itoa(c.Position)
	}
	return "{" + strings.Join(numbers, ",") + "}"
}

func columnList(columns []string) string {
	quoted := make([]string, len(columns))
	for i, c := range columns {
		quoted[i] = quoteIdent(c)
	}
	return "(" + strings.Join(quoted, ", ") + ")"
}

func keyTail(include []string, d schema.Deferral) string {
	tail := [...]string{"", " DEFERRABLE", " DEFERRABLE INITIALLY DEFERRED"}[d]
	if len(include) > 0 {
		return " INCLUDE " + columnList(include) + tail
	}
	return tail
}

func foreignKeyText(c schema.ForeignKey) string {
	actions := [...]string{"", "RESTRICT", "CASCADE", "SET NULL", "SET DEFAULT"}
	text := "FOREIGN KEY " + columnList(c.Columns) + " REFERENCES " + parentMark + columnList(c.ParentColumns)
	if c.MatchFull {
		text += " MATCH FULL"
	}
	if c.OnUpdate != schema.NoAction {
		text += " ON UPDATE " + actions[c.OnUpdate]
	}
	if c.OnDelete != schema.NoAction {
		text += " ON DELETE " + actions[c.OnDelete]
	}
	if len(c.SetColumns) > 0 {
		text += " " + columnList(c.SetColumns)
	}
	text += keyTail(nil, c.Deferral)
	if c.NotValid {
		text += " NOT VALID"
	}
	return text
}

// keyOf finds the index that a foreign key refers to, if only one can be it.
func keyOf(db *schema.Database, c schema.ForeignKey) (string, bool) {
	var found []schema.ID
	for _, part := range db.Parts(c.Parent) {
		var columns []string
		switch o, _ := db.Lookup(part); x := o.(type) {
		case schema.PrimaryKey:
			columns = x.Columns
		case schema.Unique:
			columns = x.Columns
		case schema.Index:
			for _, e := range x.Elements {
				if x.Unique && x.Where.IsZero() {
					columns = append(columns, e.Column)
				}
			}
		}
		if slices.Equal(slices.Sorted(slices.Values(columns)), slices.Sorted(slices.Values(c.ParentColumns))) {
			found = append(found, part)
		}
	}
	if len(found) != 1 {
		return "", false
	}
	return ClassOID(found[0].Schema, found[0].Name), true
}

// constraintText is pg_get_constraintdef.
func (m *machine) constraintText(args []value) value {
	if len(args) == 0 || args[0].kind != valueText {
		return unknown("the text of a constraint is asked for")
	}
	rows, _ := m.cat.Rows("pg_constraint")
	for _, row := range rows {
		if row["oid"] != args[0].text {
			continue
		}
		if text, ok := row[definitionColumn]; ok {
			parent := m.printed(value{kind: valueText, text: row["confrelid"], named: true})
			return known(strings.ReplaceAll(text, parentMark, parent.text))
		}
		if _, ok := row[checkColumn]; ok {
			return partlyKnown(row)
		}
	}
	return unknown("the text of a constraint is asked for")
}

// checkVocabulary are words that the server's text of a check may have beside those of
// the author.
const checkVocabulary = "check any all array text character varying integer numeric bigint smallint double precision real boolean date time " +
	"timestamp without with zone interval json jsonb uuid bytea bpchar and or not is null true false case when then else end btrim lower upper " +
	"valid no inherit name inet cidr ~~ ~~* !~~ !~~* :: similar_to_escape distinct from current_date now timezone extract epoch collate"

// mentions decides LIKE '%word%' about a text of which only some words are known.
func (a *among) mentions(op, pattern string) value {
	open := unknown("the text of a check is asked for")
	word := strings.TrimSuffix(strings.TrimPrefix(pattern, "%"), "%")
	fold := strings.HasSuffix(op, "*")
	if len(word) < 2 || len(word)+2 != len(pattern) || strings.IndexFunc(word, func(r rune) bool { return !isWordRune(r) }) >= 0 {
		return open
	}
	has := func(text string) bool {
		return strings.Contains(text, word) || fold && strings.Contains(strings.ToLower(text), strings.ToLower(word))
	}
	negated := strings.HasPrefix(op, "!")
	if strings.TrimPrefix(strings.TrimSuffix(op, "*"), "!") != "~~" {
		return open
	}
	if slices.ContainsFunc(a.words, has) {
		return truth(!negated)
	}
	// An underscore stands for any character.
	parts := strings.Split(strings.ToLower(word), "_")
	for i := range parts {
		parts[i] = regexp.QuoteMeta(parts[i])
	}
	if !regexp.MustCompile(strings.Join(parts, ".")).MatchString(a.text) {
		return truth(negated)
	}
	return open
}

// serialSequence is pg_get_serial_sequence(table, column).
func (m *machine) serialSequence(args []value) value {
	return apply(func(t []string) value {
		table := m.object("regclass", t[0], true)
		rows, ok := m.cat.Rows(ownedSequences)
		if table.kind != valueText || !ok {
			return table
		}
		for _, row := range rows {
			if row["table"] == table.text && row["column"] == t[1] {
				return known(row["sequence"])
			}
		}
		return null
	}, args...)
}

// ownedSequences is the relation of the sequences behind columns.
const ownedSequences = "\x00owned sequences"

func ownedSequenceRows(_ *schema.Database, o schema.Object) []Row {
	s, ok := o.(schema.Sequence)
	if !ok || s.OwnedBy.IsZero() {
		return nil
	}
	return one("table", ClassOID(s.OwnedBy.Schema, s.OwnedBy.Relation), "column", s.OwnedBy.Name,
		"sequence", quoteIdent(s.ID.Schema)+"."+quoteIdent(s.ID.Name))
}
