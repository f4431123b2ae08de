package plpgsql

import (
	"errors"
	"strconv"
)

// loop runs all kinds of loops.
func (m *machine) loop(n *node) error {
	switch n.kind {
	case kindLoop:
		return m.rounded(n, func() (bool, error) { return true, nil })
	case kindWhile:
		return m.rounded(n, func() (bool, error) {
			v := m.evaluate(n.text)
			if v.isUnknown() {
				return false, m.skip(n, v.why, n.text.start)
			}
			return v.isTrue(), nil
		})
	case kindForRange:
		return m.forRange(n)
	case kindForEach:
		v := m.evaluate(n.text)
		if v.kind == valueText {
			v = listOf(v)
		}
		if v.kind != valueList {
			return m.skip(n, firstOf(v.why, "the list of the loop is not known"), n.text.start)
		}
		switch n.step.text {
		case "":
			return m.over(n, flat(v.list))
		case "1":
			if len(v.list) > 0 && v.list[0].kind != valueList {
				return m.over(n, []value{v})
			}
			return m.over(n, v.list)
		}
		return m.skip(n, "FOREACH with SLICE of more than one dimension", n.text.start)
	}
	return m.forRows(n)
}

// flat lists the elements of an array of several dimensions.
func flat(list []value) []value {
	var out []value
	for _, v := range list {
		if v.kind == valueList {
			out = append(out, flat(v.list)...)
			continue
		}
		out = append(out, v)
	}
	return out
}

func (m *machine) forRange(n *node) error {
	low, high, by := m.evaluate(n.low), m.evaluate(n.text), number(1)
	if n.step.text != "" {
		by = m.evaluate(n.step)
	}
	i, errLow := strconv.Atoi(low.text)
	end, errHigh := strconv.Atoi(high.text)
	step, errStep := strconv.Atoi(by.text)
	if errLow != nil || errHigh != nil || errStep != nil || step < 1 {
		return m.skip(n, firstOf(low.why, high.why, by.why, "the bounds of the loop are not known"), n.low.start)
	}
	var list []value
	for ; (!n.down && i <= end) || (n.down && i >= end); i += map[bool]int{true: -step, false: step}[n.down] {
		if list = append(list, number(i)); len(list) > maxRounds {
			return m.skip(n, "the loop has too many rounds", n.at)
		}
	}
	return m.over(n, list)
}

// forRows runs a loop over the rows of a query.
func (m *machine) forRows(n *node) error {
	text := n.text.text
	if n.kind == kindForExecute {
		v := m.evaluate(n.text)
		if v.kind != valueText {
			return m.skip(n, firstOf(v.why, "EXECUTE of text built at run time"), n.text.start)
		}
		text = v.text
	}
	v, rows := m.evaluateRows(text)
	if v.isUnknown() && rows == nil {
		return m.skip(n, v.why, n.text.start)
	}
	list := make([]value, len(rows))
	for i, rec := range rows {
		list[i] = rec.value()
		if len(n.names) == 1 && len(rec.values) == 1 && m.scalar(n.names[0]) {
			list[i] = rec.first()
		}
		if len(n.names) > 1 {
			list[i] = value{kind: valueList, list: rec.values}
		}
	}
	return m.over(n, list)
}

// scalar reports whether the loop variable holds one value and no record.
func (m *machine) scalar(name string) bool {
	return m.declared(name) != "" && m.declared(name) != "record"
}

// declared returns the type that a variable was declared with.
func (m *machine) declared(name string) string {
	for i := len(m.types) - 1; i >= 0; i-- {
		if t, ok := m.types[i][name]; ok {
			return t
		}
	}
	return ""
}

// over runs the body once for each value.
func (m *machine) over(n *node, list []value) error {
	m.scopes = append(m.scopes, map[string]*value{})
	defer func() { m.scopes = m.scopes[:len(m.scopes)-1] }()
	for _, name := range n.names {
		if m.variable(name) == nil {
			m.scopes[len(m.scopes)-1][name] = &value{kind: valueNull}
		}
	}
	i := -1
	return m.rounded(n, func() (bool, error) {
		if i++; i >= len(list) {
			return false, nil
		}
		for j, name := range n.names {
			v := list[i]
			if len(n.names) > 1 && j < len(v.list) {
				v = v.list[j]
			}
			m.assign(name, v)
		}
		return true, nil
	})
}

// rounded repeats the body while next says so.
func (m *machine) rounded(n *node, next func() (bool, error)) error {
	for {
		more, err := next()
		if err != nil || !more {
			return err
		}
		if m.rounds++; m.rounds > maxRounds {
			return &undecided{why: "the loop has too many rounds", at: n.at}
		}
		err = m.run(n.body)
		var j *jump
		switch {
		case err == nil:
		case !errors.As(err, &j) || j.kind == kindReturn || (j.label != "" && j.label != n.label):
			return err
		case j.kind == kindExit:
			return nil
		}
	}
}
