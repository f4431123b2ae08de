package store

import (
	"cmp"
	"net/netip"
	"strings"
	"time"
)

type operator uint8

const (
	noCondition operator = iota
	opEq
	opNe
	opLt
	opLe
	opGt
	opGe
	opBetween
	opFrom
	opIn
	opNotIn
	opIsNull
	opNotNull
	opLike
	opILike
	opHasAll
	opHasAny
	opWithin
	opContains
)

// Condition is what [Eq] and its relatives return. It can be assigned to a
// [Filter] of the same type and, for strings, to a [TextFilter].
type Condition[T any] = struct {
	op    operator
	value T
	upper T
	list  []T
}

// Filter is a condition on a column. The zero value lets every row pass.
type Filter[T any] Condition[T]

// TextFilter is a [Filter] on a column of text, which also takes patterns.
type TextFilter Condition[string]

// Ordered are the types that [Lt] and its relatives compare.
type Ordered interface {
	cmp.Ordered | time.Time | netip.Prefix | Interval | ~[16]byte
}

// Eq lets rows pass whose value equals v.
func Eq[T any](v T) Condition[T] { return Condition[T]{op: opEq, value: v} }

// Ne lets rows pass whose value differs from v; NULL differs from every value.
func Ne[T any](v T) Condition[T] { return Condition[T]{op: opNe, value: v} }

// In lets rows pass whose value is one of vs; without vs no row passes.
func In[T any](vs ...T) Condition[T] { return Condition[T]{op: opIn, list: vs} }

// NotIn lets rows pass whose value is none of vs; NULL is none of them.
func NotIn[T any](vs ...T) Condition[T] { return Condition[T]{op: opNotIn, list: vs} }

// Lt lets rows pass whose value is less than v.
func Lt[T Ordered](v T) Condition[T] { return Condition[T]{op: opLt, value: v} }

// Le lets rows pass whose value is v or less.
func Le[T Ordered](v T) Condition[T] { return Condition[T]{op: opLe, value: v} }

// Gt lets rows pass whose value is greater than v.
func Gt[T Ordered](v T) Condition[T] { return Condition[T]{op: opGt, value: v} }

// Ge lets rows pass whose value is v or greater.
func Ge[T Ordered](v T) Condition[T] { return Condition[T]{op: opGe, value: v} }

// Between lets rows pass whose value is between lower and upper, both included.
func Between[T Ordered](lower, upper T) Condition[T] {
	return Condition[T]{op: opBetween, value: lower, upper: upper}
}

// FromTo lets rows pass whose value is lower or greater and less than upper. It
// is the form for periods of time.
func FromTo[T Ordered](lower, upper T) Condition[T] {
	return Condition[T]{op: opFrom, value: lower, upper: upper}
}

// IsNull lets rows pass whose value is NULL.
func IsNull[T any]() Condition[T] { return Condition[T]{op: opIsNull} }

// IsNotNull lets rows pass whose value is not NULL.
func IsNotNull[T any]() Condition[T] { return Condition[T]{op: opNotNull} }

// Like lets rows pass that match a pattern with % and _.
func Like(pattern string) TextFilter { return TextFilter{op: opLike, value: pattern} }

// ILike is [Like] without regard to case.
func ILike(pattern string) TextFilter { return TextFilter{op: opILike, value: pattern} }

// HasPrefix lets rows pass that start with s; % and _ in s stand for themselves.
func HasPrefix(s string) TextFilter { return Like(escapePattern(s) + "%") }

// HasText lets rows pass that contain s in any case; % and _ in s stand for themselves.
func HasText(s string) TextFilter { return ILike("%" + escapePattern(s) + "%") }

func escapePattern(s string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(s)
}

// ArrayFilter is a condition on a column that is an array. The zero value lets
// every row pass.
type ArrayFilter[T any] struct {
	op   operator
	list []T
}

// HasAll lets arrays pass that contain all of vs.
func HasAll[T any](vs ...T) ArrayFilter[T] { return ArrayFilter[T]{op: opHasAll, list: vs} }

// HasAny lets arrays pass that contain at least one of vs.
func HasAny[T any](vs ...T) ArrayFilter[T] { return ArrayFilter[T]{op: opHasAny, list: vs} }

// Within lets arrays pass that contain nothing else than vs.
func Within[T any](vs ...T) ArrayFilter[T] { return ArrayFilter[T]{op: opWithin, list: vs} }

// ArrayIsNull lets rows pass whose array is NULL.
func ArrayIsNull[T any]() ArrayFilter[T] { return ArrayFilter[T]{op: opIsNull} }

// ArrayIsNotNull lets rows pass whose array is not NULL.
func ArrayIsNotNull[T any]() ArrayFilter[T] { return ArrayFilter[T]{op: opNotNull} }

// JSONFilter is a condition on a document. The zero value lets every row pass.
type JSONFilter struct {
	op    operator
	value JSON
}

// JSONContains lets documents pass that contain part, as the operator @> of
// jsonb understands it.
func JSONContains(part JSON) JSONFilter { return JSONFilter{op: opContains, value: part} }

// JSONIsNull lets rows pass whose document is NULL in SQL.
func JSONIsNull() JSONFilter { return JSONFilter{op: opIsNull} }

// JSONIsNotNull lets rows pass whose document is not NULL in SQL.
func JSONIsNotNull() JSONFilter { return JSONFilter{op: opNotNull} }
