package plpgsql

import (
	"errors"
	"slices"
	"strings"

	"github.com/pganalyze/pg_query_go/v5/parser"

	"github.com/pgen-go/pgen/runtime/sqlpos"
)

// Function is what a body must fit.
type Function struct {
	Name                         string
	Procedure, Void, SetOf, Outs bool
	// Type judges the type of a variable; known are the names of what is declared before.
	Type func(d Declared, known []string) *Fault
}

// Fault is what the server refuses a body for when the function is created.
type Fault struct {
	State, Message string
	// Offset is the byte in the body, -1 if the server names no place.
	Offset int
}

// Judge returns the first fault of a body that surely is one, nil if there is none or
// the body is not understood.
func Judge(body string, f Function) *Fault {
	r := newReader(body)
	top, err := r.block()
	if err != nil || r.at < len(r.tokens) {
		return nil
	}
	j := &judge{body: body, f: f, labels: []label{{name: f.Name}}}
	j.node(top)
	if j.fault == nil {
		j.syntax()
	}
	return j.fault
}

// judge walks over the statements of a body.
type judge struct {
	body   string
	f      Function
	labels []label
	// known are the names of variables and blocks so far.
	known []string
	// texts are the pieces of SQL, with what goes before each to make a statement.
	texts []innerText
	fault *Fault
}

// declarations judges the names and types of the variables of a block.
func (j *judge) declarations(vars []variable) {
	for i, v := range vars {
		if slices.ContainsFunc(vars[:i], func(other variable) bool { return other.name == v.name }) {
			j.fail("42601", v.at, "duplicate declaration of "+v.name)
		}
		if v.declared.Names != nil && j.f.Type != nil && j.fault == nil {
			j.fault = j.f.Type(v.declared, j.known)
		}
		j.known = append(j.known, v.name)
	}
}

type label struct {
	name string
	loop bool
}

type innerText struct {
	before string
	piece  piece
}

func (j *judge) fail(state string, at int, message string) {
	if j.fault == nil {
		j.fault = &Fault{State: state, Message: message, Offset: at}
	}
}

func (j *judge) expression(p piece) {
	if strings.TrimSpace(p.text) != "" {
		j.texts = append(j.texts, innerText{"SELECT ", p})
	}
}

func (j *judge) list(nodes []*node) {
	for _, n := range nodes {
		j.node(n)
	}
}

func (j *judge) node(n *node) {
	isLoop := n.kind == kindLoop || n.kind == kindWhile || n.kind == kindForRange || n.kind == kindForQuery || n.kind == kindForExecute || n.kind == kindForEach
	if isLoop || n.kind == kindBlock {
		j.labels = append(j.labels, label{n.label, isLoop})
		defer func() { j.labels = j.labels[:len(j.labels)-1] }()
	}
	j.known = append(append(j.known, n.label), n.names...)
	j.declarations(n.vars)
	j.pieces(n)
	switch n.kind {
	case kindExit, kindContinue:
		j.jump(n)
	case kindReturn:
		j.returned(n)
	case kindRaise:
		j.raise(n.text)
	}
	if n.row && !j.f.SetOf {
		j.fail("42804", n.at, "cannot use RETURN NEXT or RETURN QUERY in a function that does not return a set")
	}
	j.list(n.body)
	for _, b := range n.branches {
		j.expression(b.when)
		j.list(b.body)
	}
	j.list(n.other)
	for _, h := range n.handlers {
		j.list(h.body)
	}
}

// pieces notes the SQL of one statement.
func (j *judge) pieces(n *node) {
	for _, v := range n.vars {
		if !strings.Contains(v.typ, "cursor") && !strings.HasPrefix(v.typ, "alias ") {
			j.expression(v.value)
		}
	}
	switch n.kind {
	case kindSQL:
		j.statement(n.text)
	case kindForQuery:
		first, _, _ := strings.Cut(strings.ToLower(n.text.text), " ")
		if first = strings.TrimSpace(first); first == "select" || first == "with" || first == "values" {
			j.statement(n.text)
		}
	case kindIf, kindWhile, kindForRange, kindExit, kindContinue, kindReturn, kindPerform, kindAssign, kindForEach:
		for _, p := range []piece{n.low, n.text} {
			j.expression(p)
		}
	}
}

