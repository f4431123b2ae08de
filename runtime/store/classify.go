package store

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// action is what a statement was about to do. It decides what a violated foreign
// key of a table that refers to itself means.
type action uint8

const (
	reading action = iota
	creating
	updating
	deleting
	committing
)

// fail wraps an error of a statement; nil stays nil. Columns are those that the
// statement was writing.
func (t *Table) fail(method string, did action, columns []string, err error) error {
	if err == nil {
		return nil
	}
	e := &Error{Method: t.Store + "." + method, Table: t.Name, Err: err}
	var pg *pgconn.PgError
	switch {
	case errors.As(err, &pg):
		e.Kind = kindOf(pg.Code)
		e.fill(pg)
		e.Columns = t.constraintColumns(pg)
		if e.Kind == ForeignKey {
			e.Kind = t.direction(pg, did, columns)
		}
	case errors.Is(err, pgx.ErrNoRows):
		e.Kind = NotFound
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		e.Kind = Canceled
	}
	return e
}

// CommitError gives the error of a COMMIT, where deferred constraints are
// checked, the form of all others; nil stays nil.
func CommitError(err error) error {
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return err
	}
	e := &Error{Method: "commit", Kind: kindOf(pg.Code), Err: err}
	e.fill(pg)
	return e
}

func (e *Error) fill(pg *pgconn.PgError) {
	if pg.TableName != "" {
		e.Schema, e.Table = pg.SchemaName, pg.TableName
	}
	e.Constraint = pg.ConstraintName
}

// kindOf looks at the SQLSTATE alone: messages depend on the server's language.
func kindOf(code string) Kind {
	switch code {
	case "23505":
		return Duplicate
	case "23503":
		return ForeignKey
	case "23001":
		return StillReferenced // PostgreSQL 18 for ON DELETE RESTRICT
	case "23502":
		return NotNull
	case "23514":
		return Check
	case "23P01":
		return Exclusion
	case "40001":
		return Serialization
	case "40P01":
		return Deadlock
	case "55P03":
		return LockTimeout
	case "57014":
		return Canceled
	case "42501":
		return Denied
	}
	if len(code) == 5 && code[:2] == "22" {
		return Invalid
	}
	return Other
}

// direction tells a missing parent from a row that is still referenced. The
// server names the referencing table in both cases, so a foreign key of another
// table means that the own row is the parent. A foreign key of the own table
// that refers to the own table is decided by what the statement did.
func (t *Table) direction(pg *pgconn.PgError, did action, columns []string) Kind {
	own := pg.TableName == t.Name && (t.Schema == "" || pg.SchemaName == t.Schema)
	switch {
	case did == creating:
		return MissingParent
	case did == deleting:
		return StillReferenced
	case did != updating:
		return ForeignKey
	case !own:
		return StillReferenced
	}
	for _, c := range t.Constraints {
		if c.Name != pg.ConstraintName || c.Parent != t.Name {
			continue
		}
		if !slices.ContainsFunc(columns, func(column string) bool { return slices.Contains(c.Columns, unquoted(column)) }) {
			return StillReferenced
		}
	}
	return MissingParent
}

// unquoted is the raw name of a column as a statement writes it.
func unquoted(column string) string {
	if name, quoted := strings.CutPrefix(column, `"`); quoted {
		return strings.ReplaceAll(strings.TrimSuffix(name, `"`), `""`, `"`)
	}
	return column
}

func (t *Table) constraintColumns(pg *pgconn.PgError) []string {
	if pg.ColumnName != "" {
		return []string{pg.ColumnName}
	}
	if pg.TableName == t.Name {
		for _, c := range t.Constraints {
			if c.Name == pg.ConstraintName {
				return slices.Clone(c.Columns)
			}
		}
	}
	return nil
}
