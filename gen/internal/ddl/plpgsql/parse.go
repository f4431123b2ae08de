package plpgsql

import "strings"

// node is one statement of a block.
type node struct {
	kind kind
	at   int
	// text is the expression, query or SQL statement.
	text piece
	// name is the target of an assignment or loop, the label of EXIT and CONTINUE,
	// or the level of RAISE.
	names []string
	label string
	// row is true for RETURN NEXT and RETURN QUERY.
	row bool
	// strict goes with INTO STRICT.
	strict bool
	low    piece // FOR i IN low..text
	step   piece
	down   bool
	body   []*node
	// branches are those of IF and CASE, else their ELSE.
	branches []branch
	other    []*node
	hasOther bool
	vars     []variable
	handlers []handler
}

type kind uint8

const (
	kindBlock kind = iota
	kindIf
	kindCase
	kindLoop
	kindWhile
	kindForRange
	kindForQuery
	kindForExecute
	kindForEach
	kindExit
	kindContinue
	kindReturn
	kindRaise
	kindPerform
	kindExecute
	kindAssign
	kindNull
	kindSQL
	kindOpaque // cursors, GET DIAGNOSTICS and the like: data only
)

type branch struct {
	when piece
	body []*node
}

type variable struct {
	name  string
	at    int
	typ   string
	value piece
	// declared is zero where the type is one of the grammar's own.
	declared Declared
}

type handler struct {
	conditions []string
	body       []*node
}

// block reads [<<label>>] [DECLARE ...] BEGIN ... [EXCEPTION ...] END.
func (r *reader) block() (*node, error) {
	n := &node{kind: kindBlock, at: r.offset(), label: r.blockLabel()}
	if r.accept("declare") {
		for !r.is("begin") {
			if r.accept("declare") {
				continue
			}
			if err := r.declaration(n); err != nil {
				return nil, err
			}
		}
	}
	if err := r.expect("begin"); err != nil {
		return nil, err
	}
	var err error
	if n.body, err = r.list("end", "exception"); err != nil {
		return nil, err
	}
	if r.accept("exception") {
		for r.accept("when") {
			conditions, err := r.until("then")
			if err != nil {
				return nil, err
			}
			r.at++
			body, err := r.list("end", "when")
			if err != nil {
				return nil, err
			}
			n.handlers = append(n.handlers, handler{splitConditions(conditions.text), body})
		}
	}
	if err := r.expect("end"); err != nil {
		return nil, err
	}
	if !r.is(";") && r.at < len(r.tokens) {
		r.at++ // the label again
	}
	r.accept(";")
	return n, nil
}

func (r *reader) blockLabel() string {
	if !r.is("<<") {
		return ""
	}
	label := name(r.peek(1))
	r.at += 3
	return label
}

// name removes the quotes of an identifier.
func name(word string) string {
	if strings.HasPrefix(word, `"`) {
		return strings.ReplaceAll(strings.Trim(word, `"`), `""`, `"`)
	}
	return word
}

func splitConditions(text string) []string {
	words := strings.Fields(strings.ToLower(text))
	var out []string
	for i := 0; i < len(words); i++ {
		switch w := words[i]; {
		case w == "or":
		case w == "sqlstate" && i+1 < len(words):
			i++
			out = append(out, strings.ToUpper(strings.Trim(words[i], "'")))
		default:
			out = append(out, w)
		}
	}
	return out
}

// declaration reads name [CONSTANT] type [NOT NULL] [:= value];
func (r *reader) declaration(n *node) error {
	v := variable{name: name(r.peek(0)), at: r.offset()}
	r.at++
	r.accept("constant")
	first := r.at
	for r.at < len(r.tokens) && !r.is(";") && !r.is(":=") && !r.is("=") && !r.is("default") && !r.is("not", "null") {
		r.at++
	}
	v.typ = strings.ToLower(r.piece(first, r.at).text)
	v.declared, _ = r.declared(v.name, first, r.at)
	r.accept("not", "null")
	if r.accept(":=") || r.accept("=") || r.accept("default") {
		value, err := r.until(";")
		if err != nil {
			return err
		}
		v.value = value
	}
	n.vars = append(n.vars, v)
	return r.expect(";")
}

// list reads statements up to one of the words, which it leaves unread.
func (r *reader) list(stops ...string) ([]*node, error) {
	var out []*node
	for {
		if r.at >= len(r.tokens) {
			return nil, r.fail("the block has no END")
		}
		for _, stop := range stops {
			if r.is(stop) {
				return out, nil
			}
		}
		if r.accept(";") {
			continue
		}
		n, err := r.one()
		if err != nil {
			return nil, err
		}
		out = append(out, n)
	}
}

// one reads one statement.
func (r *reader) one() (*node, error) {
	label := ""
	if r.is("<<") {
		if w := r.peek(3); w == "declare" || w == "begin" {
			return r.block()
		}
		label = r.blockLabel()
	}
	n := &node{at: r.offset(), label: label}
	var err error
	switch r.peek(0) {
	case "declare", "begin":
		return r.block()
	case "if":
		err = r.ifStatement(n)
	case "case":
		err = r.caseStatement(n)
	case "loop":
		n.kind = kindLoop
		err = r.loopBody(n)
	case "while":
		r.at++
		n.kind = kindWhile
		if n.text, err = r.until("loop"); err == nil {
			err = r.loopBody(n)
		}
	case "for":
		err = r.forStatement(n)
	case "foreach":
		err = r.forEach(n)
	default:
		err = r.simple(n)
	}
	return n, err
}

