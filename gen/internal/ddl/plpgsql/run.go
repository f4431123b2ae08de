package plpgsql

import (
	"errors"
	"fmt"
	"strings"
)

// maxRounds ends loops that would not end.
const maxRounds = 10000

// machine runs a block.
type machine struct {
	cat    Catalog
	at     int
	body   string
	scopes []map[string]*value
	// types are the declared types of the variables, scope by scope.
	types  []map[string]string
	result Result
	// pending is an error that an expression raised.
	pending *raised
	rounds  int
	current *raised // the error that a handler handles, for RAISE without more
	// labels are the variables of the labelled blocks around.
	labels map[string]map[string]*value
	// ctes are the queries of WITH around the present query.
	ctes []cte
	// params are the values of EXECUTE ... USING.
	params []value
	// group are the rows that aggregates are worked out over, nil outside of them.
	group *[]match
	// literals are the texts of the body.
	literals []string
	// returned is the value of the last RETURN, depth how many functions are around.
	returned value
	depth    int
	// guarded is the number of blocks with handlers around the present statement.
	guarded int
}

// raised is an error that a handler can catch.
type raised struct {
	state string
	err   error
	at    int
}

func (e *raised) Error() string { return e.err.Error() }

// Unwrap returns the error of the statement.
func (e *raised) Unwrap() error { return e.err }

// SQLState returns the code that handlers compare.
func (e *raised) SQLState() string { return e.state }

var (
	errNoRows    = errors.New("the query of INTO STRICT gives no row")
	errNullQuery = errors.New("the text of EXECUTE is NULL")
)

// undecided ends a run that needs a server.
type undecided struct {
	why string
	at  int
}

func (e *undecided) Error() string { return e.why }

// jump leaves statements: return, exit and continue.
type jump struct {
	kind  kind
	label string
}

func (e *jump) Error() string { return "jump out of a block" }

// Block runs the body of a DO block against the catalog. at is the byte offset of
// the body in the file and shifts all positions.
func Block(body string, at int, cat Catalog) Result {
	m := &machine{cat: cat, at: at, body: body}
	top, err := newReader(body).block()
	if err == nil && m.anyEffect([]*node{top}) {
		err = m.run([]*node{top})
	} else if err == nil && mentionsRefresh(body) {
		_ = m.run([]*node{top}) // as far as it goes: nothing in it changes what objects are
	}
	var (
		read *notRead
		stop *undecided
		fail *raised
		out  *jump
	)
	m.result.Decided = true
	switch {
	case errors.As(err, &read):
		m.giveUp(read.why, read.at)
	case errors.As(err, &stop):
		m.giveUp(stop.why, stop.at)
	case errors.As(err, &fail):
		m.result.Err = fail
		m.place(fail.at)
	case err != nil && !errors.As(err, &out):
		m.result.Err = err
	}
	return m.result
}

func (m *machine) giveUp(why string, at int) {
	m.result.Decided, m.result.Why = false, why
	m.place(at)
}

func (m *machine) place(at int) {
	m.result.Offset = m.at + at
	m.result.Line = strings.Count(m.body[:min(at, len(m.body))], "\n") + 1
}

func (m *machine) variable(name string) *value {
	for i := len(m.scopes) - 1; i >= 0; i-- {
		if v, ok := m.scopes[i][name]; ok {
			return v
		}
	}
	return nil
}

func (m *machine) assign(name string, v value) {
	name, field, isField := strings.Cut(name, ".")
	target := m.variable(strings.Trim(name, `"`))
	switch {
	case target == nil:
	case isField && target.kind == valueRecord:
		target.field[field] = v
	case isField:
		*target = unknown("a field of " + name + " was set")
	default:
		*target = m.typed(v, m.declared(name))
	}
}

func (m *machine) run(list []*node) error {
	for _, n := range list {
		if err := m.step(n); err != nil {
			var r *raised
			if errors.As(err, &r) && r.at == 0 {
				r.at = n.at
			}
			return err
		}
		if m.pending != nil {
			err := m.pending
			err.at, m.pending = n.at, nil
			return err
		}
	}
	return nil
}

func (m *machine) step(n *node) error {
	switch n.kind {
	case kindBlock:
		return m.block(n)
	case kindIf:
		return m.choose(n, func(b branch) value { return m.evaluate(b.when) })
	case kindCase:
		subject := m.evaluate(n.text)
		return m.choose(n, func(b branch) value {
			if n.text.text == "" {
				return m.evaluate(b.when)
			}
			list, _ := m.evaluateRows("SELECT ARRAY[" + b.when.text + "]")
			return m.in("=", subject, list.list)
		})
	case kindLoop, kindWhile, kindForRange, kindForQuery, kindForExecute, kindForEach:
		return m.loop(n)
	case kindExit, kindContinue, kindReturn:
		return m.leave(n)
	case kindRaise:
		return m.raise(n)
	case kindPerform:
		return m.perform(n)
	case kindExecute:
		return m.execute(n)
	case kindAssign:
		v := m.evaluate(n.text)
		if n.strict {
			v = unknown("an element of a list was set")
		}
		m.assign(n.names[0], v)
	case kindSQL:
		return m.sql(n)
	case kindOpaque:
		return m.opaque(n)
	}
	return nil
}

