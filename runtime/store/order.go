package store

import (
	"slices"
	"strings"
)

// Order is the order of the rows of a search and the page that is wanted. R, the
// row's type, keeps the orders of different tables apart. Orders are values:
// every method returns a new one.
type Order[R any] struct {
	terms         []orderTerm
	limit, offset int
	limited       bool
	lock          string
}

type orderTerm struct{ column, direction string }

// OrderBy orders by a column, the least value first. Generated code has one for
// every column that can be ordered by.
func OrderBy[R any](column string) Order[R] {
	return Order[R]{terms: []orderTerm{{column: column}}}
}

// Limit asks for the first n rows in the order of the key.
func Limit[R any](n int) Order[R] { return Order[R]{limit: n, limited: true} }

func (o Order[R]) each(direction string) Order[R] {
	o.terms = slices.Clone(o.terms)
	for i := range o.terms {
		o.terms[i].direction = direction
	}
	return o
}

// Asc gives the least value first, NULL last.
func (o Order[R]) Asc() Order[R] { return o.each("") }

// Desc gives the greatest value first, NULL before all.
func (o Order[R]) Desc() Order[R] { return o.each(" DESC") }

// DescNullsLast gives the greatest value first and NULL last.
func (o Order[R]) DescNullsLast() Order[R] { return o.each(" DESC NULLS LAST") }

// AscNullsFirst gives NULL first, then the least value.
func (o Order[R]) AscNullsFirst() Order[R] { return o.each(" NULLS FIRST") }

// Then orders rows that are equal in o by next. The page of next, if it has one,
// is taken over.
func (o Order[R]) Then(next Order[R]) Order[R] {
	o.terms = append(slices.Clone(o.terms), next.terms...)
	if next.limited {
		o.limit, o.limited = next.limit, true
	}
	if next.offset != 0 {
		o.offset = next.offset
	}
	if next.lock != "" {
		o.lock = next.lock
	}
	return o
}

// Limit asks for at most n rows.
func (o Order[R]) Limit(n int) Order[R] {
	o.limit, o.limited = n, true
	return o
}

// Offset skips the first n rows.
func (o Order[R]) Offset(n int) Order[R] {
	o.offset = n
	return o
}

// ForUpdate locks the rows that are returned until the transaction ends. Outside
// a transaction it has no use.
func (o Order[R]) ForUpdate() Order[R] {
	o.lock = "\nFOR UPDATE"
	return o
}

// ForUpdateSkipLocked is [Order.ForUpdate] without the rows that others have
// locked: the way to take work from a queue.
func (o Order[R]) ForUpdateSkipLocked() Order[R] {
	o.lock = "\nFOR UPDATE SKIP LOCKED"
	return o
}

// ForUpdateNoWait is [Order.ForUpdate], but fails with [LockTimeout] when a row
// is locked by others.
func (o Order[R]) ForUpdateNoWait() Order[R] {
	o.lock = "\nFOR UPDATE NOWAIT"
	return o
}

func merge[R any](orders []Order[R]) Order[R] {
	var all Order[R]
	for _, o := range orders {
		all = all.Then(o)
	}
	return all
}

// key appends what the text depends on.
func (o Order[R]) key(dst []byte) []byte {
	for _, t := range o.terms {
		dst = append(append(append(dst, 0), t.column...), t.direction...)
	}
	if o.limited {
		dst = append(dst, 1)
	}
	if o.offset != 0 {
		dst = append(dst, 2)
	}
	return append(dst, o.lock...)
}

// write writes ORDER BY with the key's columns as the last ones, so that pages
// never overlap, then the page with parameters from number n on.
func (o Order[R]) write(b *strings.Builder, key []string, n int) {
	terms := o.terms
	for _, column := range key {
		if !slices.ContainsFunc(terms, func(t orderTerm) bool { return t.column == column }) {
			terms = append(slices.Clip(terms), orderTerm{column: column})
		}
	}
	for i, t := range terms {
		b.WriteString([]string{"\nORDER BY ", ", "}[min(i, 1)] + t.column + t.direction)
	}
	if o.limited {
		b.WriteString("\nLIMIT ")
		writeParameter(b, n)
		n++
	}
	if o.offset != 0 {
		b.WriteString("\nOFFSET ")
		writeParameter(b, n)
	}
	b.WriteString(o.lock)
}

func (o Order[R]) args(args []any) []any {
	if o.limited {
		args = append(args, o.limit)
	}
	if o.offset != 0 {
		args = append(args, o.offset)
	}
	return args
}

// hint is the number of rows to make room for.
func (o Order[R]) hint() int {
	if o.limited {
		return max(0, min(o.limit, 1024))
	}
	return 16
}
