package store

import (
	"context"
	"iter"
	"slices"

	"github.com/jackc/pgx/v5"
)

// Search returns the rows that pass, never nil. Dest gives the places into which
// the columns of a row are read.
func Search[R any](ctx context.Context, db DB, t *Table, w *Where, orders []Order[R], dest func(*R) []any) ([]R, error) {
	if w.none {
		return []R{}, nil
	}
	o := merge(orders)
	rows, err := db.Query(ctx, searchText(t, "Search", w, o), o.args(w.args)...)
	if err != nil {
		return nil, t.fail("Search", reading, nil, err)
	}
	out, err := collect(rows, o.hint(), dest)
	return out, t.fail("Search", reading, nil, err)
}

// First returns the first row that passes, or nil if there is none.
func First[R any](ctx context.Context, db DB, t *Table, w *Where, orders []Order[R], dest func(*R) []any) (*R, error) {
	if w.none {
		return nil, nil
	}
	o := merge(orders).Limit(1)
	rows, err := db.Query(ctx, searchText(t, "SearchFirst", w, o), o.args(w.args)...)
	if err != nil {
		return nil, t.fail("SearchFirst", reading, nil, err)
	}
	out, err := collect(rows, 1, dest)
	if err != nil || len(out) == 0 {
		return nil, t.fail("SearchFirst", reading, nil, err)
	}
	return &out[0], nil
}

// All yields the rows that pass one by one. The connection is busy until the
// loop ends; leaving the loop early closes the query. An error is yielded once,
// with the zero row, and ends the loop.
func All[R any](ctx context.Context, db DB, t *Table, w *Where, orders []Order[R], dest func(*R) []any) iter.Seq2[R, error] {
	return func(yield func(R, error) bool) {
		if w.none {
			return
		}
		o := merge(orders)
		rows, err := db.Query(ctx, searchText(t, "All", w, o), o.args(slices.Clip(w.args))...) // the loop may run twice at once
		var row, zero R
		if err != nil {
			yield(zero, t.fail("All", reading, nil, err))
			return
		}
		defer rows.Close()
		places := dest(&row)
		for rows.Next() {
			row = zero
			if err := rows.Scan(places...); err != nil {
				yield(zero, t.fail("All", reading, nil, err))
				return
			}
			if !yield(row, nil) {
				return
			}
			// Rows that have arrived already would hide a cancellation.
			if err := ctx.Err(); err != nil {
				yield(zero, t.fail("All", reading, nil, err))
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(zero, t.fail("All", reading, nil, err))
		}
	}
}

// Count returns the number of rows that pass.
func (t *Table) Count(ctx context.Context, db DB, w *Where) (int64, error) {
	var n int64
	if w.none {
		return 0, nil
	}
	err := db.QueryRow(ctx, t.aggregateText("Count", "SELECT count(*) FROM ", "", w), w.args...).Scan(&n)
	return n, t.fail("Count", reading, nil, err)
}

// Exists reports whether any row passes.
func (t *Table) Exists(ctx context.Context, db DB, w *Where) (bool, error) {
	var found bool
	if w.none {
		return false, nil
	}
	err := db.QueryRow(ctx, t.aggregateText("Exists", "SELECT EXISTS (SELECT FROM ", ")", w), w.args...).Scan(&found)
	return found, t.fail("Exists", reading, nil, err)
}

func searchText[R any](t *Table, method string, w *Where, o Order[R]) string {
	key := append(make([]byte, 0, 128), method...)
	key = o.key(append(append(key, 0), w.ops...))
	if text, ok := t.texts.get(key); ok {
		return text
	}
	b := t.text(method)
	b.WriteString("SELECT " + t.Select + "\nFROM " + t.From)
	o.write(b, t.keyOrder(), w.write(b))
	return t.texts.put(key, b.String())
}

func (t *Table) aggregateText(method, before, after string, w *Where) string {
	key := append(make([]byte, 0, 128), method...)
	key = append(append(key, 0), w.ops...)
	if text, ok := t.texts.get(key); ok {
		return text
	}
	b := t.text(method)
	b.WriteString(before + t.From)
	w.write(b)
	b.WriteString(after)
	return t.texts.put(key, b.String())
}

// collect reads all rows. The places are made once and one row value is used
// again and again: a row costs no allocation beyond those of its values.
func collect[R any](rows pgx.Rows, hint int, dest func(*R) []any) ([]R, error) {
	defer rows.Close()
	var row, zero R
	places := dest(&row)
	out := make([]R, 0, hint)
	for rows.Next() {
		row = zero
		if err := rows.Scan(places...); err != nil {
			return nil, err
		}
		out = append(out, row)
	}
	return out, rows.Err()
}

// Group runs a query for rows that belong to one of several keys and returns
// them by key, in the order of the query.
func Group[K comparable, R any](ctx context.Context, db DB, t *Table, method, sql string, keys []K,
	text func([]byte, K) []byte, dest func(*R) []any, keyOf func(*R) K) (map[K][]R, error) {
	rows, err := lookup(ctx, db, t, method, sql, keys, text, dest)
	out := make(map[K][]R, len(keys))
	for i := range rows {
		k := keyOf(&rows[i])
		out[k] = append(out[k], rows[i])
	}
	return out, err
}

// Map is [Group] for keys that have one row at most.
func Map[K comparable, R any](ctx context.Context, db DB, t *Table, method, sql string, keys []K,
	text func([]byte, K) []byte, dest func(*R) []any, keyOf func(*R) K) (map[K]R, error) {
	rows, err := lookup(ctx, db, t, method, sql, keys, text, dest)
	out := make(map[K]R, len(rows))
	for i := range rows {
		out[keyOf(&rows[i])] = rows[i]
	}
	return out, err
}

func lookup[K comparable, R any](ctx context.Context, db DB, t *Table, method, sql string, keys []K,
	text func([]byte, K) []byte, dest func(*R) []any) ([]R, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	rows, err := db.Query(ctx, sql, Array(keys, text))
	if err != nil {
		return nil, t.fail(method, reading, nil, err)
	}
	out, err := collect(rows, len(keys), dest)
	return out, t.fail(method, reading, nil, err)
}
