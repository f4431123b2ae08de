package canon

import (
	"cmp"
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// RenameColumn returns the expression, query or function body after the column
// from is called to: names are changed in the text where they stand, and key and
// uses are made again. sc is the scope in which the expression was made, with
// Target for one made by [ExprAs]; sc.DB is the database before the renaming.
// Outputs of a query keep their names, as on the server, and a column in USING
// keeps its old one as an alias. The error is an [*Error] when the text cannot
// follow.
func RenameColumn(e schema.Expr, sc Scope, from, to schema.ID) (schema.Expr, error) {
	// A view is used as a whole.
	used := func(id schema.ID) bool {
		return id == from || id.Schema == from.Schema && id.Name == from.Relation && (id.Kind == schema.KindView || id.Kind == schema.KindMaterializedView)
	}
	return rename(e, sc, used, func(id schema.ID) schema.ID {
		if id == from {
			return to
		}
		return id
	})
}

// RenameObject is [RenameColumn] for a relation, type, function, sequence or
// schema; the new ID may be in another schema.
func RenameObject(e schema.Expr, sc Scope, from, to schema.ID) (schema.Expr, error) {
	next := func(id schema.ID) schema.ID { return moved(id, from, to) }
	return rename(e, sc, func(id schema.ID) bool { return next(id) != id }, next)
}

// moved gives an ID after an object was renamed: its own, that of a part of it, of
// what is in a renamed schema, and of a routine with a renamed argument type.
func moved(id, from, to schema.ID) schema.ID {
	if id.Args != "" {
		args := strings.Split(id.Args, ",")
		for i, arg := range args {
			name, array := strings.CutSuffix(arg, "[]")
			next := name
			if from.Kind == schema.KindSchema {
				if rest, ok := strings.CutPrefix(name, from.Name+"."); ok {
					next = to.Name + "." + rest
				}
			} else if !from.Kind.IsRoutine() && name == from.Schema+"."+from.Name {
				next = to.Schema + "." + to.Name
			}
			if array {
				next += "[]"
			}
			args[i] = next
		}
		plainID := id
		id.Args = strings.Join(args, ",")
		if plainID == from {
			return to
		}
	}
	switch {
	case id == from:
		return to
	case from.Kind == schema.KindSchema && id.Schema == from.Name:
		id.Schema = to.Name
	case id.Relation != "" && id.Schema == from.Schema && id.Relation == from.Name && (from.Kind.IsRelation()):
		id.Schema, id.Relation = to.Schema, to.Name
	}
	return id
}

func rename(e schema.Expr, sc Scope, used func(schema.ID) bool, f func(schema.ID) schema.ID) (schema.Expr, error) {
	if e.IsZero() || !slices.ContainsFunc(e.Uses, used) {
		return e, nil
	}
	sc.Target = assignedTo(e, sc)
	a := newAnalyzer(sc)
	a.rename = f
	text, skip, key, err := a.again(e.SQL)
	if err != nil {
		return schema.Expr{}, err
	}
	if a.err != nil {
		return schema.Expr{}, a.err
	}
	text, err = a.edit(text, skip)
	if err != nil {
		return schema.Expr{}, err
	}
	return schema.Expr{SQL: text[skip:], Key: key, Uses: a.usedIDs()}, nil
}

// assignedTo finds the type that an expression is assigned to when the scope does
// not say: one of those that it uses, if its key comes out right only with it.
func assignedTo(e schema.Expr, sc Scope) schema.Type {
	if !sc.Target.IsZero() {
		return sc.Target
	}
	candidates := []schema.Type{{}}
	for _, id := range e.Uses {
		if id.Kind.IsType() {
			t := schema.Type{Schema: id.Schema, Name: id.Name, Kind: id.Kind}
			candidates = append(candidates, t, arrayOf(t))
		}
	}
	if len(candidates) == 1 {
		return sc.Target
	}
	for _, t := range candidates {
		sc.Target = t
		if _, _, key, err := newAnalyzer(sc).again(e.SQL); err == nil && key == e.Key {
			return t
		}
	}
	return schema.Type{}
}

// writeOut replaces * in a query by what it stands for now: tables grow, and a view
// does not grow with them.
func writeOut(text string, sc Scope) (string, error) {
	a := newAnalyzer(sc)
	a.rename = func(id schema.ID) schema.ID { return id }
	a.expand = true
	parsed, skip, _, err := a.again(text)
	if err != nil {
		return "", err
	}
	parsed, err = a.edit(parsed, skip)
	return parsed[min(skip, len(parsed)):], err
}

// again parses the text of an expression, query or body and makes its key. It
// returns the text as it was parsed and the length of what was put in front.
func (a *analyzer) again(sql string) (text string, skip int, key string, err error) {
	prefix := "SELECT "
	switch firstWord(sql) {
	case "select", "with", "values", "table", "insert", "update", "delete", "notify":
		prefix = ""
	case "return", "begin":
		prefix = "CREATE FUNCTION f() RETURNS int "
	}
	tree, err := pg.Parse(prefix + sql)
	if err == nil && prefix == "SELECT " && tree.Stmts[0].Stmt.GetSelectStmt().GetOp() != pg.SetOperation_SETOP_NONE {
		prefix = "" // a query that starts with a parenthesis
		tree, err = pg.Parse(sql)
	}
	if err != nil {
		return "", 0, "", err
	}
	n := tree.Stmts[0].Stmt
	switch {
	case prefix == "":
		t, _ := a.selectNode(n, true)
		key = a.key(t)
	case n.GetCreateFunctionStmt() != nil:
		t, _ := a.statement(n.GetCreateFunctionStmt().SqlBody)
		key = a.key(t)
	default:
		key = a.rootKey(a.expr(n.GetSelectStmt().TargetList[0].GetResTarget().Val), a.sc.Target)
	}
	return prefix + sql, len(prefix), key, nil
}

func firstWord(sql string) string {
	scan, err := pg.Scan(sql)
	if err != nil {
		return ""
	}
	for _, t := range scan.Tokens {
		if t.Token != pg.Token_SQL_COMMENT && t.Token != pg.Token_C_COMMENT {
			return strings.ToLower(sql[t.Start:t.End])
		}
	}
	return ""
}

// change is one replacement in the text.
type change struct {
	start, end int
	text       string
}

// edit puts the new names where the marks are.
func (a *analyzer) edit(text string, skip int) (string, error) {
	scan, err := pg.Scan(text)
	if err != nil {
		return "", err
	}
	kept, changes, err := a.keepUsing(scan.Tokens)
	if err != nil {
		return "", err
	}
	if a.expand {
		for _, n := range a.naturals {
			changes = append(changes, a.editNatural(scan.Tokens, n)...)
		}
	}
	for _, m := range a.marks {
		to := a.rename(m.id)
		i := tokenAt(scan.Tokens, m.at)
		if m.field != nil && i >= 0 {
			i = m.field.token(text, scan.Tokens, i)
		}
		switch {
		case len(m.star) > 0:
			changes = append(changes, a.editStar(scan.Tokens, m, kept)...)
		case m.field != nil && m.implied:
			if to != m.id && i >= 0 {
				end := int(scan.Tokens[i].End)
				changes = append(changes, change{end, end, " AS " + identifier(m.id.Name)})
			}
		case m.implied:
			if c, ok := a.keepName(scan.Tokens, m, kept); ok {
				changes = append(changes, c)
			}
		case a.abroad != nil && i >= 0 && a.abroad(m.id):
			changes = append(changes, a.writeSchema(scan.Tokens, i, m)...)
		case to == m.id, i < 0:
		case m.id.Kind == schema.KindOperator:
			changes = append(changes, editOperator(scan.Tokens, i, m, to)...)
		case m.source != nil && m.source.relation == m.id && a.hidden(m.source, to):
			changes = append(changes, aliasName(scan.Tokens, i, m, to)...)
		case m.id.Kind == schema.KindColumn && kept[m.source]:
		case m.literal:
			t := scan.Tokens[i]
			changes = append(changes, change{int(t.Start), int(t.End), quoteText(dotted(m, to))})
		default:
			changes = append(changes, editName(scan.Tokens, i+m.after, m, to)...)
		}
	}
	slices.SortFunc(changes, func(x, y change) int { return cmp.Or(y.start-x.start, y.end-x.end) })
	changes = slices.Compact(changes)
	for _, c := range changes {
		if c.start >= skip {
			text = text[:c.start] + c.text + text[c.end:]
		}
	}
	return text, nil
}

// dotted writes the new name with as many parts as it needs.
func dotted(m mark, to schema.ID) string {
	if m.count > 1 || to.Schema != m.id.Schema {
		return identifier(to.Schema) + "." + identifier(to.Name)
	}
	return identifier(to.Name)
}

func tokenAt(tokens []*pg.ScanToken, at int) int {
	return slices.IndexFunc(tokens, func(t *pg.ScanToken) bool { return int(t.Start) == at })
}

// editName changes the parts of a dotted name that starts at token i.
func editName(tokens []*pg.ScanToken, i int, m mark, to schema.ID) []change {
	part := func(n int, text string) (change, bool) {
		if i+2*n >= len(tokens) {
			return change{}, false
		}
		t := tokens[i+2*n]
		return change{int(t.Start), int(t.End), text}, true
	}
	var out []change
	add := func(n int, text string) {
		if c, ok := part(n, text); ok {
			out = append(out, c)
		}
	}
	last := m.skip + m.count - 1
	switch {
	case m.count > 1:
		if to.Schema != m.id.Schema {
			add(last-1, identifier(to.Schema))
		}
		if to.Name != m.id.Name {
			add(last, identifier(to.Name))
		}
	case to.Schema != m.id.Schema && !m.qualifier && m.id.Kind != schema.KindColumn:
		add(last, identifier(to.Schema)+"."+identifier(to.Name))
	case to.Name != m.id.Name:
		add(last, identifier(to.Name))
	}
	return out
}

// keepName adds AS to a target that is named after a renamed column.
func (a *analyzer) keepName(tokens []*pg.ScanToken, m mark, kept map[*tableSource]bool) (change, bool) {
	for _, other := range a.marks {
		if kept[other.source] || other.field != nil || other.at != m.at || other.id.Kind != schema.KindColumn || a.rename(other.id).Name == other.id.Name || other.implied {
			continue
		}
		i := tokenAt(tokens, m.at) + 2*(m.skip-1)
		if i < 0 || i >= len(tokens) {
			continue
		}
		return change{int(tokens[i].End), int(tokens[i].End), " AS " + identifier(other.id.Name)}, true
	}
	return change{}, false
}

// editStar writes out a * that stands for a renamed column.
func (a *analyzer) editStar(tokens []*pg.ScanToken, m mark, kept map[*tableSource]bool) []change {
	touched := a.expand
	parts := make([]string, len(m.star))
	for i, col := range m.star {
		prefix := ""
		if m.from != "" {
			prefix = m.from + "."
		} else if col.from != nil && col.from.name != "" && !m.single {
			prefix = identifier(col.from.name) + "."
		}
		if col.from != nil && col.from.open {
			return nil // not all of its columns are known
		}
		parts[i] = prefix + identifier(col.name)
		if next := a.rename(col.id()); !kept[col.from] && next != col.id() && next.Kind == schema.KindColumn && next.Name != col.name {
			touched = true
			parts[i] = prefix + identifier(next.Name) + " AS " + identifier(col.name)
		}
	}
	i := tokenAt(tokens, m.at)
	if !touched || i < 0 || i+2*m.skip >= len(tokens) {
		return nil
	}
	start := tokens[i].Start
	i += 2 * m.skip
	end := tokens[i].End
	switch { // a name behind the star means nothing to the server
	case i+2 < len(tokens) && tokens[i+1].Token == pg.Token_AS:
		end = tokens[i+2].End
	case i+1 < len(tokens) && isAlias(tokens[i+1]):
		end = tokens[i+1].End
	}
	return []change{{int(start), int(end), strings.Join(parts, ", ")}}
}

// identifier writes a name for a text that is parsed again, quoted unless it is
// plain and no keyword.
func identifier(name string) string {
	scan, err := pg.Scan(name)
	if err == nil && len(scan.Tokens) == 1 && strings.ToLower(name) == name && !strings.HasPrefix(name, `"`) {
		t := scan.Tokens[0]
		free := t.Token == pg.Token_IDENT || t.KeywordKind == pg.KeywordKind_UNRESERVED_KEYWORD
		if free && int(t.End) == len(name) {
			return name
		}
	}
	return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
}

// editOperator gives an operator another schema: a bare one is written out for that.
func editOperator(tokens []*pg.ScanToken, i int, m mark, to schema.ID) []change {
	if i+m.after >= len(tokens) {
		return nil
	}
	if t := tokens[i+m.after]; m.count > 1 {
		return []change{{int(t.Start), int(t.End), identifier(to.Schema)}}
	}
	t := tokens[i]
	return []change{{int(t.Start), int(t.End), "OPERATOR(" + identifier(to.Schema) + "." + to.Name + ")"}}
}
