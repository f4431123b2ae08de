package plpgsql

import (
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/ddl/lex"
)

// dataWords start statements that leave the schema as it is.
var dataWords = map[string]bool{"select": true, "insert": true, "update": true, "delete": true, "merge": true, "with": true,
	"values": true, "copy": true, "truncate": true, "lock": true, "analyze": true, "vacuum": true, "notify": true, "listen": true,
	"refresh": true, "checkpoint": true, "explain": true, "table": true, "fetch": true, "reindex": true, "cluster": true}

// dataOnly reports whether a statement that starts so changes no schema. A change
// of the system catalogs is none of them.
func dataOnly(text string) bool {
	words := strings.Fields(strings.ToLower(stripComments(text)))
	if len(words) == 0 {
		return true
	}
	return isData(words) && !catalogChange(words) && !callsUnknown(text)
}

// isData reports whether statements that start so leave the schema as it is. EXPLAIN may
// run CREATE TABLE AS and SELECT INTO.
func isData(words []string) bool {
	if words[0] != "explain" {
		return dataWords[strings.TrimRight(words[0], "(;")]
	}
	for i, w := range words {
		if w == "create" || w == "into" && words[i-1] != "insert" && words[i-1] != "merge" {
			return false
		}
	}
	return true
}

// isRefresh reports whether a statement is REFRESH MATERIALIZED VIEW, which is run
// where it is reached, but is no reason to follow a block.
func isRefresh(text string) bool {
	words := strings.Fields(stripComments(text))
	return len(words) > 0 && strings.EqualFold(words[0], "refresh")
}

func mentionsRefresh(body string) bool {
	return strings.Contains(body, "REFRESH") || strings.Contains(body, "refresh")
}

func stripComments(text string) string {
	l := lex.Lexer{Text: text}
	return text[l.Next().Start:]
}

func catalogChange(words []string) bool {
	for i, w := range words {
		if i > 2 {
			return false
		}
		w = strings.TrimPrefix(w, "pg_catalog.")
		if (words[0] == "update" || words[0] == "delete" || words[0] == "insert") && i > 0 && strings.HasPrefix(w, "pg_") {
			return true
		}
	}
	return false
}

// callsUnknown reports whether a SELECT calls a function that is not built in,
// which may change anything. Changes of data may call what they like: nobody hides
// DDL there.
func callsUnknown(text string) bool {
	word := strings.ToLower(strings.TrimSpace(stripComments(text)))
	if !strings.HasPrefix(word, "select") {
		return false
	}
	tree, err := pg.Parse(text)
	if err != nil {
		return false
	}
	for _, s := range tree.Stmts {
		for _, t := range s.Stmt.GetSelectStmt().GetTargetList() {
			if f := t.GetResTarget().GetVal().GetFuncCall(); f != nil && !canon.BuiltinFunction(lastOf(nameList(f.Funcname))) {
				return true
			}
		}
	}
	return false
}

// sql runs a statement that stands in the block.
func (m *machine) sql(n *node) error {
	if len(n.names) > 0 {
		return m.into(n, n.text.text)
	}
	if dataOnly(n.text.text) && !isRefresh(n.text.text) {
		m.assign("found", unknown("it depends on rows"))
		if settings, ok := m.settings(n.text.text); ok {
			return m.set(n, settings)
		}
		return m.touches(n, n.text.text)
	}
	words := strings.Fields(strings.ToLower(n.text.text))
	if catalogChange(words) {
		return &undecided{why: "the block changes a system catalog directly", at: n.at}
	}
	return m.applied(Statement{Text: n.text.text, Start: m.at + n.text.start, End: m.at + n.text.end(), Verbatim: true}, n.at)
}

func (m *machine) applied(s Statement, at int) error {
	err := m.cat.Apply(s)
	if err == nil {
		m.result.Statements = append(m.result.Statements, s)
		return nil
	}
	if coded, ok := err.(interface{ SQLState() string }); ok {
		return &raised{state: coded.SQLState(), err: err, at: at}
	}
	return err
}

// into sets variables from the first row of a query.
func (m *machine) into(n *node, text string) error {
	v, rows := m.evaluateRows(text)
	if m.pending != nil {
		return nil
	}
	if v.isUnknown() && rows == nil {
		if err := m.touches(n, text); err != nil {
			return err
		}
		for _, name := range n.names {
			m.assign(name, v)
		}
		m.assign("found", unknown(v.why))
		return nil
	}
	m.assign("found", truth(len(rows) > 0))
	if len(rows) == 0 && n.strict {
		return &raised{state: "P0002", err: errNoRows, at: n.at}
	}
	for i, name := range n.names {
		switch {
		case len(rows) == 0:
			m.assign(name, null)
		case len(n.names) == 1 && !m.scalar(name):
			m.assign(name, rows[0].value())
		case i < len(rows[0].values):
			m.assign(name, rows[0].values[i])
		}
	}
	return nil
}

// perform runs PERFORM, which is SELECT without a result.
func (m *machine) perform(n *node) error {
	text := "SELECT " + n.text.text
	if settings, ok := m.settings(text); ok {
		m.assign("found", truth(true))
		return m.set(n, settings)
	}
	if dataOnly(text) {
		if _, rows := m.evaluateRows(text); rows != nil {
			m.assign("found", truth(len(rows) > 0))
			return nil
		}
		m.assign("found", unknown("it depends on rows"))
		return m.touches(n, text)
	}
	texts, ok := m.calls(text)
	if !ok {
		texts = []string{text}
	}
	for _, text := range texts {
		if err := m.applied(Statement{Text: text, Start: m.at + n.text.start, End: m.at + n.text.end()}, n.at); err != nil {
			return err
		}
	}
	return nil
}

