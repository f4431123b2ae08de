package store

import (
	"strings"

	"github.com/jackc/pgx/v5"
)

// Kind is what went wrong. The kinds are errors themselves: test for one with
// errors.Is(err, store.Duplicate).
type Kind uint8

// The kinds of errors.
const (
	// Other is an error of the server or of the connection that has no kind of its own.
	Other Kind = iota
	// NotFound: no row has the key. The error also is pgx.ErrNoRows.
	NotFound
	// Duplicate: another row has the value of a unique constraint.
	Duplicate
	// ForeignKey: a foreign key is violated. Every MissingParent and StillReferenced
	// is a ForeignKey too; a constraint that is checked at commit is only this,
	// because the server does not tell which of the two it was.
	ForeignKey
	// MissingParent: the row that a foreign key refers to does not exist.
	MissingParent
	// StillReferenced: other rows refer to the row that is deleted or changed.
	StillReferenced
	// NotNull: a column without value that must have one.
	NotNull
	// Check: a check constraint of a table or domain is violated.
	Check
	// Exclusion: the row overlaps with another one.
	Exclusion
	// Invalid: the server cannot read or hold a value: too long, out of range,
	// not of the type.
	Invalid
	// Conflict: the row was changed by somebody else since it was read.
	Conflict
	// Serialization: the transaction must be run again.
	Serialization
	// Deadlock: the transaction was chosen to end a deadlock; it may be run again.
	Deadlock
	// LockTimeout: a lock was not had in time.
	LockTimeout
	// Canceled: the statement was cancelled or ran out of time.
	Canceled
	// Denied: the role may not do this.
	Denied
)

var kindTexts = [...]string{
	"failed", "not found", "already exists", "violates a foreign key", "refers to a row that does not exist",
	"is still referenced", "lacks a value", "violates a check", "overlaps with another row", "invalid value",
	"was changed meanwhile", "serialization failure", "deadlock", "lock not had in time", "cancelled", "permission denied",
}

// Error returns the kind in words.
func (k Kind) Error() string { return kindTexts[k] }

// Retryable reports whether running the whole transaction again may succeed.
func (k Kind) Retryable() bool { return k == Serialization || k == Deadlock }

// Constraint names one way in which a constraint can be violated. Generated code
// has one for every constraint of the schema, to be used with errors.Is.
type Constraint struct {
	Kind Kind
	// Table is the table that has the constraint, Name the constraint's name.
	// Schema is the table's, "" for any: the search path decides.
	Schema, Table, Name string
}

// Error returns the constraint in words.
func (c Constraint) Error() string {
	return c.Table + " " + c.Kind.Error() + " (" + c.Name + ")"
}

// Error is what every method of a store returns when it fails.
type Error struct {
	Kind Kind
	// Method is the method of the store: "orders.Companies.Create".
	Method string
	// Table is the table whose constraint is violated, else the store's own; Schema
	// is the table's if the server named it.
	Schema, Table string
	// Constraint is the name of the violated constraint, or "".
	Constraint string
	// Columns are those of the constraint, as far as they are known.
	Columns []string
	// Err is the cause: a *pgconn.PgError when the server reported it.
	Err error
}

// Error returns method, table, kind and cause.
func (e *Error) Error() string {
	var b strings.Builder
	if e.Method != "" {
		b.WriteString(e.Method + ": ")
	}
	if e.Table != "" {
		b.WriteString(e.Table)
		if len(e.Columns) > 0 {
			b.WriteString(" (" + strings.Join(e.Columns, ", ") + ")")
		}
		b.WriteString(": ")
	}
	b.WriteString(e.Kind.Error())
	if e.Err != nil && e.Err != pgx.ErrNoRows {
		b.WriteString(": " + e.Err.Error())
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Is reports whether the error is of a [Kind] or violates a [Constraint].
func (e *Error) Is(target error) bool {
	switch t := target.(type) {
	case Kind:
		return e.Kind == t || t == ForeignKey && (e.Kind == MissingParent || e.Kind == StillReferenced)
	case Constraint:
		same := e.Kind == t.Kind || e.Kind == ForeignKey && (t.Kind == MissingParent || t.Kind == StillReferenced)
		return same && e.Constraint == t.Name && e.Table == t.Table && (t.Schema == "" || t.Schema == e.Schema)
	}
	return false
}