// block runs a block with its variables and handlers.
func (m *machine) block(n *node) error {
	scope := map[string]*value{}
	if len(m.scopes) == 0 {
		scope["found"] = &value{kind: valueText, text: "false"}
	}
	types := map[string]string{}
	if n.label != "" {
		// label.variable finds a variable that an inner one hides.
		defer m.labelled(n.label, scope)()
	}
	m.scopes, m.types = append(m.scopes, scope), append(m.types, types)
	defer func() { m.scopes, m.types = m.scopes[:len(m.scopes)-1], m.types[:len(m.types)-1] }()
	for _, v := range n.vars {
		types[v.name] = v.typ
		x := null
		if v.value.text != "" {
			if x = m.evaluate(v.value); strings.HasSuffix(v.typ, "]") && x.kind == valueText {
				x = listOf(x)
			}
		}
		x = m.typed(x, v.typ)
		scope[v.name] = &x
	}
	if m.pending != nil {
		err := m.pending
		m.pending = nil
		return err
	}
	if len(n.handlers) == 0 {
		return m.left(n, m.run(n.body))
	}
	rollback, done := m.cat.Savepoint(), len(m.result.Statements)
	m.guarded++
	err := m.run(n.body)
	m.guarded--
	var r *raised
	if !errors.As(err, &r) {
		return m.left(n, err)
	}
	for _, h := range n.handlers {
		for _, c := range h.conditions {
			if catches(c, r.state) {
				rollback()
				m.result.Statements = m.result.Statements[:done]
				outer := m.current
				m.current = r
				state, text := known(r.state), unknown("the text of an error")
				scope["sqlstate"], scope["sqlerrm"] = &state, &text
				err := m.run(h.body)
				m.current = outer
				return m.left(n, err)
			}
		}
	}
	return err
}

// labelled makes the variables of a block known under its label; the result undoes it.
func (m *machine) labelled(label string, scope map[string]*value) func() {
	if m.labels == nil {
		m.labels = map[string]map[string]*value{}
	}
	outer := m.labels[label]
	m.labels[label] = scope
	return func() { m.labels[label] = outer }
}

// left takes an EXIT that names the block.
func (m *machine) left(n *node, err error) error {
	var j *jump
	if errors.As(err, &j) && j.kind == kindExit && j.label != "" && j.label == n.label {
		return nil
	}
	return err
}

// choose runs the first branch whose condition holds.
func (m *machine) choose(n *node, test func(branch) value) error {
	for _, b := range n.branches {
		switch v := test(b); {
		case v.isUnknown():
			return m.skip(n, v.why, b.when.start)
		case v.isTrue():
			return m.run(b.body)
		}
	}
	if m.pending != nil {
		return nil
	}
	if n.kind == kindCase && !n.hasOther {
		return &raised{state: "20000", err: errors.New("no WHEN of the CASE fits, and it has no ELSE"), at: n.at}
	}
	return m.run(n.other)
}

// skip passes over statements whose condition is not known, if they have no effect
// on the schema; what they assign is then not known either.
func (m *machine) skip(n *node, why string, at int) error {
	if m.pending != nil {
		return nil // the condition itself fails
	}
	if m.matters(n) {
		return &undecided{why: why, at: at}
	}
	m.forget(n)
	return nil
}

// forget makes unknown what the statement may assign.
func (m *machine) forget(n *node) {
	each(n, func(x *node) {
		for _, name := range x.names {
			m.assign(name, unknown("a variable is set where it is not known whether"))
		}
	})
}

func (m *machine) leave(n *node) error {
	if n.kind != kindReturn && n.text.text != "" {
		switch v := m.evaluate(n.text); {
		case v.isUnknown():
			return &undecided{why: v.why, at: n.at}
		case !v.isTrue():
			return nil
		}
	}
	if n.kind == kindReturn && n.text.text != "" && m.depth > 0 {
		m.returned = m.evaluate(n.text)
	}
	return &jump{kind: n.kind, label: n.label}
}

// raise ends the block for an exception; messages have no effect.
func (m *machine) raise(n *node) error {
	text := strings.TrimSpace(n.text.text)
	end := strings.IndexFunc(text+" ", func(r rune) bool { return !isWordRune(r) })
	level, rest := text[:end], text[end:]
	switch strings.ToLower(level) {
	case "notice", "info", "warning", "debug", "log":
		return nil
	case "exception":
		text = strings.TrimSpace(rest)
	case "":
		if m.current != nil {
			return m.current
		}
	}
	return &raised{state: errorCode(text), err: fmt.Errorf("the block raises %s", text), at: n.at}
}

// errorCode finds the SQLSTATE of a RAISE: RAISE name, RAISE SQLSTATE 'code', or the
// option ERRCODE.
func errorCode(text string) string {
	lower := strings.ToLower(text)
	if i := strings.LastIndex(lower, "errcode"); i >= 0 {
		words := strings.FieldsFunc(text[i+len("errcode"):], func(r rune) bool { return strings.ContainsRune(" =:,;'\n\t", r) })
		if len(words) > 0 {
			if state, ok := stateOf(words[0]); ok {
				return state
			}
		}
	}
	words := strings.FieldsFunc(lower, func(r rune) bool { return strings.ContainsRune(" ,;'\n\t", r) })
	if len(words) > 1 && words[0] == "sqlstate" {
		return strings.ToUpper(words[1])
	}
	if len(words) > 0 && !strings.HasPrefix(lower, "'") {
		if states := conditions()[words[0]]; len(states) > 0 {
			return states[0]
		}
	}
	return "P0001"
}
