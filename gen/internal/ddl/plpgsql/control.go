package plpgsql

import "strings"

func (r *reader) ifStatement(n *node) (err error) {
	n.kind = kindIf
	r.at++
	for {
		var b branch
		if b.when, err = r.until("then"); err != nil {
			return err
		}
		r.at++
		if b.body, err = r.list("elsif", "elseif", "else", "end"); err != nil {
			return err
		}
		n.branches = append(n.branches, b)
		if !r.accept("elsif") && !r.accept("elseif") {
			break
		}
	}
	if r.accept("else") {
		n.hasOther = true
		if n.other, err = r.list("end"); err != nil {
			return err
		}
	}
	return r.expect("end", "if", ";")
}

func (r *reader) caseStatement(n *node) (err error) {
	n.kind = kindCase
	r.at++
	if !r.is("when") {
		if n.text, err = r.until("when"); err != nil {
			return err
		}
	}
	for r.accept("when") {
		var b branch
		if b.when, err = r.until("then"); err != nil {
			return err
		}
		r.at++
		if b.body, err = r.list("when", "else", "end"); err != nil {
			return err
		}
		n.branches = append(n.branches, b)
	}
	if r.accept("else") {
		n.hasOther = true
		if n.other, err = r.list("end"); err != nil {
			return err
		}
	}
	return r.expect("end", "case", ";")
}

func (r *reader) loopBody(n *node) (err error) {
	if err = r.expect("loop"); err != nil {
		return err
	}
	if n.body, err = r.list("end"); err != nil {
		return err
	}
	if err = r.expect("end", "loop"); err != nil {
		return err
	}
	if !r.is(";") {
		r.at++ // the label again
	}
	return r.expect(";")
}

func (r *reader) forStatement(n *node) error {
	r.at++
	target, err := r.until("in")
	if err != nil {
		return err
	}
	for part := range strings.SplitSeq(target.text, ",") {
		n.names = append(n.names, name(strings.ToLower(strings.TrimSpace(part))))
	}
	r.at++
	if r.accept("execute") {
		n.kind = kindForExecute
		if n.text, err = r.until("loop"); err != nil {
			return err
		}
		return r.loopBody(n)
	}
	n.down = r.accept("reverse")
	save := r.at
	if low, rangeErr := r.until("..", "loop"); rangeErr == nil && r.accept("..") {
		n.kind, n.low = kindForRange, low
		if n.text, err = r.until("by", "loop"); err != nil {
			return err
		}
		if r.accept("by") {
			if n.step, err = r.until("loop"); err != nil {
				return err
			}
		}
		return r.loopBody(n)
	}
	r.at = save
	n.kind = kindForQuery
	if n.text, err = r.until("loop"); err != nil {
		return err
	}
	return r.loopBody(n)
}

func (r *reader) forEach(n *node) error {
	n.kind = kindForEach
	r.at++
	target, err := r.until("in", "slice")
	if err != nil {
		return err
	}
	n.names = []string{name(strings.ToLower(target.text))}
	if r.accept("slice") {
		if n.step, err = r.until("in"); err != nil {
			return err
		}
	}
	if err := r.expect("in", "array"); err != nil {
		return err
	}
	if n.text, err = r.until("loop"); err != nil {
		return err
	}
	return r.loopBody(n)
}
