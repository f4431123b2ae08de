package store

import (
	"bytes"
	"encoding/json"
	"errors"
)

type state uint8

const (
	unset state = iota
	null
	set
)

// Given is what [Set] returns. It can be assigned to an [Optional] and to a
// [Nullable] of the same type.
type Given[T any] = struct {
	value T
	state state
}

// Optional is a value that may be left out: a column that keeps its value in an
// update, or takes its default in an insert. The zero value is left out.
type Optional[T any] Given[T]

// Nullable is an [Optional] that can also be null. The zero value is left out.
type Nullable[T any] Given[T]

// Set gives a value to an [Optional] or [Nullable] field.
func Set[T any](v T) Given[T] { return Given[T]{value: v, state: set} }

// Null makes a [Nullable] field null.
func Null[T any]() Nullable[T] { return Nullable[T]{state: null} }

// SetOrNull makes a [Nullable] field from a pointer: null for nil, else what it
// points to.
func SetOrNull[T any](p *T) Nullable[T] {
	if p == nil {
		return Null[T]()
	}
	return Set(*p)
}

// Get returns the value and whether there is one.
func (o Optional[T]) Get() (T, bool) { return o.value, o.state == set }

// IsZero reports whether the value is left out. It makes the JSON option
// omitzero leave out the field.
func (o Optional[T]) IsZero() bool { return o.state == unset }

// MarshalJSON writes the value; a value that is left out is written as null, so
// give the field the option omitzero.
func (o Optional[T]) MarshalJSON() ([]byte, error) { return marshal(Given[T](o)) }

// UnmarshalJSON reads a value. It fails on null: leave the field out instead.
func (o *Optional[T]) UnmarshalJSON(data []byte) error {
	if bytes.Equal(bytes.TrimSpace(data), []byte("null")) {
		return errors.New("null is not allowed here: give a value or leave the field out")
	}
	return unmarshal((*Given[T])(o), data)
}

// Get returns the value, nil for null, and whether the field is given at all.
func (n Nullable[T]) Get() (*T, bool) {
	if n.state == set {
		return &n.value, true
	}
	return nil, n.state == null
}

// IsNull reports whether the field is given as null.
func (n Nullable[T]) IsNull() bool { return n.state == null }

// IsZero reports whether the value is left out. It makes the JSON option
// omitzero leave out the field.
func (n Nullable[T]) IsZero() bool { return n.state == unset }

// MarshalJSON writes the value or null; give the field the option omitzero so
// that a value that is left out stays left out.
func (n Nullable[T]) MarshalJSON() ([]byte, error) { return marshal(Given[T](n)) }

// UnmarshalJSON reads a value or null. A field that is absent from the document
// is never read and stays left out.
func (n *Nullable[T]) UnmarshalJSON(data []byte) error {
	if bytes.Equal(bytes.TrimSpace(data), []byte("null")) {
		*n = Null[T]()
		return nil
	}
	return unmarshal((*Given[T])(n), data)
}

func marshal[T any](g Given[T]) ([]byte, error) {
	if g.state != set {
		return []byte("null"), nil
	}
	return json.Marshal(g.value)
}

func unmarshal[T any](g *Given[T], data []byte) error {
	var v T
	if err := json.Unmarshal(data, &v); err != nil {
		return err
	}
	*g = Set(v)
	return nil
}
