package ddl

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxName is the number of bytes that PostgreSQL keeps of a name.
const maxName = 63

// clip cuts s to at most n bytes without splitting a character.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// objectName joins two names and a label with underscores as PostgreSQL's
// makeObjectName does: the longer of the two names is shortened first.
func objectName(name1, name2, label string) string {
	overhead := 0
	if name2 != "" {
		overhead++
	}
	if label != "" {
		overhead += len(label) + 1
	}
	n1, n2 := len(name1), len(name2)
	for n1+n2 > maxName-overhead {
		if n1 > n2 {
			n1--
		} else {
			n2--
		}
	}
	out := clip(name1, n1)
	if name2 != "" {
		out += "_" + clip(name2, n2)
	}
	if label != "" {
		out += "_" + label
	}
	return out
}

// relationName chooses a name for an index or sequence that is free among the
// relations of the schema, and among its constraints when the index backs one.
func (r *Replay) relationName(schemaName, name1, name2, label string, constraint bool) string {
	return chooseName(name1, name2, label, func(name string) bool {
		if _, taken := r.db.Relation(schemaName, name); taken {
			return true
		}
		return constraint && r.db.HasConstraintNamed(schemaName, name)
	})
}

// constraintName chooses a name for a check or foreign key that is free among
// the constraints of the schema.
func (r *Replay) constraintName(schemaName, name1, name2, label string) string {
	return chooseName(name1, name2, label, func(name string) bool {
		return r.db.HasConstraintNamed(schemaName, name)
	})
}

func chooseName(name1, name2, label string, taken func(string) bool) string {
	numbered := label
	for pass := 1; ; pass++ {
		name := objectName(name1, name2, numbered)
		if !taken(name) {
			return name
		}
		numbered = label + strconv.Itoa(pass)
	}
}

// joinColumns makes the part of a name that lists columns; it stops as soon as
// the name would be cut anyway.
func joinColumns(columns []string) string {
	var b strings.Builder
	for _, c := range columns {
		if b.Len() > 0 {
			b.WriteByte('_')
		}
		b.WriteString(c)
		if b.Len() > maxName {
			break
		}
	}
	return b.String()
}

// uniqueColumns numbers names that occur twice, as the columns of an index.
func uniqueColumns(names []string) []string {
	seen := make(map[string]bool, len(names))
	out := make([]string, len(names))
	for i, name := range names {
		current := name
		for n := 1; seen[current]; n++ {
			number := strconv.Itoa(n)
			current = clip(name, maxName-len(number)) + number
		}
		seen[current] = true
		out[i] = current
	}
	return out
}