// simple reads a statement that ends at its semicolon.
func (r *reader) simple(n *node) (err error) {
	word := r.peek(0)
	if r.peek(1) == ":=" {
		word = "" // a variable, whatever its name
	}
	if word == "return" && (r.peek(1) == "next" || r.peek(1) == "query") {
		return r.row(n)
	}
	switch word {
	case "exit", "continue":
		n.kind = map[string]kind{"exit": kindExit, "continue": kindContinue}[word]
		r.at++
		if !r.is("when") && !r.is(";") {
			n.label = name(r.peek(0))
			r.at++
		} else {
			n.label = ""
		}
		if r.accept("when") {
			n.text, err = r.until(";")
		}
		if err != nil {
			return err
		}
		return r.expect(";")
	case "return", "perform", "execute", "raise":
		n.kind = map[string]kind{"return": kindReturn, "perform": kindPerform, "execute": kindExecute, "raise": kindRaise}[word]
		r.at++
	case "null":
		n.kind = kindNull
	case "get", "open", "fetch", "close", "move", "assert":
		n.kind = kindOpaque
	default:
		if r.assignment(n) {
			break
		}
		n.kind = kindSQL
	}
	if n.kind == kindExecute {
		return r.executeStatement(n)
	}
	if n.kind == kindSQL {
		return r.sqlStatement(n)
	}
	n.text, err = r.statement()
	return err
}

// row reads RETURN NEXT and RETURN QUERY, after which the function goes on.
func (r *reader) row(n *node) (err error) {
	next := r.peek(1) == "next"
	n.row = true
	r.at += 2
	switch {
	case next:
		n.kind = kindNull
	case r.accept("execute"):
		n.kind = kindExecute
		return r.executeStatement(n)
	case r.accept("select"):
		n.kind = kindPerform
	default:
		n.kind = kindSQL
		return r.sqlStatement(n)
	}
	n.text, err = r.statement()
	return err
}

// assignment recognises target := value and target = value.
func (r *reader) assignment(n *node) bool {
	i := 1
	for r.peek(i) == "." || r.peek(i) == "[" {
		if r.peek(i) == "[" {
			for i++; r.peek(i) != "]" && r.peek(i) != ""; i++ {
			}
			i++
			n.strict = true // one element: the whole is then not known
			continue
		}
		i += 2
	}
	if r.peek(i) != ":=" && r.peek(i) != "=" {
		return false
	}
	n.kind = kindAssign
	target := name(r.peek(0))
	if i > 2 && r.peek(1) == "." {
		target += "." + name(r.peek(2))
	}
	n.names = []string{target}
	r.at += i + 1
	return true
}

// executeStatement reads EXECUTE text [INTO targets] [USING values].
func (r *reader) executeStatement(n *node) (err error) {
	if n.text, err = r.until(";", "into", "using"); err != nil {
		return err
	}
	for !r.is(";") {
		into := r.is("into")
		r.at++
		part, err := r.until(";", "into", "using")
		if err != nil {
			return err
		}
		if into {
			n.names = targets(part.text)
		} else {
			n.low = part
		}
	}
	return r.expect(";")
}

// sqlStatement reads SQL and takes INTO targets out of a query.
func (r *reader) sqlStatement(n *node) (err error) {
	word := r.peek(0)
	first := r.at
	if n.text, err = r.sqlText(); err != nil {
		return err
	}
	last := r.at - 1
	switch word {
	case "select", "with", "insert", "update", "delete":
	default:
		return nil
	}
	for i, depth := first, 0; i < last; i++ {
		switch w := r.tokens[i].word; {
		case w == "(":
			depth++
		case w == ")":
			depth--
		case w == "into" && depth == 0 && r.tokens[i-1].word != "insert":
			r.takeInto(n, first, i, last)
			return nil
		}
	}
	return nil
}

// sqlText reads a statement whose body may hold semicolons: BEGIN ATOMIC ... END.
func (r *reader) sqlText() (piece, error) {
	first := r.at
	atomic := false
	for i := r.at; i+1 < len(r.tokens) && r.tokens[i].word != ";"; i++ {
		atomic = atomic || (r.tokens[i].word == "begin" && r.tokens[i+1].word == "atomic")
	}
	if !atomic {
		return r.statement()
	}
	for ; r.at < len(r.tokens); r.at++ {
		if r.is("end", ";") {
			r.at += 2
			return r.piece(first, r.at-1), nil
		}
	}
	return piece{}, r.fail("BEGIN ATOMIC has no END")
}

// takeInto cuts INTO a, b out of the text; spaces keep the positions.
func (r *reader) takeInto(n *node, first, into, last int) {
	end := into + 1
	if r.tokens[end].word == "strict" {
		n.strict = true
		end++
	}
	start := end
	for end < last {
		end++
		for end+1 < last && r.tokens[end].word == "." {
			end += 2
		}
		if end >= last || r.tokens[end].word != "," {
			break
		}
		end++
	}
	n.names = targets(r.body[r.tokens[start].start:r.tokens[end-1].end])
	from, to := r.tokens[into].start-n.text.start, r.tokens[end-1].end-n.text.start
	n.text.text = n.text.text[:from] + strings.Repeat(" ", to-from) + n.text.text[to:]
}

func targets(text string) []string {
	text = strings.TrimPrefix(strings.ToLower(strings.TrimSpace(text)), "strict ")
	var out []string
	for part := range strings.SplitSeq(text, ",") {
		out = append(out, strings.TrimSpace(part))
	}
	return out
}