// execute runs the statements of a text that can be worked out.
func (m *machine) execute(n *node) error {
	v := m.evaluate(n.text)
	if m.pending != nil {
		return nil
	}
	if v.isNull() {
		return &raised{state: "22004", err: errNullQuery, at: n.at}
	}
	if v.kind != valueText {
		if m.executesData(n) {
			m.forget(n)
			return nil
		}
		return &undecided{why: "EXECUTE of text built at run time: " + v.why, at: n.at}
	}
	if len(n.names) > 0 {
		outer := m.params
		m.params = m.values(n.low)
		defer func() { m.params = outer }()
		return m.into(n, v.text)
	}
	tree, err := pg.Parse(v.text)
	if err != nil {
		return &raised{state: "42601", err: err, at: n.at}
	}
	for _, s := range tree.Stmts {
		start, end := int(s.StmtLocation), len(v.text)
		if s.StmtLen > 0 {
			end = start + int(s.StmtLen)
		}
		text := strings.TrimSpace(v.text[start:end])
		if settings, ok := m.settings(text); ok {
			if err := m.set(n, settings); err != nil {
				return err
			}
			continue
		}
		if dataOnly(text) && !isRefresh(text) {
			if err := m.touches(n, text); err != nil {
				return err
			}
			continue
		}
		if err := m.applied(Statement{Text: text, Start: m.at + n.text.start, End: m.at + n.text.end()}, n.at); err != nil {
			return err
		}
	}
	return nil
}

// executesData looks at the fixed text that a built text starts with.
func (m *machine) executesData(n *node) bool {
	words := strings.Fields(strings.ToLower(leadingText(n.text.text)))
	return len(words) > 0 && isData(words) && !catalogChange(words) || aboutServer(words)
}

// aboutServer reports whether a statement that starts so is about roles or databases,
// which belong to the whole server: CREATE ROLE, ALTER DATABASE, GRANT role TO role,
// GRANT ... ON DATABASE.
func aboutServer(words []string) bool {
	if len(words) == 0 {
		return false
	}
	switch words[0] {
	case "create", "alter", "drop":
		return len(words) > 1 && (words[1] == "role" || words[1] == "group" || words[1] == "database" ||
			words[1] == "user" && (len(words) < 3 || words[2] != "mapping"))
	case "grant", "revoke":
		for i, w := range words[1:] {
			switch {
			case w == "on":
				return len(words) > i+2 && words[i+2] == "database"
			case w == "to" || w == "from":
				return true
			case strings.Contains(w, "%s"):
				return false
			}
		}
	}
	return false
}

// leadingText returns the string constant that an expression starts with.
func leadingText(expr string) string {
	tree, err := pg.Parse("SELECT " + expr)
	if err != nil || len(tree.Stmts[0].Stmt.GetSelectStmt().GetTargetList()) == 0 {
		return ""
	}
	n := tree.Stmts[0].Stmt.GetSelectStmt().TargetList[0].GetResTarget().GetVal()
	for n != nil {
		switch {
		case n.GetAConst() != nil:
			return n.GetAConst().GetSval().GetSval()
		case n.GetAExpr() != nil:
			n = n.GetAExpr().Lexpr
		case n.GetFuncCall() != nil && len(n.GetFuncCall().Args) > 0 && lastOf(nameList(n.GetFuncCall().Funcname)) != "quote_ident":
			n = n.GetFuncCall().Args[0]
		case n.GetTypeCast() != nil:
			n = n.GetTypeCast().Arg
		default:
			return ""
		}
	}
	return ""
}

// each visits a statement and all inside it.
func each(n *node, f func(*node)) {
	f(n)
	lists := [][]*node{n.body, n.other}
	for _, b := range n.branches {
		lists = append(lists, b.body)
	}
	for _, h := range n.handlers {
		lists = append(lists, h.body)
	}
	for _, list := range lists {
		for _, x := range list {
			each(x, f)
		}
	}
}

// effect reports whether a single statement may change the schema.
func (m *machine) effect(n *node) bool {
	switch n.kind {
	case kindSQL:
		return len(n.names) == 0 && (!dataOnly(n.text.text) || strings.Contains(n.text.text, "set_config")) && !aboutServer(strings.Fields(strings.ToLower(stripComments(n.text.text))))
	case kindPerform:
		return !dataOnly("SELECT "+n.text.text) || strings.Contains(n.text.text, "set_config")
	case kindExecute:
		return len(n.names) == 0 && !m.executesData(n)
	}
	return false
}

// anyEffect reports whether anything in the list may change the schema.
func (m *machine) anyEffect(list []*node) bool {
	found := false
	for _, n := range list {
		each(n, func(x *node) { found = found || m.effect(x) })
	}
	return found
}

// matters reports whether it makes a difference that a statement runs: it changes
// the schema or leaves the block.
func (m *machine) matters(n *node) bool {
	found := m.anyEffect([]*node{n})
	loop := n.kind >= kindLoop && n.kind <= kindForEach
	each(n, func(x *node) {
		leaves := x.kind == kindExit || x.kind == kindContinue
		found = found || x.kind == kindReturn || (leaves && !loop)
	})
	return found
}
