package canon

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/tree"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// naturalJoin is a NATURAL JOIN in the text: at is a place inside its right side, using
// the columns that both sides have when the query is read.
type naturalJoin struct {
	at    int
	using []string
	inner bool
}

// noteNatural keeps a NATURAL JOIN for [analyzer.editNatural], unless the columns of a
// side are not known.
func (a *analyzer) noteNatural(j *pg.JoinExpr, using []string, sources []*tableSource) {
	at := int(tree.Leftmost(j.Rarg))
	if !j.IsNatural || at == 0 || slices.ContainsFunc(sources, func(src *tableSource) bool { return src.open }) {
		return
	}
	a.naturals = append(a.naturals, naturalJoin{at: at, using: using, inner: j.Jointype == pg.JoinType_JOIN_INNER})
}

// constantTrue is the condition of an outer join by no column at all.
func constantTrue() *pg.Node {
	return &pg.Node{Node: &pg.Node_AConst{AConst: &pg.A_Const{Val: &pg.A_Const_Boolval{Boolval: &pg.Boolean{Boolval: true}}, Location: -1}}}
}

// editNatural writes a NATURAL JOIN as what it means now: tables grow, and the columns
// that a view joins by do not grow with them.
func (a *analyzer) editNatural(tokens []*pg.ScanToken, n naturalJoin) []change {
	i := slices.IndexFunc(tokens, func(t *pg.ScanToken) bool { return int(t.Start) >= n.at })
	for i >= 0 && tokens[i].Token != pg.Token_NATURAL {
		i--
	}
	if i < 0 {
		return nil
	}
	join := i
	for tokens[join].Token != pg.Token_JOIN {
		join++
	}
	if len(n.using) == 0 && n.inner {
		return []change{{int(tokens[i].Start), int(tokens[join].End), "CROSS JOIN"}}
	}
	names := make([]string, len(n.using))
	for k, name := range n.using {
		names[k] = identifier(name)
	}
	condition := " USING (" + strings.Join(names, ", ") + ")"
	if len(names) == 0 {
		condition = " ON true"
	}
	end := int(tokens[tableEnd(tokens, join+1)-1].End)
	return []change{{int(tokens[i].Start), int(tokens[i+1].Start), ""}, {end, end, condition}}
}

// tableEnd returns the index of the token behind the entry of FROM that starts at i.
func tableEnd(tokens []*pg.ScanToken, i int) int {
	is := func(kinds ...pg.Token) bool { return i < len(tokens) && slices.Contains(kinds, tokens[i].Token) }
	for is(pg.Token_LATERAL_P, pg.Token_ONLY) {
		i++
	}
	if is(pg.Token_ROWS) && i+1 < len(tokens) && tokens[i+1].Token == pg.Token_FROM {
		i += 2
	}
	if !is(pg.Token_ASCII_40) {
		for i++; is(pg.Token_ASCII_46); {
			i += 2
		}
	}
	for is(pg.Token_ASCII_40, pg.Token_ASCII_42) {
		i = pastParentheses(tokens, i)
	}
	if is(pg.Token_WITH, pg.Token_WITH_LA) {
		i += 2 // ORDINALITY
	}
	switch {
	case is(pg.Token_AS):
		if i++; !is(pg.Token_ASCII_40) {
			i++
		}
	case i < len(tokens) && isAlias(tokens[i]):
		i++
	}
	if is(pg.Token_ASCII_40) {
		i = pastParentheses(tokens, i)
	}
	for is(pg.Token_TABLESAMPLE, pg.Token_REPEATABLE) {
		for !is(pg.Token_ASCII_40) {
			i++
		}
		i = pastParentheses(tokens, i)
	}
	return min(i, len(tokens))
}

// pastParentheses returns the index behind a token and, where it opens parentheses,
// behind what closes them.
func pastParentheses(tokens []*pg.ScanToken, i int) int {
	for depth := 0; i < len(tokens); {
		switch tokens[i].Token {
		case pg.Token_ASCII_40:
			depth++
		case pg.Token_ASCII_41:
			depth--
		}
		if i++; depth == 0 {
			break
		}
	}
	return i
}

func isAlias(t *pg.ScanToken) bool {
	switch t.KeywordKind {
	case pg.KeywordKind_UNRESERVED_KEYWORD, pg.KeywordKind_COL_NAME_KEYWORD:
		return true
	}
	return t.Token == pg.Token_IDENT || t.Token == pg.Token_UIDENT
}

// noteGaining keeps the tables in a JOIN ... USING that are about to get a second column
// of a name by which the join is made.
func (a *analyzer) noteGaining(using []string, sources []*tableSource) {
	if a.qualify == "" || !slices.Contains(using, a.qualify) {
		return
	}
	for _, src := range sources {
		if src.relation == a.gaining && columnNamed(src.columns, a.qualify) == nil {
			a.covered = append(a.covered, src)
		}
	}
}

// coverColumns gives the tables in a.covered an alias under which the column that they
// are about to get has another name, as the server prints such a view.
func (a *analyzer) coverColumns(text string) ([]change, error) {
	if len(a.covered) == 0 {
		return nil, nil
	}
	scan, err := pg.Scan(text)
	if err != nil {
		return nil, err
	}
	var out []change
	for _, src := range a.covered {
		var names []string
		for _, c := range src.columns {
			names = append(names, c.name)
		}
		hidden := a.qualify + "_1"
		for slices.Contains(names, hidden) {
			hidden += "_1"
		}
		if c, ok := aliasColumns(scan.Tokens, src, append(names, hidden)); ok {
			out = append(out, c)
		}
	}
	return out, nil
}

// aliasColumns writes names of a table's columns behind its name or alias.
func aliasColumns(tokens []*pg.ScanToken, src *tableSource, columns []string) (change, bool) {
	if src == nil || src.relation == (schema.ID{}) || src.listed > 0 {
		return change{}, false
	}
	i := tokenAt(tokens, src.at)
	if i < 0 {
		return change{}, false
	}
	i += 2 * (src.parts - 1)
	text := " AS " + identifier(src.name)
	if src.aliased {
		text = ""
		if i++; tokens[i].Token == pg.Token_AS {
			i++
		}
	}
	names := make([]string, len(columns))
	for k, name := range columns {
		names[k] = identifier(name)
	}
	end := int(tokens[i].End)
	return change{end, end, text + " (" + strings.Join(names, ", ") + ")"}, true
}