// statement notes a statement of SQL; where INTO may be that of PL/pgSQL, it is left out.
func (j *judge) statement(p piece) {
	lower := strings.ToLower(p.text)
	first := strings.FieldsFunc(lower, func(c rune) bool { return c < 'a' || c > 'z' })
	if len(first) == 0 {
		return
	}
	switch first[0] {
	case "select", "with", "insert", "update", "delete":
	default:
		if slices.Contains(first, "into") {
			return
		}
	}
	j.texts = append(j.texts, innerText{"", p})
}

// jump judges EXIT and CONTINUE.
func (j *judge) jump(n *node) {
	word := "EXIT"
	if n.kind == kindContinue {
		word = "CONTINUE"
	}
	if n.label == "" {
		if !slices.ContainsFunc(j.labels, func(l label) bool { return l.loop }) {
			j.fail("42601", n.at, word+" cannot be used outside a loop")
		}
		return
	}
	for _, l := range slices.Backward(j.labels) {
		if l.name != n.label {
			continue
		}
		if !l.loop && n.kind == kindContinue {
			j.fail("42601", n.at+len(word)+1, "block label \""+n.label+"\" cannot be used in CONTINUE")
		}
		return
	}
	j.fail("42601", n.at+len(word)+1, "there is no label \""+n.label+"\" attached to any block or loop enclosing this statement")
}

// returned judges RETURN with and without a value.
func (j *judge) returned(n *node) {
	given := strings.TrimSpace(n.text.text) != ""
	switch {
	case j.f.SetOf && given:
		j.fail("42804", n.text.start, "RETURN cannot have a parameter in function returning set")
	case j.f.SetOf:
	case j.f.Procedure && given && !j.f.Outs:
		j.fail("42601", n.text.start, "RETURN cannot have a parameter in a procedure")
	case j.f.Procedure && !j.f.Outs:
	case j.f.Void && given:
		j.fail("42804", n.text.start, "RETURN cannot have a parameter in function returning void")
	case j.f.Void:
	case j.f.Outs && given:
		j.fail("42804", n.text.start, "RETURN cannot have a parameter in function with OUT parameters")
	case !j.f.Outs && !given:
		j.fail("42601", n.at+strings.IndexByte(j.body[n.at:], ';'), "missing expression at or near \";\"")
	}
}

// raise counts the values that RAISE has and wants.
func (j *judge) raise(p piece) {
	if !strings.ContainsAny(p.text, "%,") {
		return
	}
	r := newReader(p.text)
	if slices.Contains([]string{"debug", "log", "info", "notice", "warning", "exception"}, r.peek(0)) {
		r.at++
	}
	format := r.peek(0)
	if !strings.ContainsAny(format[:min(1, len(format))], "'$") {
		return
	}
	r.at++
	wanted := strings.Count(strings.ReplaceAll(format, "%%", ""), "%")
	given, depth := 0, 0
	for ; r.at < len(r.tokens); r.at++ {
		switch w := r.peek(0); {
		case w == "(" || w == "[":
			depth++
		case w == ")" || w == "]":
			depth--
		case depth == 0 && w == ",":
			given++
		}
		if depth == 0 && r.is("using") {
			break
		}
	}
	switch {
	case given > wanted:
		j.fail("42601", -1, "too many parameters specified for RAISE")
	case given < wanted:
		j.fail("42601", -1, "too few parameters specified for RAISE")
	}
}

// syntax parses all SQL of the body at once, and piece by piece if something is wrong.
func (j *judge) syntax() {
	var b strings.Builder
	for _, t := range j.texts {
		b.WriteString(t.before + t.piece.text + "\n;")
	}
	if _, err := parser.SplitWithParser(b.String(), false); err == nil { // the tree would cost more than the parsing
		return
	}
	for _, t := range j.texts {
		text := t.before + t.piece.text
		_, err := parser.SplitWithParser(text, false)
		var refused *parser.Error
		if err == nil || !errors.As(err, &refused) {
			continue
		}
		at := t.piece.start
		if refused.Cursorpos > 0 {
			at = max(at, at+sqlpos.ByteOfChar(text, refused.Cursorpos)-len(t.before))
		}
		j.fail("42601", min(at, len(j.body)), refused.Message)
		return
	}
}
