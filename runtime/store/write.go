package store

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// Create inserts a row with the assigned columns, all others taking their
// defaults, and reads it back into dest.
func (t *Table) Create(ctx context.Context, db DB, a *Assignments, dest []any) error {
	err := db.QueryRow(ctx, t.insertText(a), a.values...).Scan(dest...)
	return t.fail("Create", creating, a.columns, err)
}

// Replace inserts a row, or overwrites the one that has the same values in the
// columns of conflict, in one statement, and reads it back into dest.
func (t *Table) Replace(ctx context.Context, db DB, method string, conflict []string, a *Assignments, dest []any) error {
	err := db.QueryRow(ctx, t.replaceText(method, conflict, a), a.values...).Scan(dest...)
	return t.fail(method, updating, a.columns, err)
}

// Update changes the assigned columns of the row with the key and reads it back
// into dest. Without assignments it only reads the row. It fails with [NotFound]
// if there is none.
func (t *Table) Update(ctx context.Context, db DB, a *Assignments, dest []any, key ...any) error {
	if len(a.columns) == 0 {
		b := t.text("Update")
		b.WriteString("SELECT " + t.Select + "\nFROM " + t.From)
		t.whereKey(b, 1)
		return t.Retrieve(ctx, db, "Update", b.String(), dest, key...)
	}
	err := db.QueryRow(ctx, t.updateText(a), append(a.values, key...)...).Scan(dest...)
	return t.fail("Update", updating, a.columns, err)
}

// Retrieve runs a query that gives one row and reads it into dest. It fails with
// [NotFound] if there is none.
func (t *Table) Retrieve(ctx context.Context, db DB, method, sql string, dest []any, args ...any) error {
	return t.fail(method, reading, nil, db.QueryRow(ctx, sql, args...).Scan(dest...))
}

// Delete runs a statement that deletes one row. It fails with [NotFound] if
// there is none.
func (t *Table) Delete(ctx context.Context, db DB, method, sql string, args ...any) error {
	tag, err := db.Exec(ctx, sql, args...)
	if err == nil && tag.RowsAffected() == 0 {
		err = pgx.ErrNoRows
	}
	return t.fail(method, deleting, nil, err)
}
