package migrate

import (
	"errors"
	"slices"
)

// cutter tells tokens where statements start.
type cutter struct {
	// open says that a statement has begun.
	open bool
	// depth is that of parentheses, atomic that of BEGIN ATOMIC and the CASEs within.
	depth, atomic int
	begin         bool
}

// starts takes the next token and reports whether it starts a statement.
func (c *cutter) starts(t token) bool {
	begin := c.begin
	c.begin = t.isWord("begin")
	switch {
	case t.kind == ';' && c.depth == 0 && c.atomic == 0:
		c.open = false
		return false
	case t.kind == '(':
		c.depth++
	case t.kind == ')':
		c.depth = max(0, c.depth-1)
	case begin && t.isWord("atomic"), c.atomic > 0 && t.isWord("case"):
		c.atomic++
	case c.atomic > 0 && t.isWord("end"):
		c.atomic--
	}
	first := !c.open
	c.open = true
	return first
}

// statementStarts returns the byte offset of each statement of a text.
func statementStarts(sql string) []int {
	var starts []int
	var c cutter
	for t := range eachToken(sql) {
		if c.starts(t) {
			starts = append(starts, t.start)
		}
	}
	return starts
}

// phrase is a statement by its first words.
type phrase struct {
	start int
	words [4]string
	count int
	// stdin says that FROM STDIN stands in it, outside of parentheses; from that the
	// last word was FROM.
	stdin, from bool
	// config says that it calls set_config, temporary that it names a temporary thing.
	config, temporary bool
}

// phrases calls f with each statement of a text until f returns false.
func phrases(sql string, f func(phrase) bool) {
	var c cutter
	var p phrase
	for t := range eachToken(sql) {
		switch {
		case c.starts(t):
			if p.count > 0 && !f(p) {
				return
			}
			p = phrase{start: t.start}
		case !c.open:
			continue
		}
		if p.count < len(p.words) {
			if t.kind == 'w' {
				p.words[p.count] = t.text
			}
			p.count++
		}
		p.stdin = p.stdin || p.from && c.depth == 0 && t.isWord("stdin")
		p.from = t.isWord("from")
		p.config = p.config || t.isWord("set_config")
		p.temporary = p.temporary || t.isWord("temp") || t.isWord("temporary") || t.isWord("pg_temp")
	}
	if p.count > 0 {
		f(p)
	}
}

// endsTransaction reports whether the statement ends the transaction that it
// stands in.
func (p phrase) endsTransaction() bool {
	switch p.words[0] {
	case "commit", "end", "abort":
		return p.words[1] != "prepared"
	case "rollback":
		return p.words[1] != "prepared" && p.words[1] != "to" && p.words[2] != "to"
	case "prepare":
		return p.words[1] == "transaction"
	}
	return false
}

// readsClient reports whether the statement waits for data that the client sends,
// which a step has none of: the run would wait for ever, with its locks.
func (p phrase) readsClient() bool { return p.words[0] == "copy" && p.stdin }

// changesRows reports whether the statement changes rows, of which the catalog tells
// nothing.
func (p phrase) changesRows() bool {
	return slices.Contains([]string{"insert", "update", "delete", "merge"}, p.words[0])
}

// needsOutside reports whether the server refuses the statement inside a transaction.
func (p phrase) needsOutside() bool {
	switch p.words[0] {
	case "create", "drop":
		at := slices.Index(p.words[:3], "index")
		return at > 0 && p.words[at+1] == "concurrently"
	case "reindex":
		return p.words[2] == "concurrently"
	case "alter":
		return p.words[1] == "system"
	}
	return p.words[0] == "vacuum"
}

// setsSession reports whether the statement may change settings that outlast its
// transaction.
func (p phrase) setsSession() bool {
	return p.config || p.words[0] == "set" && p.words[1] != "local" && p.words[1] != "constraints" || p.words[0] == "reset"
}

// makesTemporary reports whether the statement may make a temporary relation.
func (p phrase) makesTemporary() bool { return p.temporary && p.words[0] != "drop" }

// altersType reports whether the statement is one that may add a value to an enum.
func (p phrase) altersType() bool { return p.words[0] == "alter" && p.words[1] == "type" }

// anyPhrase reports whether one of the statements is of the kind.
func anyPhrase(sql string, is func(phrase) bool) bool {
	found := false
	phrases(sql, func(p phrase) bool {
		found = is(p)
		return !found
	})
	return found
}

// unfit finds the first statement that has no place in the step: where it is, what
// is wrong with it and what to do. The error is nil if there is none.
func unfit(step Step) (at int, hint string, err error) {
	phrases(step.SQL, func(p phrase) bool {
		switch {
		case p.readsClient():
			err = errors.New("COPY FROM STDIN waits for data that a revision cannot send")
			hint = "write INSERT, or a step with function= whose Go function calls CopyFrom"
		case !step.NoTransaction && p.endsTransaction():
			err, hint = ErrEndedTransaction, endedHint
		case !step.NoTransaction && p.needsOutside():
			err = errors.New("the statement cannot run inside a transaction")
			hint = "make it a step of its own: write " + markerPrefix + "step transaction=off on the line above"
		case step.NoTransaction && p.changesRows():
			err = errors.New("outside a transaction a change of rows would be made again after an interruption")
			hint = "remove transaction=off: the statement is one transaction in any case"
		}
		at = p.start
		return err == nil
	})
	return at, hint, err
}
